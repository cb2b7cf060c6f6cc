/** Numbers that an organization may not exceed: rows are written beside the API, which would take too long. And every reason of the service is tested. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConstraintViolationExceptionReason } from '@aws-sdk/client-organizations';
import { beforeEach, expect, test } from 'vitest';
import { instant, simulatedClock } from '#kernel/clock';
import { seededEntropy } from '#kernel/entropy';
import type { AccountId } from '#kernel/ids';
import { Secret } from '#kernel/secret';
import { bootstrapAccount } from '#services/iam/api';
import type { Store, Transaction } from '#store/port';
import { createAccount } from '../../src/services/organizations/operations/create-account.ts';
import { createOrganizationalUnit } from '../../src/services/organizations/operations/create-organizational-unit.ts';
import { createPolicy } from '../../src/services/organizations/operations/create-policy.ts';
import { enableAllFeatures } from '../../src/services/organizations/operations/enable-all-features.ts';
import { inviteAccountToOrganization } from '../../src/services/organizations/operations/invite-account-to-organization.ts';
import { type OrganizationRecord, organizationsState } from '../../src/services/organizations/state.ts';
import { openDefinitions } from '../support/definitions.ts';

const account = '100000000000' as AccountId;
const invited = '300000000000' as AccountId;
const clock = simulatedClock(instant(1.8e12));
const organization: OrganizationRecord = {
  key: 'organization',
  id: 'o-aaaaaaaaaa',
  account,
  email: 'm@example.com',
  featureSet: 'ALL',
  rootId: 'r-aaaa',
  rootTags: [],
  createdAt: clock.now(),
  policyTypes: [],
  generations: 1,
};

let store: Store;
beforeEach(async () => {
  ({ store } = await openDefinitions(clock));
  await fill(organization, 0);
});

async function fill(record: OrganizationRecord, members: number): Promise<void> {
  await store.transact(async (tx) => {
    const state = organizationsState(tx, account);
    await state.organizations.put(record);
    await state.memberships.put({ account, organizationId: record.id, managementAccount: account });
    for (let n = 0; n < members; n += 1) {
      const facts = {
        name: 'x',
        email: `${n}@example.com`,
        state: 'ACTIVE',
        joinedMethod: 'CREATED',
        joinedAt: clock.now(),
      } as const;
      await state.members.put({
        organizationId: 'o-aaaaaaaaaa',
        id: String(200_000_000_000 + n) as AccountId,
        ...facts,
        parent: record.rootId,
        tags: [],
      });
    }
  });
}

interface Handling {
  handle(input: never, context: never, prepared: undefined): Promise<unknown>;
}
const entropy = seededEntropy('number limits');
const run = (operation: Handling, input: object): Promise<unknown> =>
  store.transact((tx: Transaction) =>
    operation.handle(input as never, { tx, reader: tx, account, clock, entropy } as never, undefined),
  );
const refused = (Reason: ConstraintViolationExceptionReason): object => ({ members: { Reason } });

test('10,000 accounts', async () => {
  const input = { Email: 'one@example.com', AccountName: 'one' };
  await fill(organization, 9_999);
  await run(createAccount, input);
  await expect(run(createAccount, input)).rejects.toMatchObject(refused('ACCOUNT_NUMBER_LIMIT_EXCEEDED'));
  // An invitation may still be sent as long as the accounts that are there leave room for it.
  const rootPassword = new Secret('x');
  await store.transact((tx) => bootstrapAccount(tx, { account: invited, rootPassword }, clock.now(), entropy));
  const invitation = { Target: { Type: 'ACCOUNT', Id: invited } };
  await run(inviteAccountToOrganization, invitation);
  await fill(organization, 10_000);
  await expect(run(inviteAccountToOrganization, { Target: { Type: 'ACCOUNT', Id: account } })).rejects.toThrow();
  const other = '300000000001' as AccountId;
  await store.transact((tx) => bootstrapAccount(tx, { account: other, rootPassword }, clock.now(), entropy));
  await expect(run(inviteAccountToOrganization, { Target: { Type: 'ACCOUNT', Id: other } })).rejects.toMatchObject(
    refused('ACCOUNT_NUMBER_LIMIT_EXCEEDED'),
  );
});

test('2,000 OUs', async () => {
  await store.transact(async (tx) => {
    const { units } = organizationsState(tx, account);
    for (let n = 0; n < 1_999; n += 1)
      await units.insert({
        organizationId: 'o-aaaaaaaaaa',
        id: `ou-aaaa-${n}`,
        name: `u${n}`,
        parent: 'r-aaaa',
        tags: [],
      });
  });
  await run(createOrganizationalUnit, { ParentId: 'r-aaaa', Name: 'last' });
  await expect(run(createOrganizationalUnit, { ParentId: 'r-aaaa', Name: 'more' })).rejects.toMatchObject(
    refused('OU_NUMBER_LIMIT_EXCEEDED'),
  );
});

test('1,000 policies of a type', async () => {
  await store.transact(async (tx) => {
    const { policies } = organizationsState(tx, account);
    for (let n = 0; n < 999; n += 1) {
      await policies.insert({
        organizationId: 'o-aaaaaaaaaa',
        id: `p-${n}`,
        name: `p${n}`,
        description: '',
        type: 'TAG_POLICY',
        content: '{}',
        tags: [],
      });
    }
  });
  const input = (Name: string): object => ({ Name, Description: '', Type: 'TAG_POLICY', Content: '{}' });
  await run(createPolicy, input('last'));
  await expect(run(createPolicy, input('more'))).rejects.toMatchObject(refused('POLICY_NUMBER_LIMIT_EXCEEDED'));
  // Of another type there is room.
  await run(createPolicy, { ...input('other'), Type: 'BACKUP_POLICY' });
});

test('5,000 accounts on the way to all features', async () => {
  await fill({ ...organization, featureSet: 'CONSOLIDATED_BILLING' }, 5_001);
  await expect(run(enableAllFeatures, {})).rejects.toMatchObject(
    refused('ALL_FEATURES_MIGRATION_ORGANIZATION_SIZE_LIMIT_EXCEEDED'),
  );
});

test('every reason that the service gives stands in a test', () => {
  const source = new URL('../../src/services/organizations/', import.meta.url).pathname;
  const textOf = (folder: string, ending: RegExp): string =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => ending.test(file))
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .join('\n');
  const given = textOf(source, /\.ts$/).matchAll(
    /(?:constraintViolation|handshakeConstraint|invalidInput)\(\s*'(\w+)'/g,
  );
  const tested = textOf(import.meta.dirname, /\.test\.ts$/);
  const reasons = [...new Set([...given].map(([, reason = '']) => reason))];
  expect(reasons.length).toBeGreaterThan(35);
  expect(reasons.filter((reason) => !tested.includes(`'${reason}'`))).toEqual([]);
});
