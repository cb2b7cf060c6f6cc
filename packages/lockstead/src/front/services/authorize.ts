/**
 * What an operation behind the front asks for, from its row. Nothing is let through for want of knowledge: an operation that is not known,
 * and a resource that the request does not name, are denied by name, or, with `--front-unknown audit`, let pass and said in the log.
 */
import type { ServiceEntry } from '@lockstead/wire';
import { parseArn, partition } from '#kernel/arn';
import { AwsError } from '#kernel/aws-error';
import { type AccountId, parseAccountId } from '#kernel/ids';
import type { Log } from '#kernel/log';
import type { AccessPair, Authorize } from '#service/authorization';
import type { DenialWords, WordDenial } from '#service/denial';
import type { RequestContext } from '#service/request-context';
import type { EncodeDenial } from '../encode-denial.ts';
import { encryptionContextOf } from '../learnt/encryption-contexts.ts';
import type { Fact } from '../learnt/facts.ts';
import type { KeyArn } from '../learnt/key-arns.ts';
import type { Learnt } from '../learnt/policies.ts';
import type { Tag } from '../learnt/tag-readers.ts';
import type { OwnKey } from '../own-keys.ts';
import type { OwnRoles } from '../own-roles.ts';
import { evaluate, type RequestedPair } from '../pairs/evaluate.ts';
import type { OperationRow } from '../tables/row.ts';
import { isReadOperation } from './read-only.ts';

/** What becomes of a request of which it is not known what it asks for. */
export type Unknown = 'deny' | 'audit';

export interface Judging {
  readonly unknown: Unknown;
  readonly log: Log;
  /** Of backends, what they hold that decides. */
  readonly learnt: LearntOf;
  readonly ownRoles: OwnRoles;
}

export interface LearntOf {
  /** The whole ARN of what a request names in part. */
  arn(arn: string, context: RequestContext): Promise<string | { readonly notKnown: string }>;
  /** Of the resource. */
  policy(arn: string, context: RequestContext): Promise<Learnt>;
  tags(arn: string, context: RequestContext): Promise<Fact<readonly Tag[]>>;
  /** Of the resource: the KMS key that its service uses for the caller. `own`: it is one of ours. */
  key(arn: string, context: RequestContext): Promise<KeyArn | { readonly own: OwnKey } | { readonly away: true }>;
}

/** What a request was decided to be about, by its input. */
const decided: WeakMap<object, readonly AccessPair[]> = new WeakMap();

/** The ARNs of the service's own resources that a request was decided on; none where nobody was asked. */
export function resourcesOf(input: object): readonly string[] {
  return (decided.get(input) ?? []).map(({ resource }) => resource);
}

/**
 * The account that a backend is asked for: the owner of what was decided on. Of a request that nobody was asked about (`--enforce off`) it is
 * worked out here. Undefined where the request is about nothing of anybody's.
 */
export function ownerOf(
  input: object,
  of: Omit<OperationOf, 'entry'>,
  { region, account }: RequestContext,
): AccountId | undefined {
  const [known] = decided.get(input) ?? [];
  if (known !== undefined) return known.owner;
  const asked = evaluate(of.row, input, { partition, region, account });
  if ('unknown' in asked) return undefined;
  const own = asked.pairs.find(({ action }) => action.startsWith(`${of.prefix}:`));
  return own !== undefined && 'resource' in own ? parseAccountId(parseArn(own.resource)?.account ?? '') : undefined;
}

export interface OperationOf {
  readonly entry: ServiceEntry;
  /** Of IAM's actions: `dynamodb`. */
  readonly prefix: string;
  readonly operation: string;
  readonly row: OperationRow;
}

/** The pairs, each with the owner of its resource. @throws AwsError ServiceUnavailable where a backend that knows does not answer. */
export function frontAuthorize(judging: Judging, of: OperationOf): Authorize<object> {
  return async (input, _reader, context) => {
    const { region, account } = context;
    const asked = evaluate(of.row, input, { partition, region, account });
    if ('unknown' in asked) return notKnown(judging, of, context, `${of.prefix}:${of.operation}`, asked.unknown);
    const pairs: AccessPair[] = [];
    for (const pair of asked.pairs) {
      const { action } = pair;
      if ('resource' in pair) pairs.push(...(await accessPairs(judging, of, pair, pair.resource, context)));
      else if ('unresolved' in pair) {
        pairs.push(...notKnown(judging, of, context, action, `no member names its resource (${pair.unresolved})`));
      } else if ('roleOf' in pair) {
        pairs.push(...(await rolePairs(judging, of, pair, pair.roleOf, context)));
      } else if ('keyOf' in pair) pairs.push(...(await keyPairs(judging, of, pair, pair.keyOf, context)));
    }
    const own = pairs.filter((pair) => pair.notKnown === undefined && pair.action.startsWith(`${of.prefix}:`));
    decided.set(input, own);
    return pairs;
  };
}

