/** What the service keeps. Most stands in the scope of the account that it is about, whoever wrote it. */
import type { AlternateContactType, ContactInformation } from '@aws-sdk/client-account';
import type { Instant } from '#kernel/clock';
import type { AccountId } from '#kernel/ids';
import type { Secret } from '#kernel/secret';
import type { WithRequired } from '#service/sdk-types';
import type { Collection, Reader, Transaction } from '#store/port';
import { accountScope } from '#store/scope';
import { openerOf, type ReaderOf, type WriterOf } from '../collections.ts';

export type Contact = WithRequired<ContactInformation>;

/** The primary contact information. */
export interface ContactRecord {
  readonly key: 'contact';
  readonly contact: Contact;
  readonly isPhoneVerified: boolean;
}

export interface AlternateContactRecord {
  readonly type: AlternateContactType;
  readonly name: string;
  readonly title: string;
  readonly email: string;
  readonly phone: string;
}

/** The name that PutAccountName gave the account. */
export interface NameRecord {
  readonly key: 'name';
  readonly name: string;
}

/** An opt-in Region. One that has no record is disabled. */
export interface RegionRecord {
  readonly region: string;
  readonly status: 'ENABLED' | 'ENABLING' | 'DISABLING';
}

/** A Region that is being enabled or disabled. */
export interface RegionSwitchRecord {
  readonly account: AccountId;
  readonly region: string;
  /** Of the organization that the account was in; absent where it was in none. */
  readonly managementAccount?: AccountId;
}

/** A one-time passcode that was sent, and what it is for. */
interface Passcode {
  /** Absent once it was used, or ended. */
  readonly passcode?: Secret;
  readonly sentAt: Instant;
  /** Tells one passcode from the next. */
  readonly id: string;
}

/** The newest update of the root user's address. */
export interface EmailUpdateRecord extends Passcode {
  readonly key: 'emailUpdate';
  readonly email: string;
  readonly status: 'PENDING' | 'COMPLETED' | 'FAILED';
  readonly updatedAt: Instant;
  /** When updates were started, of those that the quota counts. */
  readonly startedAt: readonly Instant[];
}

export interface PhoneVerificationRecord extends Passcode {
  readonly key: 'phoneVerification';
  readonly phone: string;
}

/** What AWS would send by mail or by telephone. */
export interface MessageRecord {
  readonly id: string;
  readonly at: Instant;
  readonly account: AccountId;
  readonly to: string;
  readonly subject: string;
  readonly text: Secret;
}

const contacts: Collection<ContactRecord> = { name: 'account.contact', level: 'account', id: ({ key }) => key };
const alternateContacts: Collection<AlternateContactRecord> = {
  name: 'account.alternateContact',
  level: 'account',
  id: ({ type }) => type,
};
const names: Collection<NameRecord> = { name: 'account.name', level: 'account', id: ({ key }) => key };
const regions: Collection<RegionRecord> = { name: 'account.region', level: 'account', id: ({ region }) => region };
export const switchKey = ({ account, region }: Pick<RegionSwitchRecord, 'account' | 'region'>): string =>
  `${account}/${region}`;
const regionSwitches: Collection<RegionSwitchRecord> = {
  name: 'account.regionSwitch',
  level: 'partition',
  id: switchKey,
  indexes: {
    account: ({ account }) => [account],
    organization: ({ managementAccount }) => (managementAccount === undefined ? [] : [managementAccount]),
  },
  feed: false,
};
const emailUpdates: Collection<EmailUpdateRecord> = {
  name: 'account.emailUpdate',
  level: 'account',
  id: ({ key }) => key,
  sealed: ['passcode'],
};
const phoneVerifications: Collection<PhoneVerificationRecord> = {
  name: 'account.phoneVerification',
  level: 'account',
  id: ({ key }) => key,
  sealed: ['passcode'],
};
const messages: Collection<MessageRecord> = {
  name: 'account.message',
  level: 'partition',
  id: ({ id }) => id,
  indexes: { at: ({ at, id }) => [`${String(at).padStart(16, '0')} ${id}`] },
  sealed: ['text'],
  feed: false,
};

export const accountCollections = {
  contacts,
  alternateContacts,
  names,
  regions,
  regionSwitches,
  emailUpdates,
  phoneVerifications,
  messages,
} as const;

export type AccountReader = ReaderOf<typeof accountCollections>;
export type AccountWriter = WriterOf<typeof accountCollections>;

const open = openerOf(accountCollections);

/** The service's state in one account, and what stands for the whole partition. */
export function accountState(store: Transaction, account: AccountId): AccountWriter;
export function accountState(store: Reader, account: AccountId): AccountReader;
export function accountState(store: Reader, account: AccountId): AccountReader {
  return open(store, accountScope(account));
}
