/**
 * Reads a denial as people paste it: AWS's sentence, alone or inside what a client printed around it. One pass over the text, no
 * backtracking: it may be anything.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
import type { Layer } from '@lockstead/policy';

export interface DenialMessage {
  /** The caller's ARN as AWS reports it, a service, or `anonymous`. */
  readonly principal: string;
  readonly action: string;
  /** Some services leave it out. */
  readonly resource?: string;
  /** `unknown`: the sentence gives no reason, as older ones do. */
  readonly kind: 'implicit' | 'explicit' | 'unknown';
  readonly layer?: Layer;
  /** The resource layer is a role's trust policy. */
  readonly isTrust: boolean;
  /** The policy that denies, where AWS names it. */
  readonly policyArn?: string;
}

const caller = 'user: ';
const verb = ' is not authorized to perform: ';
const on = ' on resource: ';
const because = ' because ';
const explicit = ' with an explicit deny';

/** Longest first where one begins like another. */
const layersByWords: readonly (readonly [string, Layer, boolean])[] = [
  ['identity-based policy', 'identity', false],
  ['permissions boundary', 'permissionsBoundary', false],
  ['session policy', 'session', false],
  ['role trust policy', 'resource', true],
  ['resource-based policy', 'resource', false],
  ['vpc endpoint policy', 'vpcEndpoint', false],
  ['service control policy', 'serviceControl', false],
  ['resource control policy', 'resourceControl', false],
];

/** `undefined` when the text has no such sentence. */
export function parseDenialMessage(text: string): DenialMessage | undefined {
  const lower = text.toLowerCase();
  const verbAt = lower.indexOf(verb);
  const callerAt = verbAt === -1 ? -1 : lower.lastIndexOf(caller, verbAt);
  if (callerAt === -1) return undefined;
  const principal = text.slice(callerAt + caller.length, verbAt).trim();
  const actionAt = verbAt + verb.length;
  const action = text.slice(actionAt, endOfWord(text, actionAt, isActionCharacter));
  if (principal === '' || /\s/.test(principal) || !action.includes(':')) return undefined;
  const after = actionAt + action.length;
  const line = endOfLine(text, after);
  const rest = text.slice(after, line);
  return { principal, action, ...resourceOf(rest), ...reasonOf(rest) };
}

function resourceOf(rest: string): { readonly resource?: string } {
  const lower = rest.toLowerCase();
  if (!lower.startsWith(on)) return {};
  const reasons = [lower.indexOf(because), lower.indexOf(explicit)].filter((at) => at !== -1);
  const end =
    reasons.length > 0 ? Math.min(...reasons) : endOfWord(rest, on.length, (character) => !/\s/.test(character));
  const resource = trimQuotes(rest.slice(on.length, end));
  return resource === '' ? {} : { resource };
}

function reasonOf(rest: string): Pick<DenialMessage, 'kind' | 'layer' | 'isTrust' | 'policyArn'> {
  const lower = rest.toLowerCase();
  const explicitAt = lower.indexOf(explicit);
  const becauseAt = lower.indexOf(because);
  const at = explicitAt === -1 ? becauseAt : explicitAt;
  if (at === -1) return { kind: 'unknown', isTrust: false };
  const reason = lower.slice(at);
  const [, layer, isTrust] = layersByWords.find(([words]) => reason.includes(words)) ?? [];
  const kind = explicitAt !== -1 ? 'explicit' : layer === undefined ? 'unknown' : 'implicit';
  const arnAt = explicitAt === -1 ? -1 : rest.indexOf('arn:', explicitAt);
  const policyArn =
    arnAt === -1
      ? ''
      : trimQuotes(
          rest.slice(
            arnAt,
            endOfWord(rest, arnAt, (character) => !/\s/.test(character)),
          ),
        );
  return {
    kind,
    isTrust: isTrust ?? false,
    ...(layer === undefined ? {} : { layer }),
    ...(policyArn === '' ? {} : { policyArn }),
  };
}

/** A request id that a client printed beside the message: `Request ID: …`, `requestId: '…'`, `<RequestId>…`. */
export function requestIdIn(text: string): string | undefined {
  const form = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/iy;
  const lower = text.toLowerCase();
  for (let at = lower.indexOf('request'); at !== -1; at = lower.indexOf('request', at + 1)) {
    let next = at + 'request'.length;
    if (' -_'.includes(lower[next] ?? '.')) next += 1;
    if (!lower.startsWith('id', next)) continue;
    next += 2;
    const limit = next + separatorsMax;
    while (next < limit && ':=\'"> \\'.includes(text[next] ?? '.')) next += 1;
    form.lastIndex = next;
    const id = form.exec(text)?.[0];
    if (id !== undefined) return id.toLowerCase();
  }
  return undefined;
}

const separatorsMax = 8;

function endOfWord(text: string, from: number, belongs: (character: string) => boolean): number {
  let at = from;
  while (at < text.length && belongs(text[at] ?? '')) at += 1;
  return at;
}

function isActionCharacter(character: string): boolean {
  return /[A-Za-z0-9:*-]/.test(character);
}

/** A sentence does not go past its line, nor past the mark-up it stands in. */
function endOfLine(text: string, from: number): number {
  const ends = ['\n', '\r', '</'].map((mark) => text.indexOf(mark, from)).filter((at) => at !== -1);
  return ends.length === 0 ? text.length : Math.min(...ends);
}

function trimQuotes(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && ' "\'`\\'.includes(text[start] ?? '')) start += 1;
  while (end > start && ' "\'`\\.,;)}'.includes(text[end - 1] ?? '')) end -= 1;
  return text.slice(start, end);
}
