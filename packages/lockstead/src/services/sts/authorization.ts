/**
 * What each STS operation asks for: a table by operation. For roles the resource policy is the trust policy, and it must allow.
 * AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
 */
import { parseArn, stsArn } from '#kernel/arn';
import { type AccountId, parseAccountId } from '#kernel/ids';
import type { AccessPair } from '#service/authorization';
import type { RequestContext } from '#service/request-context';
import { type FoundRole, type PrincipalPolicyReader, parseEntityArn } from '#services/iam/api';
import type { Reader } from '#store/port';
import { type ConditionKeys, requestTagKeys, resourceTagKeys } from '../tags/condition-keys.ts';
import { ValidationError } from './errors.ts';
import { findOpenRole } from './open-role.ts';
import type { StsAuthorization } from './operation.ts';
import type { SecondFactors } from './second-factor.ts';
import { transitiveTags } from './session-chain.ts';

/** The table. Its entries ask `policies` for compiled trust policies, and `factors` whether a second factor is good. */
export function stsAuthorization(policies: PrincipalPolicyReader, factors: SecondFactors) {
  /** One action on a role, which its trust policy must allow. */
  function rolePair(
    action: string,
    roleArn: string,
    context: ConditionKeys,
    found: FoundRole | undefined,
    account: AccountId,
  ): AccessPair {
    return {
      action,
      resource: roleArn,
      owner: found?.account ?? parseAccountId(parseArn(roleArn)?.account ?? '') ?? account,
      context,
      // Without a role there is no trust policy, and nothing that could allow.
      ...(found === undefined
        ? {}
        : {
            resourcePolicy: {
              name: 'trust policy',
              document: policies.compiled(found.role.trustPolicy, 'trust'),
            },
          }),
      resourcePolicyRule: 'trust',
    };
  }

  /**
   * Only the trust policy is asked, about the provider that vouches for the caller. What the provider says is among the keys of the request; an assertion
   * names the session as well.
   */
  async function vouchedFor(
    action: string,
    roleArn: string,
    sessionName: string | undefined,
    reader: Reader,
    { account, session: { principal } }: RequestContext,
  ): Promise<readonly AccessPair[]> {
    const found = await findOpenRole(reader, roleArn);
    const { passes, saml } = principal.kind === 'federated' ? principal : {};
    const tags = passes?.tags ?? [];
    const keys: ConditionKeys = {
      'sts:RoleSessionName': saml?.sessionName ?? sessionName,
      'sts:SourceIdentity': passes?.sourceIdentity,
      'sts:TransitiveTagKeys': passes?.transitiveTagKeys.length === 0 ? undefined : passes?.transitiveTagKeys,
      ...requestTagKeys(tags),
      ...resourceTagKeys(found?.role.tags ?? [], 'iam'),
    };
    const pair = (asked: string): AccessPair => rolePair(asked, roleArn, keys, found, account);
    return [
      pair(action),
      ...(tags.length === 0 ? [] : [pair('sts:TagSession')]),
      ...(passes?.sourceIdentity === undefined ? [] : [pair('sts:SetSourceIdentity')]),
    ];
  }

  return {
    AssumeRole: async (input, reader, context) => {
      checkRoleArn(input.RoleArn);
      // A second factor is proved before any policy is asked, since policies ask whether it was.
      const proved = await factors.check(input, reader, context);
      const roleArn = input.RoleArn;
      const found = await findOpenRole(reader, roleArn);
      const tags = [...transitiveTags(context.session), ...(input.Tags ?? [])];
      // What the chain has set must be allowed by every role on the way, as if it were asked for again.
      const sourceIdentity = input.SourceIdentity ?? context.session.temporary?.sourceIdentity;
      const keys: ConditionKeys = {
        'sts:RoleSessionName': input.RoleSessionName,
        'sts:ExternalId': input.ExternalId,
        'sts:SourceIdentity': sourceIdentity,
        'sts:TransitiveTagKeys': input.TransitiveTagKeys,
        ...(proved ? { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '0' } : {}),
        ...requestTagKeys(tags),
        ...resourceTagKeys(found?.role.tags ?? [], 'iam'),
      };
      const pair = (action: string): AccessPair => rolePair(action, roleArn, keys, found, context.account);
      return [
        pair('sts:AssumeRole'),
        ...(tags.length === 0 ? [] : [pair('sts:TagSession')]),
        ...(sourceIdentity === undefined ? [] : [pair('sts:SetSourceIdentity')]),
      ];
    },
    AssumeRoleWithSAML: async ({ RoleArn }, reader, context) =>
      await vouchedFor('sts:AssumeRoleWithSAML', RoleArn, undefined, reader, context),
    AssumeRoleWithWebIdentity: async ({ RoleArn, RoleSessionName }, reader, context) =>
      await vouchedFor('sts:AssumeRoleWithWebIdentity', RoleArn, RoleSessionName, reader, context),
    DecodeAuthorizationMessage: async (_input, _reader, { account }) => [
      { action: 'sts:DecodeAuthorizationMessage', resource: '*', owner: account },
    ],
    GetAccessKeyInfo: async (_input, _reader, { account }) => [
      { action: 'sts:GetAccessKeyInfo', resource: '*', owner: account },
    ],
    /** No policy is asked: whoever has credentials may know whose they are. */
    GetCallerIdentity: async () => [],
    /** A federated user's ARN is the resource, so that a policy can say which names may be given away. */
    GetFederationToken: async (input, _reader, { account }) => {
      const resource = stsArn(account, `federated-user/${input.Name}`);
      const tags = input.Tags ?? [];
      const pair = (action: string): AccessPair => ({
        action,
        resource,
        owner: account,
        context: requestTagKeys(tags),
      });
      return [pair('sts:GetFederationToken'), ...(tags.length === 0 ? [] : [pair('sts:TagSession')])];
    },
    /**
     * Needs no policy that allows it, and obeys those that deny it.
     * AWS DIFFERS? Its guide says that policies do not control it; its own example of a policy that denies all without MFA excepts it.
     */
    GetSessionToken: async (input, reader, context) => {
      await factors.check(input, reader, context);
      const grants = [{ name: 'GetSessionToken needs no permission', operations: ['GetSessionToken'] }];
      return [{ action: 'sts:GetSessionToken', resource: '*', owner: context.account, grants }];
    },
  } satisfies StsAuthorization;
}

function checkRoleArn(text: string): void {
  const arn = parseEntityArn(text);
  const isRole = arn?.kind === 'role' && arn.region === '' && parseAccountId(arn.account) !== undefined;
  if (!isRole) throw ValidationError.roleArn(text);
}
