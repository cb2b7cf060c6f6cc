/**
 * A policy value taken apart: literal text, wildcards, policy variables.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */

export interface Variable {
  /** Ready for a request's context: lower case, but for what follows a slash. */
  readonly key: string;
  readonly default?: string;
}

/** One piece of a pattern: text as it stands, `*`, `?`, or a variable. */
export type Token =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'star' }
  | { readonly kind: 'question' }
  | { readonly kind: 'variable'; readonly variable: Variable };

/** How a policy variable begins. */
export const variableStart: string = '$' + '{';

export type VariableFault =
  | 'MISSING_BRACE_IN_VARIABLE'
  | 'EMPTY_VARIABLE'
  | 'UNSUPPORTED_SPACE_IN_VARIABLE'
  | 'MISSING_QUOTE_IN_VARIABLE';

export interface Tokens {
  readonly tokens: readonly Token[];
  readonly fault?: VariableFault;
}

/**
 * Takes a value apart in one pass. `variables` is false in documents of version 2008-10-17, where `${` is plain text;
 * `wildcards` is false for the operators that compare literally.
 */
export function tokenize(text: string, variables: boolean, wildcards: boolean): Tokens {
  return plainTokens(text, variables, wildcards) ?? tokenizeAll(text, variables, wildcards);
}

const star: Token = { kind: 'star' };
const question: Token = { kind: 'question' };

/** Text without anything special in it, or with nothing but a star at its end. */
function plainTokens(text: string, variables: boolean, wildcards: boolean): Tokens | undefined {
  if (variables && text.includes(variableStart)) return undefined;
  if (!wildcards) return { tokens: text === '' ? [] : [{ kind: 'text', text }] };
  if (text.includes('?')) return undefined;
  const at = text.indexOf('*');
  if (at >= 0 && at < text.length - 1) return undefined;
  if (text === '*') return { tokens: [star] };
  if (at > 0) return { tokens: [{ kind: 'text', text: text.slice(0, at) }, star] };
  return { tokens: text === '' ? [] : [{ kind: 'text', text }] };
}

function tokenizeAll(text: string, variables: boolean, wildcards: boolean): Tokens {
  const tokens: Token[] = [];
  let fault: VariableFault | undefined;
  let literal = '';
  const flush = (): void => {
    if (literal !== '') tokens.push({ kind: 'text', text: literal });
    literal = '';
  };
  for (let i = 0; i < text.length; i++) {
    const character = text[i] as string;
    if (variables && character === '$' && text[i + 1] === '{') {
      const end = variableEnd(text, i + 2);
      if (end < 0) {
        fault ??= 'MISSING_BRACE_IN_VARIABLE';
        literal += text.slice(i);
        break;
      }
      const inner = text.slice(i + 2, end);
      i = end;
      // `${*}`, `${?}` and `${$}` are how a policy writes the characters themselves.
      if (inner === '*' || inner === '?' || inner === '$') {
        literal += inner;
        continue;
      }
      const variable = readVariable(inner);
      if (typeof variable === 'string') {
        fault ??= variable;
        continue;
      }
      flush();
      tokens.push({ kind: 'variable', variable });
    } else if (wildcards && (character === '*' || character === '?')) {
      flush();
      tokens.push(character === '*' ? star : question);
    } else {
      literal += character;
    }
  }
  flush();
  return fault === undefined ? { tokens } : { tokens, fault };
}

/** The closing brace; one inside a quoted default does not close. */
function variableEnd(text: string, from: number): number {
  let quoted = false;
  for (let i = from; i < text.length; i++) {
    const character = text[i];
    if (character === "'") quoted = !quoted;
    else if (character === '}' && !quoted) return i;
  }
  // An unpaired quote must not swallow the brace: the fault is then the quote's.
  return quoted ? text.indexOf('}', from) : -1;
}

function readVariable(inner: string): Variable | VariableFault {
  const comma = inner.indexOf(',');
  const name = (comma < 0 ? inner : inner.slice(0, comma)).trim();
  if (name === '') return 'EMPTY_VARIABLE';
  if (comma < 0 ? inner !== name : false) return 'UNSUPPORTED_SPACE_IN_VARIABLE';
  // Tag keys may contain spaces; the key's own name may not.
  const slash = name.indexOf('/');
  if ((slash < 0 ? name : name.slice(0, slash)).includes(' ')) return 'UNSUPPORTED_SPACE_IN_VARIABLE';
  const key = contextKey(name);
  if (comma < 0) return { key };
  const quoted = inner.slice(comma + 1).trim();
  if (quoted.length < 2 || !quoted.startsWith("'") || !quoted.endsWith("'")) return 'MISSING_QUOTE_IN_VARIABLE';
  return { key, default: quoted.slice(1, -1) };
}

/** A condition key as a request's context is asked for it: names ignore case; what follows a slash is a tag's own name. */
export function contextKey(key: string): string {
  const slash = key.indexOf('/');
  return slash < 0 ? key.toLowerCase() : key.slice(0, slash).toLowerCase() + key.slice(slash);
}
