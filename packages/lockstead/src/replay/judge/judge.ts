/**
 * One recorded call against what is proposed: would it stop?
 *
 * Only the proposed layer is decided. A call that was allowed has passed all others; with one layer more, it stops where that one stops it.
 * AWS: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html#not-restricted-by-scp
 * AWS: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
import { honoursResourceControl, isAlwaysAllowed, type PartialMatch } from '@lockstead/policy';
import { type AskedPair, askedBy } from '../event/asked.ts';
import { type Caller, callerOf } from '../event/caller.ts';
import { eventContext } from '../event/event-context.ts';
import type { RecordedEvent } from '../event/recorded-event.ts';
import { isDenial } from './denials.ts';
import { layerAnswer } from './layer.ts';
import type { PreparedProposal } from './proposal.ts';

/** Why the proposal does not touch a call that went through. */
export type Exemption =
  | 'managementAccount'
  | 'serviceLinkedRole'
  | 'servicePrincipal'
  /** Of another account than the log's, or than the target. */
  | 'otherAccount'
  | 'otherPrincipal'
  /** In the organization, and not at the target or below it; or not in the organization at all. */
  | 'otherPlace'
  /** Nobody's IAM knows the caller, or the kind of caller has no such policy: root has no boundary. */
  | 'unbound'
  /** A resource control policy, and a service that honours none. */
  | 'notHonoured';

export type Verdict =
  /** No call: what a service did by itself, a sign-in page, an insight. */
  | { readonly outcome: 'notACall' }
  | { readonly outcome: 'deniedAlready'; readonly caller: Caller }
  | { readonly outcome: 'exempt'; readonly why: Exemption; readonly caller: Caller }
  | { readonly outcome: 'unknown'; readonly reason: string }
  | { readonly outcome: 'goesOn'; readonly caller: Caller }
  | { readonly outcome: 'stops'; readonly caller: Caller; readonly pair: AskedPair; readonly by?: PartialMatch }
  | {
      readonly outcome: 'depends';
      readonly caller: Caller;
      readonly pair: AskedPair;
      readonly on: readonly string[];
      readonly by?: PartialMatch;
    };

const calls: ReadonlySet<string> = new Set(['AwsApiCall', 'AwsConsoleAction']);
const noCalls: Verdict = { outcome: 'notACall' };

export function judge(event: RecordedEvent, proposal: PreparedProposal): Verdict {
  if (event.eventType !== undefined && !calls.has(event.eventType)) return noCalls;
  if (event.eventCategory === 'Insight') return noCalls;
  const caller = callerOf(event);
  if (event.errorCode !== undefined && isDenial(event.errorCode)) return { outcome: 'deniedAlready', caller };
  if (caller.kind === 'unknown') return { outcome: 'unknown', reason: 'the record does not say who called' };
  const why = exemption(event, caller, proposal);
  if (why !== undefined) return { outcome: 'exempt', why, caller };
  const asked = askedBy(event, caller);
  if ('unknown' in asked) return { outcome: 'unknown', reason: asked.unknown };
  return judgePairs(event, caller, asked.pairs, proposal);
}

/** All pairs must pass. */
function judgePairs(
  event: RecordedEvent,
  caller: Caller,
  pairs: readonly AskedPair[],
  proposal: PreparedProposal,
): Verdict {
  let verdict: Verdict = { outcome: 'goesOn', caller };
  let why: Exemption | undefined;
  let bound = 0;
  for (const pair of pairs) {
    const answer = judgePair(event, caller, pair, proposal);
    if (typeof answer === 'string') {
      why ??= answer;
      continue;
    }
    bound += 1;
    if (answer.outcome === 'stops') return answer;
    if (answer.outcome === 'depends' && verdict.outcome === 'goesOn') verdict = answer;
  }
  return bound > 0 || why === undefined ? verdict : { outcome: 'exempt', why, caller };
}

