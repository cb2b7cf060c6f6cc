/**
 * Whether a resource's policy is public as S3 means it, and what makes it so. A policy is taken for public unless every Allow grants to fixed
 * values alone: to principals that are written out, or to anyone under a condition that ties the request to fixed values. Each statement is
 * judged by itself, whatever its actions and resources are, and no Deny mends one. S3's GetBucketPolicyStatus and Block Public Access,
 * Access Analyzer and Config all ask here.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
import type { IpRange } from '../condition/ip-address.ts';
import { isAccountId } from '../match/principal.ts';
import type { Document } from '../parse/document.ts';
import type { ConditionElement, PrincipalElement, Statement } from '../statement.ts';
import { areBroadTogether } from './address-ranges.ts';
import { judgeCondition, type PolicyHolder, reasonOf } from './fixing-condition.ts';
import type { PublicReason } from './public-reason.ts';

/** A statement that makes its policy public. */
export interface PublicStatement {
  readonly statement: Statement;
  /** First what opens it, then each condition and why it does not close it. */
  readonly reasons: readonly PublicReason[];
}

/** Of an access point's policy s3:DataAccessPointArn fixes nothing; an access point of a VPC is never public, whatever its policy says. */
export interface PublicPolicyOptions {
  /** A bucket, where nothing is said; and whatever else has a policy. */
  readonly holder?: PolicyHolder;
}

/** The statements that make a policy public, in their order; none of a policy that is not public. Linear in the policy's length. */
export function publicStatements(
  document: Document,
  { holder = 'bucket' }: PublicPolicyOptions = {},
): readonly PublicStatement[] {
  const judged = document.statements.map((statement) => judge(statement, holder));
  const byAddress = judged.filter((one) => one.kind === 'byAddress');
  const broad = areBroadTogether(byAddress.flatMap(({ ranges }) => ranges));
  const found: PublicStatement[] = [];
  for (const one of judged) {
    const { statement } = one;
    if (one.kind === 'public') found.push({ statement, reasons: one.reasons });
    if (one.kind === 'byAddress' && broad)
      found.push({ statement, reasons: [...one.opened, reasonOf(one.condition, 'broadTogether')] });
  }
  return found;
}

const known = new WeakMap<Document, boolean>();

/** Whether a bucket's policy is public. Remembered with the document: requests ask it again and again. */
export function isPublic(document: Document): boolean {
  let answer = known.get(document);
  if (answer === undefined) {
    answer = publicStatements(document).length > 0;
    known.set(document, answer);
  }
  return answer;
}

type Judged =
  | { readonly kind: 'notPublic'; readonly statement: Statement }
  | { readonly kind: 'public'; readonly statement: Statement; readonly reasons: readonly PublicReason[] }
  /** Nothing but a condition on aws:SourceIp closes it. */
  | {
      readonly kind: 'byAddress';
      readonly statement: Statement;
      readonly condition: ConditionElement;
      readonly opened: readonly PublicReason[];
      readonly ranges: readonly IpRange[];
    };

function judge(statement: Statement, holder: PolicyHolder): Judged {
  const { effect, principal, conditions } = statement;
  if (effect === 'Deny' || principal === undefined) return { kind: 'notPublic', statement };
  const opened = openPrincipals(principal);
  if (opened.length === 0) return { kind: 'notPublic', statement };
  const reasons = [...opened];
  let byAddress: Judged | undefined;
  for (const condition of conditions) {
    const judgement = judgeCondition(condition, holder);
    if (!judgement.fixes) reasons.push(judgement.reason);
    else if (judgement.ranges.length === 0) return { kind: 'notPublic', statement };
    else byAddress ??= { kind: 'byAddress', statement, condition, opened, ranges: judgement.ranges };
  }
  return byAddress ?? { kind: 'public', statement, reasons };
}

/** Of all that a Principal names, what is not fixed. */
function openPrincipals({ negated, anyone, federated }: PrincipalElement): readonly PublicReason[] {
  if (negated) return [{ element: 'NotPrincipal', value: '*', because: 'everyoneElse' }];
  const open: PublicReason[] = anyone ? [{ element: 'Principal', value: '*', because: 'everyone' }] : [];
  for (const provider of federated)
    if (!isOfAccount(provider)) open.push({ element: 'Principal', value: provider, because: 'webIdentity' });
  return open;
}

/**
 * Whether an identity provider is a resource of an account.
 * AWS DIFFERS? AWS's only example of a public federated principal is graph.facebook.com. The account whose provider is named decides who signs
 * in, so the provider's ARN counts as fixed.
 */
function isOfAccount(provider: string): boolean {
  const parts = provider.split(':', 6);
  return parts.length === 6 && parts[0] === 'arn' && parts[2] === 'iam' && isAccountId(parts[4] ?? '');
}
