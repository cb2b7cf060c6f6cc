/**
 * The event CreateAccountResult: what became of a request to create an account.
 * AWS: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_cloudtrail-integration.html (example log entries)
 */
import { type Instant, toDate } from '#kernel/clock';
import { type AccountId, parseRegion } from '#kernel/ids';
import { present } from '#kernel/invariant';
import type { FurtherEvent } from '#service/further-event';
import { organizationsPrincipal } from '../principal.ts';
import type { CreationRecord } from '../state.ts';

/** Events of global services belong there. */
const region = present(parseRegion('us-east-1'), 'this is a region');

/** CloudTrail does not tell the name of the account. */
const hiddenName = '****';

export function creationResult(account: AccountId, creation: CreationRecord, at: Instant): FurtherEvent {
  const { id, state, requestedAt, completedAt, failureReason, drawn } = creation;
  return {
    type: 'AwsServiceEvent',
    source: organizationsPrincipal,
    name: 'CreateAccountResult',
    at,
    account,
    region,
    readOnly: false,
    serviceEventDetails: {
      createAccountStatus: {
        id,
        state,
        accountName: hiddenName,
        ...(state === 'SUCCEEDED' ? { accountId: drawn.account } : {}),
        ...(failureReason === undefined ? {} : { failureReason }),
        requestedTimestamp: written(requestedAt),
        ...(completedAt === undefined ? {} : { completedTimestamp: written(completedAt) }),
      },
    },
  };
}

/** `Sep 16, 2020 9:20:50 PM` */
function written(at: Instant): string {
  const day = toDate(at).toLocaleDateString('en-US', {
    timeZone: 'UTC',
    month: 'short',
    day: 'numeric',
    year: 'numeric',
  });
  const time = toDate(at).toLocaleTimeString('en-US', {
    timeZone: 'UTC',
    hour: 'numeric',
    minute: '2-digit',
    second: '2-digit',
  });
  // Node puts a narrow space before AM and PM.
  return `${day} ${time.replace('\u202f', ' ')}`;
}
