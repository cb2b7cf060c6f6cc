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
import { evaluate, type RequestedPair } from '../pairs/evaluate.ts';
import type { OperationRow } from '../tables/row.ts';

/** What becomes of a request of which it is not known what it asks for. */
export type Unknown = 'deny' | 'audit';

export interface Judging {
  readonly unknown: Unknown;
  readonly log: Log;
}

/** Whose resources a request is about, by its input: the owner that was decided on is the account that a backend is asked for. */
const owners: WeakMap<object, AccountId> = new WeakMap();

/** Of a request that nobody was asked about (`--enforce off`) it is worked out here. Undefined where the request is about nothing of anybody's. */
export function ownerOf(
  input: object,
  of: Omit<OperationOf, 'entry'>,
  { region, account }: RequestContext,
): AccountId | undefined {
  const known = owners.get(input);
  if (known !== undefined) return known;
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
      if ('resource' in pair) pairs.push(accessPair(pair, pair.resource, account));
      else if ('unresolved' in pair) {
        notKnown(judging, of, context, `no member names the resource of ${pair.action} (${pair.unresolved})`);
      } else if ('roleOf' in pair) {
        notKnown(judging, of, context, `the role of ${pair.roleOf} is not known to the front`);
      }
      // The key of a resource is asked for as far as it is known, and so far it is not: then AWS too asks for none.
    }
    const own = pairs.find(({ action }) => action.startsWith(`${of.prefix}:`));
    if (own !== undefined) owners.set(input, own.owner);
    return pairs;
  };
}

/** An ARN without an account (a bucket, a hosted zone) is taken to be the caller's. */
function accessPair({ action, keys }: RequestedPair, resource: string, caller: AccountId): AccessPair {
  const owner = parseAccountId(parseArn(resource)?.account ?? '') ?? caller;
  return { action, resource, owner, context: keys };
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
