/**
 * CreateAccessKey: gives an IAM user, or the root user, a new long-term credential.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html
 */
import { toDate } from '#kernel/clock';
import { randomBase64 } from '#kernel/entropy';
import { newAccessKeyId } from '#kernel/ids';
import { Secret } from '#kernel/secret';
import { LimitExceeded } from '../errors.ts';
import { iamLimits } from '../limits.ts';
import type { IamWrite } from '../operation.ts';
import { type AccessKeyRecord, iamState } from '../state/state.ts';
import { keyOwner, ownerKey } from '../user-credentials/access-keys.ts';

const secretLength = 40;

export const createAccessKey: IamWrite<'CreateAccessKey'> = {
  name: 'CreateAccessKey',
  effect: 'write',

  async handle(input, context) {
    const { tx, account, clock, entropy } = context;
    const state = iamState(tx, account);
    const user = await keyOwner(state, input.UserName, context);
    // Two, so that a user can rotate: add the new key, move over, delete the old one.
    if ((await state.accessKeys.count({ index: 'user', key: ownerKey(user) })) >= iamLimits.AccessKeysPerUser) {
      throw LimitExceeded.quota('AccessKeysPerUser', iamLimits.AccessKeysPerUser);
    }

    const key: AccessKeyRecord = {
      id: newAccessKeyId(entropy, 'AKIA', account),
      ...(user === undefined ? {} : { user }),
      secret: new Secret(randomBase64(entropy, secretLength)),
      status: 'Active',
      createdAt: clock.now(),
    };
    await state.accessKeys.insert(key);
    await state.keyOwners.insert({ key: key.id, account });

    return {
      AccessKey: {
        UserName: user ?? '',
        AccessKeyId: key.id,
        Status: key.status,
        SecretAccessKey: key.secret.reveal(),
        CreateDate: toDate(key.createdAt),
      },
    };
  },
};
