/**
 * Key policies: the default one, what is taken, and whether its writer can still change it.
 * AWS: https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
 */
import { type AttachedPolicy, contextOf, decide, type Principal, parsePolicy } from '@lockstead/policy';
import { iamArn } from '#kernel/arn';
import { invariant } from '#kernel/invariant';
import { policyPrincipal } from '#service/policy-principal';
import type { RequestContext } from '#service/request-context';
import type { Reader } from '#store/port';
import { compileResourcePolicy } from '../compiled-policies.ts';
import { showPrincipals, storePrincipals } from '../iam/api.ts';
import { documentFault } from '../policy-documents.ts';
import { LimitExceeded, MalformedPolicyDocument } from './errors.ts';
import { kmsLimits } from './limits.ts';
import type { KeyRecord } from './state.ts';

/** The only name that a key policy has. */
export const keyPolicyName = 'default';

/** Of a key that is made without one: the account's IAM policies decide. In the layout in which AWS answers it. */
function defaultKeyPolicy(account: string): string {
  return `{
  "Version" : "2012-10-17",
  "Id" : "key-default-1",
  "Statement" : [ {
    "Sid" : "Enable IAM User Permissions",
    "Effect" : "Allow",
    "Principal" : {
      "AWS" : "${iamArn(account, 'root')}"
    },
    "Action" : "kms:*",
    "Resource" : "*"
  } ]
}`;
}

/** Throws what AWS answers for a text that is no key policy. */
function checkKeyPolicy(text: string): void {
  if (Buffer.byteLength(text) > kmsLimits.KeyPolicyDocumentSize) {
    throw new LimitExceeded(`The key policy is longer than ${kmsLimits.KeyPolicyDocumentSize} bytes.`);
  }
  const fault = documentFault(text, { kind: 'resource' });
  if (fault?.why === 'malformed') throw new MalformedPolicyDocument(fault.sentence);
}

const allowEverything = compileIdentity();

/**
 * The lock-out safety check: throws where the caller could not call PutKeyPolicy under this policy, whatever the caller's own policies allow.
 */
function checkLockout(text: string, arn: string, context: RequestContext): void {
  const principal = policyPrincipal(context.session);
  // Services, strangers and tokens of others make no keys.
  if (!('account' in principal) || !('arn' in principal)) throw MalformedPolicyDocument.lockout();
  const request = {
    principal,
    action: 'kms:PutKeyPolicy',
    resource: arn,
    resourceAccount: context.account,
    context: contextOf({
      'aws:PrincipalArn': arnOf(principal),
      'aws:PrincipalAccount': context.account,
      'kms:CallerAccount': context.account,
    }),
  };
  const layers = { identity: [allowEverything], resource: { name: arn, document: compileResourcePolicy(text) } };
  if (decide(request, layers, 'required').effect === 'deny') throw MalformedPolicyDocument.lockout();
}

function compileIdentity(): AttachedPolicy {
  const text = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';
  const outcome = parsePolicy(text, 'identity');
  invariant(outcome.ok, 'a policy that allows everything parses');
  return { name: 'whatever the caller is allowed', document: outcome.document };
}

/** A role is allowed or not, whatever its session. */
function arnOf(principal: Principal): string {
  if (principal.kind === 'roleSession') return principal.roleArn;
  return 'arn' in principal ? principal.arn : '';
}

interface PolicyAsked {
  readonly Policy?: string | undefined;
  readonly BypassPolicyLockoutSafetyCheck?: boolean | undefined;
}

/** Throws what AWS answers for a policy that it does not take, but for principals that are not there. */
export function checkPolicyAsked(asked: PolicyAsked, context: RequestContext, arn: string): void {
  const { Policy, BypassPolicyLockoutSafetyCheck } = asked;
  if (Policy === undefined) return;
  checkKeyPolicy(Policy);
  if (BypassPolicyLockoutSafetyCheck !== true) checkLockout(Policy, arn, context);
}

/** A key policy as its key keeps it. */
export type KeptPolicy = Pick<KeyRecord, 'policy' | 'policyById'>;

/** The policy that a key gets: the default one where none is asked for. Throws what AWS answers for one that it does not take. */
export async function policyAsked(
  reader: Reader,
  asked: PolicyAsked,
  context: RequestContext,
  arn: string,
): Promise<KeptPolicy> {
  const { account } = context;
  const { Policy: policy } = asked;
  if (policy === undefined) return { policy: defaultKeyPolicy(account) };
  checkPolicyAsked(asked, context, arn);
  const outcome = await storePrincipals(reader, account, policy);
  if (!outcome.ok) throw MalformedPolicyDocument.principals();
  return outcome.document.principals.length === 0 ? { policy } : { policy, policyById: outcome.document };
}

/** The text that is decided by: users and roles by their ids, so that nobody inherits what another one of that name was given. */
export function decidedPolicy({ policy, policyById }: KeptPolicy): string {
  return policyById?.text ?? policy;
}

/** As GetKeyPolicy answers it: as it was written, unless a user or role in it has another name now, or is gone. */
export async function shownPolicy(reader: Reader, { policy, policyById }: KeptPolicy): Promise<string> {
  if (policyById === undefined) return policy;
  const shown = await showPrincipals(reader, policyById);
  return shown === JSON.stringify(JSON.parse(policy)) ? policy : shown;
}
