/**
 * The policy of an S3 upload form: who may post what until when.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
 */
import { parseIsoDate } from '../sigv4/amz-date.ts';
import { postFieldsBytesMax } from '../sigv4/limits.ts';
import type { SignatureError } from '../sigv4/signature-error.ts';

export type PolicyCondition =
  | { readonly kind: 'eq' | 'starts-with'; readonly field: string; readonly value: string; readonly text: string }
  | { readonly kind: 'content-length-range'; readonly min: number; readonly max: number }
  /** A range that no file keeps, since its limits are no numbers. */
  | { readonly kind: 'never'; readonly text: string };

/** The policy of a POST form. `expiresAt` is in milliseconds since 1970. */
export interface PostPolicy {
  readonly expiresAt: number;
  readonly conditions: readonly PolicyCondition[];
}

/** A policy whose conditions are all understood, or the error to answer with. */
export type PostPolicyOutcome =
  | { readonly ok: true; readonly policy: PostPolicy }
  | { readonly ok: false; readonly error: SignatureError };

/** `base64` is the form's field as sent. Every condition has to be understood: one that is not would be one not kept. */
export function parsePostPolicy(base64: string): PostPolicyOutcome {
  if (base64.length > postFieldsBytesMax) return invalid('Policy is too long.');
  const document = parseDocument(base64);
  if (!isRecord(document)) return invalid('Invalid JSON.');
  const { expiration, conditions } = document;
  if (expiration === undefined) return invalid('Policy missing expiration.');
  if (conditions === undefined) return invalid('Policy missing conditions.');
  const expiresAt = typeof expiration === 'string' ? parseIsoDate(expiration) : undefined;
  if (expiresAt === undefined) return invalid(`Invalid 'expiration' value: '${String(expiration)}'`);
  if (!Array.isArray(conditions)) return invalid("Invalid 'conditions' value: must be a List.");
  const unknown = Object.keys(document).find((name) => name !== 'expiration' && name !== 'conditions');
  if (unknown !== undefined) return invalid(`Unexpected: '${unknown}'`);

  const read: PolicyCondition[] = [];
  for (const one of conditions as readonly unknown[]) {
    const condition = Array.isArray(one) ? readList(one) : readSimple(one);
    if (typeof condition === 'string') return invalid(condition);
    read.push(condition);
  }
  return { ok: true, policy: { expiresAt, conditions: read } };
}

function parseDocument(base64: string): unknown {
  const text = Buffer.from(base64, 'base64').toString('utf8');
  try {
    return JSON.parse(withoutPolicyEscapes(text)) as unknown;
  } catch {
    return undefined;
  }
}

/** Policies know two escapes that JSON does not: `\$`, and `\v`. */
function withoutPolicyEscapes(text: string): string {
  return text.replace(/\\([\s\S])/g, (sequence, character: string) =>
    character === '$' ? '$' : character === 'v' ? '\\u000b' : sequence,
  );
}

/** `{"acl": "public-read"}` */
function readSimple(one: unknown): PolicyCondition | string {
  if (!isRecord(one)) return 'Invalid Condition: Conditions must be Lists or Objects.';
  const [entry, ...more] = Object.entries(one);
  if (entry === undefined || more.length > 0) {
    return 'Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.';
  }
  const [field, value] = entry;
  if (typeof value !== 'string') return 'Invalid Simple-Condition: value must be a string.';
  return matching('eq', field, value);
}

/** `["starts-with", "$key", "user/"]`, `["content-length-range", 1, 10]` */
function readList(list: readonly unknown[]): PolicyCondition | string {
  const [operator, first, second] = list;
  if (list.length !== 3) return 'Invalid Condition: Lists must have exactly three elements.';
  const kind = typeof operator === 'string' ? operator.toLowerCase() : operator;
  if (kind === 'content-length-range') {
    const min = readBytes(first);
    const max = readBytes(second);
    if (min === undefined || max === undefined) return neverHolds(first, second);
    if (min > max) return 'Invalid content-length-range.';
    return { kind, min, max };
  }
  if (kind !== 'eq' && kind !== 'starts-with') return `Invalid Condition: unknown operation '${String(operator)}'.`;
  if (typeof first !== 'string' || !first.startsWith('$') || typeof second !== 'string') {
    return `Invalid Condition: '${kind}' takes the name of a field, with a dollar sign, and a string.`;
  }
  return matching(kind, first.slice(1), second);
}

function matching(kind: 'eq' | 'starts-with', field: string, value: string): PolicyCondition {
  const text = `["${kind}", ${JSON.stringify(`$${field}`)}, ${JSON.stringify(value)}]`;
  return { kind, field: field.toLowerCase(), value, text };
}

function neverHolds(...limits: readonly unknown[]): PolicyCondition | string {
  if (!limits.every((limit) => typeof limit === 'string' || typeof limit === 'number')) {
    return 'Invalid content-length-range.';
  }
  const shown = limits.map((limit) => JSON.stringify(String(limit)));
  return { kind: 'never', text: `["content-length-range", ${shown.join(', ')}]` };
}

function readBytes(value: unknown): number | undefined {
  const bytes = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof bytes === 'number' && Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(sentence: string): PostPolicyOutcome {
  return { ok: false, error: { code: 'InvalidPolicyDocument', message: `Invalid Policy: ${sentence}` } };
}
