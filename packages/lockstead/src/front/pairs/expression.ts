/**
 * What stands between braces in a template: a path into the input, functions on its value, and what to take instead.
 *
 *     {QueueUrl|queueArn}      {TopicArn ?? TargetArn}      {EventBusName ?? 'default'}      {each.Put.TableName}
 *
 * A path goes through structures by `.`, over lists by `[]`, over the keys of a map by `[key]`, over its values by `[value]`,
 * and to one of its values by that one's key: `Attributes[Policy]`.
 * `partition`, `region` and `account` are those of the request; a member of that name is written `input.region`.
 * Parsed once; evaluated in time linear in the input, without regular expressions.
 */
import { type NamedFunction, type Names, namedFunction } from './functions.ts';

export type Step = { readonly member: string } | { readonly entry: string } | 'elements' | 'keys' | 'values';

export type Source =
  | { readonly literal: string }
  | { readonly context: keyof Names }
  | { readonly from: 'input' | 'each'; readonly steps: readonly Step[] };

export interface Choice {
  readonly source: Source;
  readonly functions: readonly { readonly apply: NamedFunction; readonly argument: string }[];
}

export interface Expression {
  readonly text: string;
  readonly choices: readonly Choice[];
}

/** What an expression is evaluated against. */
export interface Scope {
  /** With AWS's member names, as decoded from a request or as an event tells them. */
  readonly input: unknown;
  /** The element that a repeated pair is about. */
  readonly each?: unknown;
  readonly names: Names;
}

/** @throws TypeError for a text that is no expression: a fault of a table, found by its test. */
export function parseExpression(text: string): Expression {
  return { text, choices: text.split('??').map((choice) => parseChoice(choice.trim())) };
}

function parseChoice(text: string): Choice {
  const [source = '', ...calls] = text.split('|');
  return {
    source: parseSource(source.trim()),
    functions: calls.map((call) => {
      const colon = call.indexOf(':');
      const name = (colon < 0 ? call : call.slice(0, colon)).trim();
      return { apply: namedFunction(name), argument: colon < 0 ? '' : call.slice(colon + 1) };
    }),
  };
}

function parseSource(text: string): Source {
  if (text.startsWith("'") && text.endsWith("'") && text.length >= 2) return { literal: text.slice(1, -1) };
  if (text === 'partition' || text === 'region' || text === 'account') return { context: text };
  const steps = parsePath(text);
  const [first] = steps;
  const root = typeof first === 'object' && 'member' in first ? first.member : '';
  return root === 'each' || root === 'input' ? { from: root, steps: steps.slice(1) } : { from: 'input', steps };
}

const brackets: Readonly<Record<string, Step>> = { '[]': 'elements', '[key]': 'keys', '[value]': 'values' };

/** @throws TypeError for what is no path. */
export function parsePath(text: string): readonly Step[] {
  const steps: Step[] = [];
  for (const part of text.split('.')) {
    const open = part.indexOf('[');
    const member = open < 0 ? part : part.slice(0, open);
    if (member === '') throw new TypeError(`"${text}" is no path`);
    steps.push({ member });
    let rest = open < 0 ? '' : part.slice(open);
    while (rest !== '') {
      const close = rest.indexOf(']') + 1;
      if (!rest.startsWith('[') || close === 0) throw new TypeError(`"${text}" is no path`);
      const step = brackets[rest.slice(0, close)] ?? { entry: rest.slice(1, close - 1) };
      steps.push(step);
      rest = rest.slice(close);
    }
  }
  return steps;
}

/** Everything that a path reaches, in order; empty when nothing is there. */
export function reach(root: unknown, steps: readonly Step[]): readonly unknown[] {
  let reached: readonly unknown[] = [root];
  for (const step of steps) {
    // Most paths name one member of one structure.
    reached = reached.length === 1 ? next(reached[0], step) : reached.flatMap((value) => next(value, step));
  }
  return reached.every(isThere) ? reached : reached.filter(isThere);
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function next(value: unknown, step: Step): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  if (step === 'elements') return Array.isArray(value) ? value : [];
  if (Array.isArray(value)) return [];
  if (step === 'keys') return Object.keys(value);
  if (step === 'values') return Object.values(value);
  const name = 'member' in step ? step.member : step.entry;
  return Object.hasOwn(value, name) ? [(value as Readonly<Record<string, unknown>>)[name]] : [];
}

/**
 * The values of the first choice whose member is given. A member that is given and has not the form that its functions take leaves no
 * value: what stands behind it is for requests that leave it out. Empty texts, structures and bytes are no values.
 */
export function evaluateExpression({ choices }: Expression, scope: Scope): readonly string[] {
  for (const { source, functions } of choices) {
    const found = valuesOf(source, scope);
    if (found.length > 0) return texts(found, functions, scope.names);
  }
  return [];
}

function texts(found: readonly unknown[], functions: Choice['functions'], names: Names): readonly string[] {
  const made: string[] = [];
  for (const value of found) {
    let text: string | undefined = textOf(value);
    for (const { apply, argument } of functions) text = text && apply(text, argument, names);
    if (text !== undefined && text !== '') made.push(text);
    // A list of which one element names nothing is not known: the rest alone would ask for less than the request does.
    else return [];
  }
  return made;
}

/** Whether a request has the member at all, whatever its value. */
export function isGiven(source: Source, scope: Scope): boolean {
  return valuesOf(source, scope).length > 0;
}

function valuesOf(source: Source, scope: Scope): readonly unknown[] {
  if ('literal' in source) return [source.literal];
  if ('context' in source) return [scope.names[source.context]];
  return reach(source.from === 'each' ? scope.each : scope.input, source.steps);
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint'
    ? String(value)
    : undefined;
}
