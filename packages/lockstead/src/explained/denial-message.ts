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
  /** The sentence named a kind and a name (`role NAME`), as IAM's do: the ARN is made of them, and its path is not known. */
  readonly isNamed?: true;
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

/** Where one begins like another, the longer one comes first. */
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
  const rest = withoutTail(text.slice(after, line));
  return { principal, action, ...resourceOf(rest, principal, action), ...reasonOf(rest) };
}

/** Since August 2026 AWS ends some denials with where more is told of them. */
function withoutTail(rest: string): string {
  const at = rest.toLowerCase().indexOf(tail);
  return at === -1 ? rest : rest.slice(0, at);
}

const tail = '. go to https://';

/** The kinds by which IAM names what a request is about, longest first where one begins like another, and how its ARN names them. */
const namedKinds: readonly (readonly [string, string])[] = [
  ['user ', 'user/'],
  ['group ', 'group/'],
  ['role ', 'role/'],
  ['instance profile ', 'instance-profile/'],
  ['policy ', 'policy/'],
];

/** `undefined` where the text names nothing in IAM's way. The account is the caller's: IAM's operations are on their own account. */
function namedResource(text: string, principal: string): Pick<DenialMessage, 'resource' | 'isNamed'> | undefined {
  if (text.startsWith('policy path ')) return { resource: '*' };
  const [words, kind] = namedKinds.find(([begin]) => text.startsWith(begin)) ?? [];
  const account = principal.split(':')[4];
  if (words === undefined || !account) return undefined;
  const [name = ''] = text.slice(words.length).split(' ', 1);
  if (name.startsWith('arn:')) return { resource: name };
  return { resource: `arn:aws:iam::${account}:${kind}${name}`, isNamed: true };
}

function resourceOf(rest: string, principal: string, action: string): Pick<DenialMessage, 'resource' | 'isNamed'> {
  const lower = rest.toLowerCase();
  if (!lower.startsWith(on)) return {};
  const reasons = [lower.indexOf(because), lower.indexOf(explicit)].filter((at) => at !== -1);
  if (action.toLowerCase().startsWith('iam:')) {
    const all = trimEnd(rest.slice(on.length, reasons.length > 0 ? Math.min(...reasons) : rest.length));
    const named = namedResource(all, principal);
    if (named !== undefined) return named;
  }
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

/** A sentence ends at the end of its line, or at the mark-up around it. */
function endOfLine(text: string, from: number): number {
  const ends = ['\n', '\r', '</'].map((mark) => text.indexOf(mark, from)).filter((at) => at !== -1);
  return ends.length === 0 ? text.length : Math.min(...ends);
}

/** Without what a client printed behind the sentence. A name that is empty leaves its space. */
function trimEnd(text: string): string {
  const trimmed = trimQuotes(text);
  return namedKinds.some(([begin]) => begin.trim() === trimmed) ? `${trimmed} ` : trimmed;
}

function trimQuotes(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && ' "\'`\\'.includes(text[start] ?? '')) start += 1;
  while (end > start && ' "\'`\\.,;)}'.includes(text[end - 1] ?? '')) end -= 1;
  return text.slice(start, end);
}