function judgePair(
  event: RecordedEvent,
  caller: Caller,
  pair: AskedPair,
  proposal: PreparedProposal,
): Verdict | Exemption {
  const { kind, organizationId, placement } = proposal;
  if (isAlwaysAllowed(pair.action)) return { outcome: 'goesOn', caller };
  const owner = kind === 'rcp' ? ownerIn(event, pair, proposal) : 'bound';
  if (owner !== 'bound' && owner !== 'unknown') return owner;
  const placeOf = placement === undefined ? {} : { placeOf: placement.placeOf };
  const context = eventContext({ event, caller, pair, organizationId, ...placeOf });
  const { action, resources } = pair;
  const answer = layerAnswer({ action, resources, context }, proposal);
  if (answer.outcome === 'passes') return { outcome: 'goesOn', caller };
  const by = answer.by === undefined ? {} : { by: answer.by };
  const on =
    answer.outcome === 'depends' ? answer.on.map((key) => (key === 'resource' ? (pair.openResource ?? key) : key)) : [];
  if (owner === 'unknown' && !on.includes('aws:ResourceAccount')) on.push('aws:ResourceAccount');
  // It may be a service-linked role, which nothing binds; and whom a boundary is set on is told by the ARN alone.
  if (isUnnamed(caller) && !on.includes('aws:PrincipalArn')) on.push('aws:PrincipalArn');
  // A boundary's silence does not stop what the resource's own policy grants to the caller by name; its denies do.
  if (kind === 'boundary' && answer.by === undefined && hasOwnPolicy(action)) on.push('the policy of the resource');
  return on.length === 0 ? { outcome: 'stops', caller, pair, ...by } : { outcome: 'depends', caller, pair, on, ...by };
}

/** A role whose ARN the record does not tell. Of a caller of whom there is no more than an id, that id tells users from roles. */
function isUnnamed({ kind, arn, principalId = '' }: Caller): boolean {
  if (arn !== undefined) return false;
  return kind === 'role' || (kind === 'stranger' && !principalId.startsWith('AIDA'));
}

/** Whose resource it is: a resource control policy binds those of its own accounts, whoever calls. */
function ownerIn(
  event: RecordedEvent,
  { owner, action }: AskedPair,
  proposal: PreparedProposal,
): 'bound' | 'unknown' | Exemption {
  if (!honoursResourceControl(action)) return 'notHonoured';
  if (owner === undefined) return 'unknown';
  if (owner === proposal.managementAccount) return 'managementAccount';
  const { target, placement } = proposal;
  if (placement !== undefined) return placement.isBound(owner) ? 'bound' : 'otherPlace';
  const bound = target !== undefined && 'account' in target ? target.account : event.recipientAccountId;
  return bound === undefined ? 'unknown' : owner === bound ? 'bound' : 'otherAccount';
}

function exemption(event: RecordedEvent, caller: Caller, proposal: PreparedProposal): Exemption | undefined {
  const { kind, target, managementAccount, placement } = proposal;
  if (kind === 'rcp') return caller.isServiceLinked ? 'serviceLinkedRole' : undefined;
  if (caller.kind === 'service') return 'servicePrincipal';
  if (caller.kind === 'anonymous' || caller.kind === 'outside') return 'unbound';
  if (caller.isServiceLinked) return 'serviceLinkedRole';
  if (kind === 'boundary' && (caller.kind === 'root' || caller.kind === 'federatedUser')) return 'unbound';
  if (kind === 'scp' && caller.account === managementAccount) return 'managementAccount';
  // The caller's own account has an event of its own for a call across accounts.
  if (caller.kind === 'stranger' && caller.account !== event.recipientAccountId) return 'otherAccount';
  if (placement !== undefined && (caller.account === undefined || !placement.isBound(caller.account)))
    return 'otherPlace';
  if (target === undefined) {
    return event.recipientAccountId === undefined || caller.account === event.recipientAccountId
      ? undefined
      : 'otherAccount';
  }
  if ('account' in target) return caller.account === target.account ? undefined : 'otherAccount';
  return caller.arn === target.principal ? undefined : 'otherPrincipal';
}

/**
 * Services whose resources have policies that can name a caller.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
 */
const withOwnPolicies: ReadonlySet<string> = new Set(
  `acm-pca aoss apigateway aps backup backup-storage bedrock bedrock-agentcore catalog cloudtrail codeartifact codebuild
   dynamodb ecr ecr-public elasticfilesystem es events execute-api glacier glue imagebuilder kafka kinesis kms lambda lex
   logs mediastore mobiletargeting private-networks profile rbin redshift redshift-serverless refactor-spaces
   resource-groups rolesanywhere s3 s3-object-lambda s3-outposts s3express s3tables s3vectors schemas secretsmanager
   securityhub ses signer sns sqs ssm ssm-contacts ssm-incidents sts vpc-lattice vpc-lattice-svcs verifiedpermissions`.split(
    /\s+/,
  ),
);

function hasOwnPolicy(action: string): boolean {
  return withOwnPolicies.has(action.slice(0, action.indexOf(':')).toLowerCase());
}
