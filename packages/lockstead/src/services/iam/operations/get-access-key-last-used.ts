/**
 * GetAccessKeyLastUsed: when, where and for what a key last signed a request that was authenticated, allowed or not.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html
 */
import { instant, minutes, toDate } from '#kernel/clock';
import { AccessDenied } from '../errors.ts';
import type { IamRead } from '../operation.ts';
import type { CredentialUses } from '../provides/credential-uses.ts';
import { iamState } from '../state/state.ts';

/** AWS tells the minute, not the second. */
const precision = minutes(1);
const notAvailable = 'N/A';

export const getAccessKeyLastUsed = (uses: CredentialUses): IamRead<'GetAccessKeyLastUsed'> => ({
  name: 'GetAccessKeyLastUsed',
  effect: 'read',

  async handle(input, { reader, account, session }) {
    const id = input.AccessKeyId;
    const key = await iamState(reader, account).accessKeys.get(id);
    // AWS DIFFERS? The operation documents no NoSuchEntity: a key that is not the account's own cannot be told from one that does not exist.
    if (key === undefined) throw AccessDenied.onAccessKey(session, 'iam:GetAccessKeyLastUsed', id);
    const use = await uses.lastUse(reader, account, id);
    return {
      ...(key.user === undefined ? {} : { UserName: key.user }),
      AccessKeyLastUsed: {
        ...(use === undefined ? {} : { LastUsedDate: toDate(instant(use.at - (use.at % precision))) }),
        ServiceName: use?.service ?? notAvailable,
        Region: use?.region ?? notAvailable,
      },
    };
  },
});
