/**
 * ListAliases: the aliases of the account in the Region, or those of one key. Some of AWS's own stand there without a key, until it is needed.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_ListAliases.html
 */
import { toDate } from '#kernel/clock';
import type { CollectionReader } from '#store/port';
import { listedAliases } from '../aws-managed-services.ts';
import { aliasArn, requireKey } from '../key-reference.ts';
import type { KmsRead } from '../operation.ts';
import { pageOf, pageOfNamesAnd } from '../paging.ts';
import { type AliasRecord, kmsState } from '../state.ts';

export const listAliases: KmsRead<'ListAliases'> = {
  name: 'ListAliases',
  effect: 'read',

  async handle(input, context) {
    const { account, region, reader } = context;
    const keyId = input.KeyId === undefined ? undefined : (await requireKey(reader, context, input.KeyId)).key.keyId;
    const { aliases } = kmsState(reader, account, region);
    const show = (alias: AliasRecord | { readonly name: string }) => ({
      AliasName: alias.name,
      AliasArn: aliasArn(account, region, alias.name),
      ...('keyId' in alias
        ? {
            TargetKeyId: alias.keyId,
            CreationDate: toDate(alias.createdAt),
            LastUpdatedDate: toDate(alias.updatedAt),
          }
        : {}),
    });
    const listed = { operation: 'ListAliases', filters: [keyId] };
    const { items, more } =
      keyId === undefined
        ? await pageOfNamesAnd(await withoutKey(aliases), aliases, input, context, listed, show)
        : await pageOf(aliases, { index: 'key', key: keyId }, input, context, listed, show);
    return { Aliases: items, ...more };
  },
};

/** The aliases of AWS's that have no key yet. */
async function withoutKey(aliases: CollectionReader<AliasRecord>): Promise<readonly string[]> {
  const found = await Promise.all(listedAliases.map(async (name) => ({ name, alias: await aliases.get(name) })));
  return found.flatMap(({ name, alias }) => (alias === undefined ? [name] : []));
}
