/**
 * ListGrants: the grants of a key.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_ListGrants.html
 */
import { grantPrincipalKey } from '../grants/grant-principal.ts';
import { grantEntry } from '../grants/grant-shape.ts';
import { requireKey } from '../key-reference.ts';
import type { KmsRead } from '../operation.ts';
import { pageOf } from '../paging.ts';
import { granteeOfKey, kmsState, placeOfKey } from '../state.ts';

export const listGrants: KmsRead<'ListGrants'> = {
  name: 'ListGrants',
  effect: 'read',

  async handle(input, context) {
    const { key, owner, region } = await requireKey(context.reader, context, input.KeyId);
    const place = placeOfKey(owner, region, key.keyId);
    const named = input.GranteePrincipal ?? input.GranteeServicePrincipal;
    const { account, reader } = context;
    const grantee = named === undefined ? undefined : await grantPrincipalKey(reader, account, named);
    const { items, more } = await pageOf(
      kmsState(context.reader, owner, region).grants,
      grantee === undefined ? { index: 'key', key: place } : { index: 'grantee', key: granteeOfKey(place, grantee) },
      input,
      context,
      { operation: 'ListGrants', filters: [place, grantee, input.GrantId] },
      (grant) =>
        input.GrantId === undefined || grant.grantId === input.GrantId ? grantEntry(context.reader, grant) : undefined,
    );
    return { Grants: items, ...more };
  },
};
