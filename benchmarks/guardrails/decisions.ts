/**
 * What guardrails cost a decision: the same request by somebody in one of 2,000 accounts of no organization, and in one of 2,000 that are five
 * OUs deep in an organization with 500 service control policies.
 */
import process from 'node:process';
import { authorize } from '../../packages/lockstead/src/gateway/decide/authorize.ts';
import { instant, simulatedClock } from '../../packages/lockstead/src/kernel/clock.ts';
import { seededEntropy } from '../../packages/lockstead/src/kernel/entropy.ts';
import type { AccountId, Region, RequestId } from '../../packages/lockstead/src/kernel/ids.ts';
import { RootKey } from '../../packages/lockstead/src/kernel/root-key.ts';
import { systemTimers } from '../../packages/lockstead/src/kernel/timers.ts';
import type { RequestContext } from '../../packages/lockstead/src/service/request-context.ts';
import { principalPolicies } from '../../packages/lockstead/src/services/iam/api.ts';
import { organizationGuardrails } from '../../packages/lockstead/src/services/organizations/api.ts';
import { organizationsState } from '../../packages/lockstead/src/services/organizations/state.ts';
import type { Store } from '../../packages/lockstead/src/store/port.ts';
import { openSqliteStore } from '../../packages/lockstead/src/store/sqlite/open-sqlite-store.ts';

const clock = simulatedClock(instant(1.8e12));
const entropy = seededEntropy('guardrails');
const [accountsCount, policiesCount, depth, chains] = [2_000, 500, 5, 25];
const [rounds, perRound] = [41, 4_000];
const account = (i: number): AccountId => String(200_000_000_000 + i) as AccountId;
const management = account(accountsCount);
const members = Array.from({ length: accountsCount }, (_, i) => account(i));
/** As many in no organization: what memory and its caches cost is then no difference between the two. */
const outsiders = Array.from({ length: accountsCount }, (_, i) => account(accountsCount + 1 + i));

export async function measureDecisions(): Promise<Record<string, number>> {
  const before = process.memoryUsage.rss();
  const rootKey = RootKey.generate(entropy).derive('store');
  const store = await openSqliteStore({ path: ':memory:', rootKey, clock, timers: systemTimers });
  try {
    await fill(store);
    const reader = principalPolicies(store);
    const guardrails = organizationGuardrails(store, reader);
    const text = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';
    const layers = { identity: [{ name: 'all', document: reader.compiled(text, 'identity') }], tags: [] };
    const authorizer = { policies: { of: async () => layers }, guardrails };
    const ask = async (who: AccountId): Promise<void> => {
      const pair = { action: 'iam:ListUsers', resource: `arn:aws:iam::${who}:user/`, owner: who };
      const judgement = await authorize(authorizer, [pair], contextOf(who));
      if (!judgement.allowed) throw new Error('the request is allowed');
    };
    // Every account once: all places are in memory.
    for (const who of [...members, ...outsiders]) await ask(who);
    const figures = { without: [] as number[], inside: [] as number[] };
    for (let round = 0; round < rounds; round++) {
      figures.without.push(await timed((i) => ask(inTurn(outsiders, i))));
      figures.inside.push(await timed((i) => ask(inTurn(members, i))));
    }
    const [usWithout, usDepth5] = [median(figures.without), median(figures.inside)];
    const rssMb = Math.round((process.memoryUsage.rss() - before) / 2 ** 20);
    return { usWithout, usDepth5, depth5Ratio: usDepth5 / usWithout, rssMb };
  } finally {
    await store.close();
  }
}

function inTurn(accounts: readonly AccountId[], i: number): AccountId {
  return accounts[(i * 7) % accounts.length] as AccountId;
}

async function timed(ask: (i: number) => Promise<void>): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < perRound; i++) await ask(i);
  return ((performance.now() - start) * 1000) / perRound;
}

function median(all: readonly number[]): number {
  return all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;
}

function contextOf(who: AccountId): RequestContext {
  const arn = `arn:aws:iam::${who}:user/alice`;
  return {
    requestId: 'r' as RequestId,
    at: clock.now(),
    region: 'eu-central-1' as Region,
    session: { principal: { kind: 'user', account: who, arn, userName: 'alice', userId: 'AIDAALICE' } },
    account: who,
    transport: { secure: true },
    clock,
    entropy,
  };
}

/** Chains of five OUs, with four policies of their own on each; the accounts stand in the deepest. */
async function fill(store: Store): Promise<void> {
  const [organizationId, rootId] = ['o-aaaaaaaaaa', 'r-aaaa'];
  await store.transact(async (tx) => {
    const state = organizationsState(tx, management);
    await state.organizations.insert({
      key: 'organization',
      id: organizationId,
      account: management,
      email: 'root@example.com',
      featureSet: 'ALL',
      rootId,
      rootTags: [],
      createdAt: clock.now(),
      policyTypes: [{ type: 'SERVICE_CONTROL_POLICY', generation: 1 }],
      generations: 1,
    });
    for (let i = 0; i < policiesCount; i++) {
      const [id, type] = [policyId(i), 'SERVICE_CONTROL_POLICY'] as const;
      await state.policies.insert({
        organizationId: 'o-aaaaaaaaaa',
        id,
        name: id,
        description: '',
        type,
        content: contentOf(i),
        tags: [],
      });
    }
    let next = 0;
    for (let chain = 0; chain < chains; chain++) {
      for (let level = 0; level < depth; level++) {
        const id = unitId(chain, level);
        const parent = level === 0 ? rootId : unitId(chain, level - 1);
        await state.units.insert({ organizationId: 'o-aaaaaaaaaa', id, name: id, parent, tags: [] });
        for (let k = 0; k < policiesCount / (chains * depth); k++) {
          await state.attachments.insert({ generation: 1, target: id, policy: policyId(next++) });
        }
      }
    }
    const joined = { state: 'ACTIVE', joinedMethod: 'CREATED', joinedAt: clock.now(), tags: [] } as const;
    for (let i = 0; i < accountsCount; i++) {
      const id = account(i);
      await state.memberships.insert({ account: id, organizationId, managementAccount: management });
      await state.members.insert({
        organizationId: 'o-aaaaaaaaaa',
        id,
        name: id,
        email: id,
        ...joined,
        parent: unitId(i % chains, depth - 1),
      });
    }
  });
}

const policyId = (i: number): string => `p-${String(i).padStart(8, '0')}`;
const unitId = (chain: number, level: number): string => `ou-aaaa-${String(chain * depth + level).padStart(8, '0')}`;

/** As policies in use look: some actions of a service are denied, and work outside some regions. */
function contentOf(i: number): string {
  const service = ['ec2', 's3', 'kms', 'lambda', 'rds'][i % 5] ?? 'ec2';
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Sid: `No${i}`, Effect: 'Deny', Action: [`${service}:Delete*`, `${service}:Put*Policy`], Resource: '*' },
      {
        Effect: 'Deny',
        Action: [`${service}:Create*`],
        Resource: '*',
        Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-central-1', `eu-west-${i % 3}`] } },
      },
    ],
  });
}
