/** Work on many rows is done some at a time: nobody waits for all of it, and nothing is seen half done. */
import * as org from '@aws-sdk/client-organizations';
import { startLockstead } from 'lockstead';
import { expect, test } from 'vitest';
import { instant, simulatedClock } from '#kernel/clock';
import type { AccountId } from '#kernel/ids';
import { sweepCreations } from '../../src/services/organizations/accounts/sweep-creations.ts';
import { approved } from '../../src/services/organizations/handshakes/all-features.ts';
import { askApprovals, askForApprovals } from '../../src/services/organizations/handshakes/ask-approvals.ts';
import { type HandshakeRecord, organizationsState } from '../../src/services/organizations/state.ts';
import { openDefinitions } from '../support/definitions.ts';
import { createOrganization, organizationsClient } from './organization.ts';

const management = '100000000000' as AccountId;
const clock = simulatedClock(instant(1.8e12));
const waiting: HandshakeRecord = {
  id: 'h-waiting',
  action: 'ENABLE_ALL_FEATURES',
  managementAccount: management,
  organizationId: 'o-aaaaaaaaaa',
  recipient: management,
  tags: [],
  state: 'REQUESTED',
  requestedAt: clock.now(),
  expiresAt: instant(1.9e12),
};
const idOf = (n: number): AccountId => String(200_000_000_000 + n) as AccountId;

test('250 accounts are asked for their approval in steps; nothing opens before all have been asked and have approved', async () => {
  const { store } = await openDefinitions(clock);
  await store.transact(async (tx) => {
    const state = organizationsState(tx, management);
    await state.handshakes.insert(waiting);
    for (let n = 0; n < 250; n += 1) {
      const facts = {
        name: 'x',
        email: `${n}@example.com`,
        state: 'ACTIVE',
        joinedAt: clock.now(),
        parent: 'r-aaaa',
        tags: [],
      } as const;
      await state.members.insert({
        organizationId: 'o-aaaaaaaaaa',
        id: idOf(n),
        joinedMethod: n % 50 === 0 ? 'CREATED' : 'INVITED',
        ...facts,
      });
    }
    await askApprovals(tx, waiting, clock.now());
  });
  const state = organizationsState(store, management);
  const counts = [await state.handshakes.count({ index: 'awaited', key: waiting.id })];
  const approveAll = (): Promise<void> =>
    store.transact(async (tx) => {
      const { handshakes } = organizationsState(tx, management);
      for (const { record } of await handshakes.list({ index: 'awaited', key: waiting.id })) {
        await handshakes.update({ ...record, state: 'ACCEPTED' });
        await approved(tx, record);
      }
    });
  // Those who have been asked approve at once: others have not been asked.
  await approveAll();
  expect((await state.handshakes.get(waiting.id))?.state).toBe('REQUESTED');
  for (;;) {
    const due = await dueOf(store);
    if (due === undefined) break;
    await store.transact((tx) => askForApprovals.handle(due, { tx, now: clock.now() } as never, undefined));
    counts.push(await state.handshakes.count({ index: 'awaited', key: waiting.id }));
  }
  expect(counts).toEqual([98, 98, 147]);
  expect(await state.handshakes.count({ index: 'recipient' })).toBe(1 + 245);
  expect((await state.handshakes.get(waiting.id))?.state).toBe('REQUESTED');
  await approveAll();
  expect((await state.handshakes.get(waiting.id))?.state).toBe('OPEN');

  async function dueOf(
    reader: typeof store,
  ): Promise<{ id: string; kind: string; at: never; ref: string } | undefined> {
    const rows = await reader
      .in({ name: 'events.due', level: 'partition', id: (row: { id: string }) => row.id }, { level: 'partition' })
      .list();
    const row = rows
      .map(({ record }) => record as never as { id: string; kind: string; at: never; ref: string })
      .find(({ kind }) => kind === 'organizations:askApprovals');
    if (row === undefined || done.has(row.ref)) return undefined;
    done.add(row.ref);
    return row;
  }
});
const done = new Set<string>();

