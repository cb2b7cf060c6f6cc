/**
 * A compiled policy value: a glob known at once, or one that waits for the request's variables.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
import type { RequestContext } from '../request.ts';
import { type Glob, globOf, matchesGlob } from './glob.ts';
import type { Token, Variable } from './pattern.ts';

export interface Template {
  /** As written in the policy. */
  readonly text: string;
  /** Undefined while variables wait. */
  readonly glob: Glob | undefined;
  readonly tokens: readonly Token[];
  /** The literal text that every match begins with. */
  readonly head: string;
}

export function templateOf(text: string, tokens: readonly Token[]): Template {
  const waiting = tokens.some((token) => token.kind === 'variable');
  const glob = waiting ? undefined : globOf(tokens);
  const first = tokens[0];
  const head = glob?.head ?? (first?.kind === 'text' ? first.text : '');
  return { text, glob, tokens, head };
}

/**
 * The tokens with each variable replaced by the request's value, which counts as plain text: a `*` in a tag is not a wildcard,
 * a `${` in it is not a variable. Undefined when a variable has no value: absent, or several values, of which none is the one.
 */
export function resolve(template: Template, context: RequestContext): readonly Token[] | undefined {
  const resolved: Token[] = [];
  for (const token of template.tokens) {
    if (token.kind !== 'variable') {
      resolved.push(token);
      continue;
    }
    const text = variableValue(token.variable, context);
    if (text === undefined) return undefined;
    resolved.push({ kind: 'text', text });
  }
  return resolved;
}

function variableValue(variable: Variable, context: RequestContext): string | undefined {
  const value = context.get(variable.key);
  return typeof value === 'string' ? value : value === undefined ? variable.default : undefined;
}

/** A variable without a value is null to AWS: nothing fits it. */
export function matchesTemplate(template: Template, text: string, context: RequestContext): boolean {
  if (template.glob !== undefined) return matchesGlob(template.glob, text);
  if (!text.startsWith(template.head)) return false;
  const tokens = resolve(template, context);
  return tokens !== undefined && fits(tokens, text.length) && matchesGlob(globOf(tokens), text);
}

/**
 * Whether what the tokens say literally is no longer than `length`. To be asked before anything is made of them: a value of the request may
 * be long, and a policy may name it many times.
 */
export function fits(tokens: readonly Token[], length: number): boolean {
  let literal = 0;
  for (const token of tokens) if (token.kind === 'text') literal += token.text.length;
  return literal <= length;
}
