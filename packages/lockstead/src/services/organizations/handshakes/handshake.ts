/**
 * Handshakes: found by their parties alone, shown, brought to another state.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_Handshake.html
 */
import type { Handshake, HandshakeResource } from '@aws-sdk/client-organizations';
import { days, type Instant, later, toDate } from '#kernel/clock';
import type { AccountId } from '#kernel/ids';
import type { WithRequired } from '#service/sdk-types';
import { accountEmail } from '#services/iam/api';
import type { Reader } from '#store/port';
import { handshakeArn } from '../arns.ts';
import { handshakeAlreadyInState, handshakeNotFound, invalidHandshakeTransition } from '../errors.ts';
import { organizationsLimits } from '../limits.ts';
import { type HandshakeRecord, organizationsState } from '../state.ts';

type State = HandshakeRecord['state'] | 'EXPIRED';

/** One that nobody has answered in time has expired, without anybody's doing. */
export function stateOf({ state, expiresAt }: HandshakeRecord, now: Instant): State {
  return (state === 'OPEN' || state === 'REQUESTED') && now >= expiresAt ? 'EXPIRED' : state;
}

export function expiryFrom(now: Instant): Instant {
  return later(now, days(organizationsLimits.DaysOfHandshake));
}

/** For one of its parties; for everybody else there is none of that id. */
export async function requireHandshake(reader: Reader, account: AccountId, id: string): Promise<HandshakeRecord> {
  const handshake = await organizationsState(reader, account).handshakes.get(id);
  const isParty = handshake?.recipient === account || handshake?.managementAccount === account;
  if (handshake === undefined || !isParty) throw handshakeNotFound();
  return handshake;
}

/** Throws unless it is open, for an answer that would bring it to `wanted`. */
export function requireOpen(handshake: HandshakeRecord, wanted: HandshakeRecord['state'], now: Instant): void {
  const state = stateOf(handshake, now);
  if (state === wanted) throw handshakeAlreadyInState();
  if (state !== 'OPEN') throw invalidHandshakeTransition();
}

export async function handshakeShape(
  reader: Reader,
  handshake: HandshakeRecord,
  now: Instant,
): Promise<WithRequired<Handshake>> {
  const { id, action, managementAccount, organizationId, recipient, email, requestedAt, expiresAt } = handshake;
  const state = organizationsState(reader, managementAccount);
  const organization = await state.organizations.get('organization');
  const master = await state.members.get(managementAccount);
  const own = { Type: 'ORGANIZATION', Value: organizationId } as const;
  const about: WithRequired<HandshakeResource>[] = [
    { Type: 'MASTER_EMAIL', Value: (await accountEmail(reader, managementAccount)) ?? '' },
    { Type: 'MASTER_NAME', Value: master?.name ?? '' },
    { Type: 'ORGANIZATION_FEATURE_SET', Value: organization?.featureSet ?? '' },
  ];
  const named =
    email === undefined ? ({ Type: 'ACCOUNT', Id: recipient } as const) : { Type: 'EMAIL' as const, Id: email };
  const asksAnother = action !== 'ENABLE_ALL_FEATURES';
  const name = { account: managementAccount, id: organizationId };
  return {
    Id: id,
    Arn: handshakeArn(name, action, id),
    Parties: [{ Type: 'ORGANIZATION', Id: organizationId }, ...(asksAnother ? [named] : [])],
    State: stateOf(handshake, now),
    RequestedTimestamp: toDate(requestedAt),
    ExpirationTimestamp: toDate(expiresAt),
    Action: action,
    Resources: [
      action === 'INVITE' ? { ...own, Resources: about } : own,
      ...(asksAnother ? [{ Type: named.Type, Value: named.Id }] : []),
      ...(handshake.notes === undefined ? [] : [{ Type: 'NOTES' as const, Value: handshake.notes }]),
      ...(handshake.parent === undefined ? [] : [{ Type: 'PARENT_HANDSHAKE' as const, Value: handshake.parent }]),
    ],
  };
}
