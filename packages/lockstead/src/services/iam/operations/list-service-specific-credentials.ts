/**
 * ListServiceSpecificCredentials: a user's credentials for services without their passwords, or with AllUsers those of the whole account.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListServiceSpecificCredentials.html
 */
import { present } from '#kernel/invariant';
import type { Listing } from '#store/port';
import { userById } from '../entities/memberships.ts';
import { InvalidInput } from '../errors.ts';
import type { IamRead } from '../operation.ts';
import { pageThrough, recordsOf } from '../paging.ts';
import { iamState } from '../state/state.ts';
import { userOf } from '../user-credentials/owner.ts';
import { checkService } from '../user-credentials/service-credential.ts';
import { serviceCredentialShape } from '../user-credentials/shapes.ts';

function listingOf(userId: string | undefined, service: string | undefined): Pick<Listing, 'index' | 'key'> {
  if (userId !== undefined) return { index: 'user', key: userId };
  return service === undefined ? {} : { index: 'service', key: service };
}

export const listServiceSpecificCredentials: IamRead<'ListServiceSpecificCredentials'> = {
  name: 'ListServiceSpecificCredentials',
  effect: 'read',

  async handle(input, context) {
    const { reader, account, clock } = context;
    const { ServiceName: service, UserName: named, AllUsers: all = false } = input;
    if (service !== undefined) checkService(service);
    // AWS DIFFERS? That both cannot be given is documented, in which words it is refused is not.
    if (all && named !== undefined) throw new InvalidInput('UserName and AllUsers cannot be specified together');
    const state = iamState(reader, account);
    const user = all ? undefined : await userOf(state, named, context);
    const listing = listingOf(user?.id, service);
    const filters = [user?.id, service];
    const now = clock.now();
    const { items, IsTruncated, ...rest } = await pageThrough(
      [recordsOf('0', state.serviceCredentials, listing)],
      input,
      context,
      'ListServiceSpecificCredentials',
      filters,
      async (credential) => {
        if (service !== undefined && credential.service !== service) return undefined;
        const owner = user ?? present(await userById(state, credential.userId), 'a credential has its user');
        return serviceCredentialShape(owner.name, credential, now);
      },
    );
    // AWS DIFFERS? Recorded answers have the member where the list goes on, and not where it is whole.
    return { ServiceSpecificCredentials: [...items], ...(IsTruncated ? { IsTruncated } : {}), ...rest };
  },
};
