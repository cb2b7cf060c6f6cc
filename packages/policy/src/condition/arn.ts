/**
 * The four ARN operators. ArnEquals and ArnLike are the same: each of the six parts is compared alone, wildcards included.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
import { type Glob, globOf, matchesGlob } from '../match/glob.ts';
import type { Token } from '../match/pattern.ts';
import { fits, resolve, type Template } from '../match/template.ts';
import { never, type Operator, type ValueTest } from './operator.ts';

export const arnOperators: readonly Operator[] = [
  { name: 'ArnEquals', family: 'Arn', negated: false, variables: true, wildcards: true, compile },
  { name: 'ArnLike', family: 'Arn', negated: false, variables: true, wildcards: true, compile },
  { name: 'ArnNotEquals', family: 'Arn', negated: true, variables: true, wildcards: true, compile },
  { name: 'ArnNotLike', family: 'Arn', negated: true, variables: true, wildcards: true, compile },
];

function compile(value: Template): ValueTest {
  if (value.glob !== undefined) {
    const globs = globsOf(value.tokens);
    return globs === undefined ? never : (actual) => matchesParts(globs, actual);
  }
  return (actual, context) => {
    const tokens = resolve(value, context);
    const globs = tokens === undefined || !fits(tokens, actual.length) ? undefined : globsOf(tokens);
    return globs !== undefined && matchesParts(globs, actual);
  };
}

/** Six globs, cut at the first five colons. Undefined for what is not an ARN, which then matches nothing. */
function globsOf(tokens: readonly Token[]): readonly Glob[] | undefined {
  const parts: Token[][] = [[]];
  for (const token of tokens) {
    if (token.kind !== 'text') {
      parts.at(-1)?.push(token);
      continue;
    }
    let { text } = token;
    while (parts.length < 6) {
      const colon = text.indexOf(':');
      if (colon < 0) break;
      parts.at(-1)?.push({ kind: 'text', text: text.slice(0, colon) });
      parts.push([]);
      text = text.slice(colon + 1);
    }
    parts.at(-1)?.push({ kind: 'text', text });
  }
  return parts.length === 6 ? parts.map(globOf) : undefined;
}

function matchesParts(globs: readonly Glob[], actual: string): boolean {
  if (!actual.startsWith('arn:')) return false;
  let from = 0;
  for (let i = 0; i < 5; i++) {
    const colon = actual.indexOf(':', from);
    if (colon < 0 || !matchesGlob(globs[i] as Glob, actual.slice(from, colon))) return false;
    from = colon + 1;
  }
  return matchesGlob(globs[5] as Glob, actual.slice(from));
}
