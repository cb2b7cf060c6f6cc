/**
 * GetAccessKeyInfo: the account of an access key id, read from the id itself. It does not say whether the key exists.
 * AWS: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html
 */
import { accountOfAccessKeyId } from '#kernel/ids';
import { accountOfKey } from '#services/iam/api';
import { ValidationError } from '../errors.ts';
import type { StsRead } from '../operation.ts';

export const getAccessKeyInfo: StsRead<'GetAccessKeyInfo'> = {
  name: 'GetAccessKeyInfo',
  effect: 'read',

  async handle(input, { reader }) {
    const id = input.AccessKeyId;
    // Ids that were chosen by hand carry no account; their owner is looked up.
    const account = accountOfAccessKeyId(id) ?? (await accountOfKey(reader, id));
    // AWS DIFFERS? What it says to an id that names no account is not documented.
    if (account === undefined) throw new ValidationError(`The access key ID ${id} is not valid.`);
    return { Account: account };
  },
};
