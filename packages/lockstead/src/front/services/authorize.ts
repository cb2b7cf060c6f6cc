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
import type { RequestContext } from '#service/request-context';
import type { Learnt } from '../learnt/policies.ts';
import { evaluate, type RequestedPair } from '../pairs/evaluate.ts';
import type { OperationRow } from '../tables/row.ts';

/** What becomes of a request of which it is not known what it asks for. */
export type Unknown = 'deny' | 'audit';

export interface Judging {
  readonly unknown: Unknown;
  readonly log: Log;
  /** Of backends, what they hold that decides. */
  readonly learnt: LearntOf;
}

export interface LearntOf {
  /** The whole ARN of what a request names in part. */
  arn(arn: string, context: RequestContext): Promise<string>;
  /** Of the resource. */
  policy(arn: string, context: RequestContext): Promise<Learnt>;
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

/** The pairs, each with the owner of its resource. @throws AwsError AccessDenied, in the words of the service's protocol. */
export function frontAuthorize(judging: Judging, of: OperationOf): Authorize<object> {
  return async (input, _reader, context) => {
    const { region, account } = context;
    const asked = evaluate(of.row, input, { partition, region, account });
    if ('unknown' in asked) {
      notKnown(judging, of, context, asked.unknown);
      return [];
    }
    const pairs: AccessPair[] = [];
    for (const pair of asked.pairs) {
      if ('resource' in pair) pairs.push(await accessPair(judging, of, pair, pair.resource, context));
      else if ('unresolved' in pair) {
        notKnown(judging, of, context, `no member names the resource of ${pair.action} (${pair.unresolved})`);
      } else if ('roleOf' in pair) {
        notKnown(judging, of, context, `the role of ${pair.roleOf} is not known to the front`);
      }
      // The key of a resource is asked for as far as it is known, and so far it is not: then AWS too asks for none.
    }
    const own = pairs.filter(({ action }) => action.startsWith(`${of.prefix}:`));
    decided.set(input, own);
    return pairs;
  };
}

/** An ARN without an account (a bucket, a hosted zone) is taken to be the caller's. */
async function accessPair(
  judging: Judging,
  of: OperationOf,
  { action, keys }: RequestedPair,
  named: string,
  context: RequestContext,
): Promise<AccessPair> {
  const resource = await judging.learnt.arn(named, context);
  const owner = parseAccountId(parseArn(resource)?.account ?? '') ?? context.account;
  const pair: AccessPair = { action, resource, owner, context: keys };
  const learnt = await judging.learnt.policy(resource, context);
  if ('policy' in learnt) return learnt.policy === undefined ? pair : { ...pair, resourcePolicy: learnt.policy };
  if ('away' in learnt) {
    throw new AwsError(
      { code: 'ServiceUnavailable', httpStatus: 503, fault: 'server' },
      `The backend of ${of.entry.id} does not answer.`,
    );
  }
  notKnown(judging, of, context, `the policy of ${resource}: ${learnt.notKnown}`);
  return pair;
}

function notKnown({ unknown, log }: Judging, of: OperationOf, context: RequestContext, reason: string): void {
  const { entry, prefix, operation } = of;
  if (unknown === 'audit') {
    log.warn('a request went on although it is not known what it asks for', {
      requestId: context.requestId,
      service: entry.id,
      operation,
      reason,
    });
    return;
  }
  throw new AwsError(
    denialCode(entry),
    `${who(context)} is not authorized to perform: ${prefix}:${operation}, because it is not known what the operation asks for: ` +
      `${reason}. Lockstead denies such requests unless it is started with --front-unknown audit.`,
  );
}

function who({ session: { principal } }: RequestContext): string {
  if ('arn' in principal) return `User: ${principal.arn}`;
  return principal.kind === 'service' ? `Service: ${principal.service}` : 'An anonymous caller';
}

/** As the services of each protocol say it. */
function denialCode({ protocols }: ServiceEntry): { code: string; httpStatus: number; fault: 'client' } {
  const [first] = protocols;
  if (first === 'ec2Query') return { code: 'UnauthorizedOperation', httpStatus: 403, fault: 'client' };
  if (first === 'awsQuery' || first === 'restXml') return { code: 'AccessDenied', httpStatus: 403, fault: 'client' };
  return { code: 'AccessDeniedException', httpStatus: first === 'restJson1' ? 403 : 400, fault: 'client' };
}
