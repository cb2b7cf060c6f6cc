/**
 * What each STS operation asks for. For roles the resource policy is the trust policy, and it must allow.
 * AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
 */
import type { ContextValue } from '@lockstead/policy';
import { parseArn } from '#kernel/arn';
import { parseAccountId } from '#kernel/ids';
import type { AccessPair, Authorize } from '#service/authorization';
import { findRoleByArn, type PrincipalPolicyReader } from '#services/iam/api';
import type { StsInput, StsOperationName } from './operation.ts';
import { transitiveTags } from './operations/assume-role.ts';

type StsAuthorize<Name extends StsOperationName> = Authorize<StsInput<Name>>;

export function assumeRoleAuthorization(policies: PrincipalPolicyReader): StsAuthorize<'AssumeRole'> {
  return async (input, reader, context) => {
    const roleArn = input.RoleArn ?? '';
    const found = await findRoleByArn(reader, roleArn);
    const tags = [...transitiveTags(context.session), ...(input.Tags ?? [])];
    const keys: Record<string, ContextValue | undefined> = {
      'sts:RoleSessionName': input.RoleSessionName,
      'sts:ExternalId': input.ExternalId,
      'sts:DurationSeconds': input.DurationSeconds?.toString(),
      'sts:SourceIdentity': input.SourceIdentity,
      'sts:TransitiveTagKeys': input.TransitiveTagKeys,
      ...(tags.length === 0 ? {} : { 'aws:TagKeys': tags.map(({ Key = '' }) => Key) }),
      ...Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [`aws:RequestTag/${Key}`, Value])),
      ...Object.fromEntries((found?.role.tags ?? []).map(({ Key, Value }) => [`aws:ResourceTag/${Key}`, Value])),
    };
    const pair = (action: string): AccessPair => ({
      action,
      resource: roleArn,
      owner: found?.account ?? parseAccountId(parseArn(roleArn)?.account ?? '') ?? context.account,
      context: keys,
      // Without a role there is no trust policy, and nothing that could allow.
      ...(found === undefined
        ? {}
        : { resourcePolicy: { name: 'trust policy', document: policies.compiled(found.role.trustPolicy, 'trust') } }),
      resourcePolicyRule: 'trust',
    });
    return [
      pair('sts:AssumeRole'),
      ...(tags.length === 0 ? [] : [pair('sts:TagSession')]),
      ...(input.SourceIdentity === undefined ? [] : [pair('sts:SetSourceIdentity')]),
    ];
  };
}

/** No policy is asked: whoever has credentials may know whose they are. */
export const noPermission: Authorize<object> = async () => [];
