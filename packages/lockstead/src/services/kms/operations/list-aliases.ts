/**
 * ListAliases: the aliases of the account in the Region, or those of one key.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_ListAliases.html
 */
import { toDate } from '#kernel/clock';
import { aliasArn, requireKey } from '../key-reference.ts';
import type { KmsRead } from '../operation.ts';
import { pageOf } from '../paging.ts';
import { kmsState } from '../state.ts';

export const listAliases: KmsRead<'ListAliases'> = {
  name: 'ListAliases',
  effect: 'read',

  async handle(input, context) {
    const { account, region, reader } = context;
    const keyId = input.KeyId === undefined ? undefined : (await requireKey(reader, context, input.KeyId)).key.keyId;
    const { items, more } = await pageOf(
      kmsState(reader, account, region).aliases,
      keyId === undefined ? {} : { index: 'key', key: keyId },
      input,
      context,
      { operation: 'ListAliases', filters: [keyId] },
      (alias) => ({
        AliasName: alias.name,
        AliasArn: aliasArn(account, region, alias.name),
        TargetKeyId: alias.keyId,
        CreationDate: toDate(alias.createdAt),
        LastUpdatedDate: toDate(alias.updatedAt),
      }),
    );
    return { Aliases: items, ...more };
  },
};
