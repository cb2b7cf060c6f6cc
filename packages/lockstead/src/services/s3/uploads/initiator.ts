/**
 * Who began an upload: users and sessions by their ARN, the root user by the account's canonical id.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_Initiator.html
 */
import type { Principal } from '#service/session';
import { canonicalUserId } from '../canonical-user.ts';
import type { Initiator } from './upload-state.ts';

/** AWS's canonical id of whoever did not sign. */
const anonymousId = '65a011a29cdf8ec533ec3d1ccaae921c';

export function initiatorOf(principal: Principal): Initiator {
  switch (principal.kind) {
    case 'root':
      return { ID: canonicalUserId(principal.account) };
    case 'user':
      return { ID: principal.arn, DisplayName: principal.userName };
    case 'assumedRole':
      return { ID: principal.arn, DisplayName: `${principal.roleName}/${principal.sessionName}` };
    case 'federatedUser':
      return { ID: principal.arn, DisplayName: principal.name };
    case 'service':
      return { ID: principal.service };
    case 'federated':
    case 'anonymous':
      return { ID: anonymousId };
  }
}
