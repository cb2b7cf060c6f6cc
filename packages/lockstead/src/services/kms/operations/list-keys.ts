/**
 * ListKeys: all keys of the account in the Region, those of AWS among them.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeys.html
 */
import { keyArn } from '../key-reference.ts';
import { kmsLimits } from '../limits.ts';
import type { KmsRead } from '../operation.ts';
import { pageOf } from '../paging.ts';
import { kmsState } from '../state.ts';

export const listKeys: KmsRead<'ListKeys'> = {
  name: 'ListKeys',
  effect: 'read',

  async handle(input, context) {
    const { account, region, reader } = context;
    const listed = { operation: 'ListKeys', pageSize: kmsLimits.KeysPageSize };
    const { items, more } = await pageOf(kmsState(reader, account, region).keys, {}, input, context, listed, (key) => ({
      KeyId: key.keyId,
      KeyArn: keyArn(account, region, key.keyId),
    }));
    return { Keys: items, ...more };
  },
};