/** An ARN without an account (a bucket, a hosted zone) is taken to be the caller's. */
async function accessPairs(
  judging: Judging,
  of: OperationOf,
  { action, keys }: RequestedPair,
  named: string,
  context: RequestContext,
): Promise<readonly AccessPair[]> {
  const resource = await judging.learnt.arn(named, context);
  if (typeof resource !== 'string') return notKnown(judging, of, context, action, `the iterator: ${resource.notKnown}`);
  const owner = parseAccountId(parseArn(resource)?.account ?? '') ?? context.account;
  const [policy, tags] = await Promise.all([
    judging.learnt.policy(resource, context),
    judging.learnt.tags(resource, context),
  ]);
  if ('away' in policy || 'away' in tags) throw away(of);
  const pair: AccessPair = {
    action,
    resource,
    owner,
    context: 'value' in tags && tags.value.length > 0 ? { ...resourceTags(action, tags.value), ...keys } : keys,
    ...('policy' in policy && policy.policy !== undefined ? { resourcePolicy: policy.policy } : {}),
  };
  const reasons = [
    ...('notKnown' in policy ? [`the policy of ${resource}: ${policy.notKnown}`] : []),
    ...('notKnown' in tags ? [`the tags of ${resource}: ${tags.notKnown}`] : []),
  ];
  return [pair, ...reasons.flatMap((reason) => notKnown(judging, of, context, action, reason))];
}

/** Under both of their names: `aws:ResourceTag/team`, `ec2:ResourceTag/team`. */
function resourceTags(action: string, tags: readonly Tag[]): Readonly<Record<string, string>> {
  const prefix = action.slice(0, action.indexOf(':'));
  return Object.fromEntries(
    tags.flatMap(([key, value]): (readonly [string, string])[] => [
      [`aws:ResourceTag/${key}`, value],
      [`${prefix}:ResourceTag/${key}`, value],
    ]),
  );
}

/**
 * What the service asks of KMS in the caller's name (a forward access session), where the resource has a key of its own.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html
 */
async function keyPairs(
  judging: Judging,
  of: OperationOf,
  { action, keys, via }: RequestedPair,
  named: string,
  context: RequestContext,
): Promise<readonly AccessPair[]> {
  const holder = await judging.learnt.arn(named, context);
  // The pair of the operation itself has said so.
  if (typeof holder !== 'string') return [];
  const key = await judging.learnt.key(holder, context);
  if ('away' in key) throw away(of);
  if ('notKnown' in key) return notKnown(judging, of, context, action, `the key of ${holder}: ${key.notKnown}`);
  if ('asksNobody' in key) return [];
  if ('own' in key) {
    const encryptionContext = encryptionContextOf(holder);
    const pair = await key.own.use({
      action,
      context,
      ...(via === undefined ? {} : { via }),
      ...(encryptionContext === undefined ? {} : { encryptionContext }),
    });
    return [{ ...pair, context: { ...keys, ...pair.context } }];
  }
  const owner = parseAccountId(parseArn(key.arn)?.account ?? '') ?? context.account;
  return [{ action, resource: key.arn, owner, context: keys, ...(via === undefined ? {} : { calledVia: [via] }) }];
}

/** The role of an instance profile: whoever starts an instance with the profile passes it. */
async function rolePairs(
  judging: Judging,
  of: OperationOf,
  { action, keys }: RequestedPair,
  named: string,
  context: RequestContext,
): Promise<readonly AccessPair[]> {
  const profile = await judging.ownRoles.profile(named);
  if (profile === undefined) return notKnown(judging, of, context, action, `there is no instance profile ${named}`);
  if (profile.role === undefined) return notKnown(judging, of, context, action, `${named} has no role`);
  const { arn } = profile.role;
  return [
    { action, resource: arn, owner: parseAccountId(parseArn(arn)?.account ?? '') ?? context.account, context: keys },
  ];
}

function away({ entry }: OperationOf): AwsError {
  return new AwsError(
    { code: 'ServiceUnavailable', httpStatus: 503, fault: 'server' },
    `The backend of ${entry.id} does not answer.`,
  );
}

/** A pair that is denied by name; none where such requests are let pass, which the log then says. */
function notKnown(
  { unknown, log }: Judging,
  { entry, operation }: OperationOf,
  { requestId, account }: RequestContext,
  action: string,
  reason: string,
): readonly AccessPair[] {
  if (unknown === 'deny') return [{ action, resource: '*', owner: account, notKnown: reason }];
  log.warn('a request went on although it is not known what it asks for', {
    requestId,
    service: entry.id,
    operation,
    reason,
  });
  return [];
}

/**
 * EC2 begins with a sentence of its own, and names no resource where an action has none: so public logs of 2022 to 2026 have it for `StopInstances` and
 * `DescribeSubnets`.
 * AWS DIFFERS? Of calls that change something, EC2 adds an encoded message about the decision; `lockstead why` tells that here.
 */
const ec2Code = 'UnauthorizedOperation';
const ec2Sentence = 'You are not authorized to perform this operation.';

/**
 * Where it is not known what a request asks for, the caller is told which setting decides that. EC2's denials of what would change something carry why, sealed.
 * AWS DIFFERS? Which of its operations do so its reference says of each; as a rule those that describe do not.
 */
export function frontDenialWords(encode: EncodeDenial): WordDenial {
  return (denial) => {
    const { operation, pair, usual } = denial;
    if (pair.notKnown !== undefined) {
      const setting = 'Lockstead denies such requests unless it is started with --front-unknown audit.';
      return { ...usual, message: `${ownWords(usual)} ${setting}` };
    }
    const carries = usual.code === ec2Code && !isReadOperation(operation);
    const sealed = carries ? ` Encoded authorization failure message: ${encode(denial)}` : '';
    return { ...usual, message: ownWords(usual) + sealed };
  };
}

function ownWords({ code, message }: DenialWords): string {
  return code === ec2Code ? `${ec2Sentence} ${message.replace(' on resource: * ', ' ')}` : message;
}
