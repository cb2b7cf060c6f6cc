/**
 * A resource as a policy names it: literally, or with ids as `*`. Account and region are kept in each case.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-specialchars
 */
import { parseArn } from '#kernel/arn';
import type { Rule } from './rules.ts';

export interface Pattern {
  readonly text: string;
  readonly rules: readonly Rule[];
}

/** What stands for one thing in one run, and for another in the next. Each alternative has a fixed length or one class that repeats. */
const id =
  /\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?Z?|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|(?<![0-9a-zA-Z])\d{4}\/\d\d\/\d\d(?![0-9a-zA-Z])|(?<![0-9a-zA-Z])(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})(?![0-9a-zA-Z])|(?<![0-9a-zA-Z])(?:\d{16}|\d{13}|\d{10})(?![0-9a-zA-Z])/g;

/** `i-0123456789abcdef0`: in these services alone, since elsewhere people give names of this form. */
const prefixedId = /(?<![0-9a-zA-Z-])[a-z]{1,12}(?:-[a-z]{1,12})?-(?:[0-9a-f]{17}|[0-9a-f]{8})(?![0-9a-zA-Z-])/g;
const withPrefixedIds: ReadonlySet<string> = new Set(['ec2', 'elasticfilesystem', 'fsx']);

const secretSuffix = /-[0-9A-Za-z]{6}$/;

/** `exact`: nothing is generalised. */
export function patternOf(resource: string, exact: boolean): Pattern {
  if (resource === '*') return { text: '*', rules: ['noResource'] };
  const arn = parseArn(resource);
  if (arn === undefined) return { text: literal(resource), rules: [] };
  const head = `arn:${arn.partition}:${arn.service}:${arn.region}:${arn.account}:`;
  const rules = new Set<Rule>();
  const parts = { secret: '' };
  let named = arn.resource;
  if (arn.service === 'secretsmanager' && !named.endsWith('-??????')) {
    const suffix = exact ? undefined : secretSuffix.exec(named);
    if (suffix !== null && suffix !== undefined) {
      named = named.slice(0, suffix.index);
      parts.secret = '-??????';
      rules.add('secret');
    }
  } else if (arn.service === 'secretsmanager') {
    named = named.slice(0, -'-??????'.length);
    parts.secret = '-??????';
    rules.add('secret');
  }
  const forms = exact ? [] : [id, ...(withPrefixedIds.has(arn.service) ? [prefixedId] : [])];
  const text = generalised(named, forms, rules) + parts.secret;
  return { text: literal(head) + text, rules: [...rules] };
}

function generalised(named: string, forms: readonly RegExp[], rules: Set<Rule>): string {
  const spans = forms
    .flatMap((form) => [...named.matchAll(form)].map((match) => [match.index, match.index + match[0].length] as const))
    .toSorted(([left], [right]) => left - right);
  let text = '';
  let at = 0;
  for (const [from, to] of spans) {
    if (from < at) continue;
    text += literalParts(named.slice(at, from), rules);
    if (!text.endsWith('*')) text += '*';
    rules.add('ids');
    at = to;
  }
  return text + literalParts(named.slice(at), rules);
}

/** A `*` that is a whole part is what the request asks for; any other one is a character of a name. */
function literalParts(text: string, rules: Set<Rule>): string {
  return text
    .split(/([:/])/)
    .map((part) => {
      if (part !== '*') return literal(part);
      rules.add('asked');
      return part;
    })
    .join('');
}

/** The characters that mean something in a policy, as themselves. */
function literal(text: string): string {
  return text.replaceAll(/\$(?=\{)|[*?]/g, (character) => `\${${character}}`);
}

/** Whether it stands for more than one resource. */
export function isWide(text: string): boolean {
  return /[*?]/.test(text.replaceAll(/\$\{[*?$]\}/g, ''));
}
