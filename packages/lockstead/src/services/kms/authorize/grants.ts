/** Grants: who makes, lists, retires and revokes them. */

import type { RequestContext } from '#service/request-context';
import type { ConditionKeys } from '../../tags/condition-keys.ts';
import { constraintsOf } from '../grants/grant-shape.ts';
import { granteesOf } from '../grants/granted.ts';
import { retirableGrant } from '../grants/retirable.ts';
import { keyById, nameKey } from '../key-reference.ts';
import type { KmsEntries } from '../operation.ts';
import { type GrantConstraintsRecord, principalKey } from '../state.ts';
import { onKey } from './entries.ts';
import { type Asking, accountPair, encryptionContextKeys, keyPair, type PairParts } from './pairs.ts';

type GrantsOperation = 'CreateGrant' | 'ListGrants' | 'ListRetirableGrants' | 'RetireGrant' | 'RevokeGrant';

export function grantsAuthorization(parts: PairParts): KmsEntries<GrantsOperation> {
  return {
    CreateGrant: async (input, reader, context) => {
      const asking: Asking = { input, reader, context };
      const named = await nameKey(reader, context, input.KeyId, 'keysOnly');
      const constraints = constraintsOf(input.Constraints);
      const { GranteePrincipal, GranteeServicePrincipal, RetiringPrincipal, RetiringServicePrincipal } = input;
      const keys = {
        'kms:GranteePrincipal': GranteePrincipal,
        'kms:GranteeServicePrincipal': GranteeServicePrincipal,
        'kms:RetiringPrincipal': RetiringPrincipal,
        'kms:RetiringServicePrincipal': RetiringServicePrincipal,
        'kms:GrantOperations': [...input.Operations],
        ...forAwsResource(context),
        ...constraintKeys(constraints),
        'kms:GrantConstraintSourceArn': constraints?.sourceArn,
      };
      const passesOn = { operations: input.Operations, constraints };
      return [await keyPair(parts, asking, { action: 'kms:CreateGrant', named, acrossAccounts: true, passesOn, keys })];
    },
    ListGrants: onKey(parts, 'ListGrants', {
      acrossAccounts: true,
      keys: (_input, context) => forAwsResource(context),
    }),
    ListRetirableGrants: async (input, reader, context) => [
      accountPair('kms:ListRetirableGrants', { input, reader, context }),
    ],
    RetireGrant: async (input, reader, context) => {
      const grant = await retirableGrant(reader, context, input);
      const named = await keyById(reader, { account: grant.account, region: grant.region }, grant.keyId);
      const action = 'kms:RetireGrant';
      const keys = constraintKeys(grant.constraints);
      const pair = await keyPair(parts, { input, reader, context }, { action, named, acrossAccounts: true, keys });
      const callers = granteesOf(context.session);
      const isRetiring = grant.retiring !== undefined && callers.includes(principalKey(grant.retiring));
      const own = grant.operations.includes('RetireGrant') && callers.includes(principalKey(grant.grantee));
      const { grants: _, ...rest } = pair;
      return [isRetiring || own ? { ...rest, grants: [{ name: grant.grantId, operations: ['RetireGrant'] }] } : rest];
    },
    RevokeGrant: onKey(parts, 'RevokeGrant', {
      acrossAccounts: true,
      keys: (_input, context) => forAwsResource(context),
    }),
  };
}

/** Whether a service asks for one of its resources, with the caller's credentials. */
function forAwsResource({ calledVia }: RequestContext): ConditionKeys {
  return { 'kms:GrantIsForAWSResource': String(calledVia !== undefined) };
}

/** What a grant demands of the encryption context, as a policy sees it. */
function constraintKeys(constraints: GrantConstraintsRecord | undefined): ConditionKeys {
  const { encryptionContextEquals: equals, encryptionContextSubset: subset } = constraints ?? {};
  if (equals === undefined && subset === undefined) return {};
  return {
    'kms:GrantConstraintType': equals === undefined ? 'EncryptionContextSubset' : 'EncryptionContextEquals',
    ...encryptionContextKeys({ ...subset, ...equals }),
  };
}