test('a new organization shows nothing of the one before it, and what that left is removed in steps', async () => {
  const cloud = await startLockstead({ ephemeral: true });
  const first = await createOrganization(cloud);
  const account = await first.account('one');
  const { CreateAccountStatuses } = await first.client.send(new org.ListCreateAccountStatusCommand({}));
  const CreateAccountRequestId = CreateAccountStatuses?.[0]?.Id;
  await first.client.send(
    new org.AttachPolicyCommand({ PolicyId: await denyAll(first.client), TargetId: first.rootId }),
  );
  await first.client.send(new org.DetachPolicyCommand({ PolicyId: 'p-FullAWSAccess', TargetId: first.rootId }));
  await first.client.send(new org.AttachPolicyCommand({ PolicyId: 'p-FullAWSAccess', TargetId: first.rootId }));
  await cloud.clock.advance('P5D');
  await first.client.send(new org.RemoveAccountFromOrganizationCommand({ AccountId: account }));
  const [policy] =
    (await first.client.send(new org.ListPoliciesCommand({ Filter: 'SERVICE_CONTROL_POLICY' }))).Policies?.filter(
      ({ AwsManaged }) => AwsManaged !== true,
    ) ?? [];
  await first.client.send(new org.DetachPolicyCommand({ PolicyId: policy?.Id, TargetId: first.rootId }));
  await first.client.send(new org.DeletePolicyCommand({ PolicyId: policy?.Id }));
  await first.client.send(new org.DeleteOrganizationCommand({}));

  const client = organizationsClient(cloud);
  await client.send(new org.CreateOrganizationCommand({}));
  expect((await client.send(new org.ListCreateAccountStatusCommand({}))).CreateAccountStatuses).toEqual([]);
  await expect(
    client.send(new org.DescribeCreateAccountStatusCommand({ CreateAccountRequestId })),
  ).rejects.toMatchObject({ name: 'CreateAccountStatusNotFoundException' });
  await cloud.stop();
});

const denyAll = async (client: org.OrganizationsClient): Promise<string> => {
  const Content = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Action: 's3:*', Resource: '*' }],
  });
  const made = await client.send(
    new org.CreatePolicyCommand({ Name: 'deny', Description: '', Type: 'SERVICE_CONTROL_POLICY', Content }),
  );
  return made.Policy?.PolicySummary?.Id ?? '';
};

test('requests of an organization that is gone go in steps, and those made since stay', async () => {
  const { store } = await openDefinitions(clock);
  const drawn = { account: idOf(1), role: 'AROA', linkedRole: 'AROA' };
  await store.transact(async (tx) => {
    const { creations } = organizationsState(tx, management);
    for (let n = 0; n < 250; n += 1) {
      const requestedAt = instant(n % 10 === 0 ? 2000 : 1000);
      await creations.insert({
        id: `car-${n}`,
        name: 'x',
        email: 'x@example.com',
        roleName: 'r',
        tags: [],
        requestedAt,
        state: 'SUCCEEDED',
        drawn,
      });
    }
  });
  const left = (): Promise<number> => organizationsState(store, management).creations.count();
  const counts: number[] = [];
  let due = { id: 'x', kind: 'organizations:sweepCreations', at: clock.now(), ref: `${management}/1000` };
  for (let i = 0; i < 3; i += 1) {
    await store.transact((tx) => sweepCreations.handle(due, { tx, now: clock.now() } as never, undefined));
    counts.push(await left());
    const rows = await store
      .in({ name: 'events.due', level: 'partition', id: (row: { id: string }) => row.id }, { level: 'partition' })
      .list();
    due = rows.map(({ record }) => record as never as typeof due).find(({ id }) => id === 'x') ?? due;
  }
  expect(counts.at(-1)).toBe(25);
  expect(new Set(counts).size).toBe(3);
});

test('no more services are trusted than AWS could know', async () => {
  const cloud = await startLockstead({ ephemeral: true });
  const { client } = await createOrganization(cloud);
  const trust = (n: number): Promise<unknown> =>
    client.send(new org.EnableAWSServiceAccessCommand({ ServicePrincipal: `s${n}.amazonaws.com` }));
  for (let n = 0; n < 200; n += 1) await trust(n);
  await trust(0);
  await expect(trust(200)).rejects.toMatchObject({ Reason: 'UNRECOGNIZED_SERVICE_PRINCIPAL' });
  await cloud.stop();
});
