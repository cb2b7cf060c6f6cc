/** Denials are kept for a day and within bounds, however many there are and under however many policies. */
import { parsePolicy } from '@lockstead/policy';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Agenda, schedule } from '#events/agenda';
import { days, hours, instant, simulatedClock } from '#kernel/clock';
import { seededEntropy } from '#kernel/entropy';
import { type AccountId, newRequestId, type RequestId } from '#kernel/ids';
import { systemTimers } from '#kernel/timers';
import type { Store } from '#store/port';
import { partitionScope } from '#store/scope';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store';
import { storeAlone } from '../../../tests/support/workplace.ts';
import type { DecisionSubject } from './allowed-decisions.ts';
import { judge } from './authorize.ts';
import { DecisionLog, decisionSweep, sweepDecisions } from './decision-log.ts';
import type { KeySources } from './request-keys.ts';

const start = instant(1_800_000_000_000);
const entropy = seededEntropy('decisions');
let clock: ReturnType<typeof simulatedClock>;
let store: Store;

beforeEach(async () => {
  clock = simulatedClock(start);
  store = await openSqliteStore({ path: ':memory:', rootKey: Buffer.alloc(32, 1), clock, timers: systemTimers });
});
afterEach(() => store.close());

const account = '111122223333' as AccountId;
const arn = `arn:aws:iam::${account}:user/alice`;

/** A request now, and the one policy that alice has. */
function asked(policy: { readonly Sid: string; readonly Effect: string }): KeySources {
  const text = JSON.stringify({ Version: '2012-10-17', Statement: [{ Action: '*', Resource: '*', ...policy }] });
  const outcome = parsePolicy(text, 'identity');
  if (!outcome.ok) throw new TypeError('it parses');
  const layers = { identity: [{ name: policy.Sid, document: outcome.document }], tags: [] };
  const session = { principal: { kind: 'user', account, arn, userName: 'alice', userId: 'AIDA' } } as const;
  const context = {
    requestId: newRequestId(entropy),
    at: clock.now(),
    region: 'us-east-1' as never,
    session,
    account,
    transport: { secure: false },
    clock,
    entropy,
  };
  const pair = { action: 'iam:GetUser', resource: arn, owner: account };
  return { context, layers, membership: undefined, resourceMembership: undefined, pair };
}

function subjectOf({ context }: KeySources): DecisionSubject {
  return { context, service: 'iam', operation: 'GetUser', ignored: [] };
}

/** A denial under one policy that nobody else has. */
async function deny(log: DecisionLog, sid: string): Promise<RequestId> {
  const sources = asked({ Sid: sid, Effect: 'Deny' });
  await store.transact((tx) => log.denied(tx, subjectOf(sources), [judge(sources)], false));
  clock.advance(1 as never);
  return sources.context.requestId;
}

async function rows(name: string): Promise<number> {
  return await store.in({ name, level: 'partition', id: () => '' }, partitionScope).count();
}

const decisions = 'gateway.decision';
const documents = 'gateway.decisionDocument';

test('a policy is kept once, however many decisions it was part of', async () => {
  const log = new DecisionLog();
  const first = await deny(log, 'Same');
  for (let n = 0; n < 10; n++) await deny(log, 'Same');
  expect([await rows(decisions), await rows(documents)]).toEqual([11, 1]);
  const found = await log.find(store, first);
  expect([...(found?.documents.values() ?? [])]).toEqual([expect.stringContaining('"Sid":"Same"')]);
});

test('beyond the limits the oldest go, and no more come than between two looks', async () => {
  const log = new DecisionLog({ deniedMax: 100, documentsMax: 50 });
  const ids: RequestId[] = [];
  for (let n = 0; n < 500; n++) {
    ids.push(await deny(log, `S${n}`));
    expect(await rows(decisions)).toBeLessThanOrEqual(100 + 64);
    expect(await rows(documents)).toBeLessThanOrEqual(50 + 64);
  }
  expect(await log.find(store, ids[0] as RequestId)).toBeUndefined();
  const newest = await log.find(store, ids[499] as RequestId);
  expect(newest?.documents.size).toBe(1);
});

test('a limit that has been lowered is reached again', async () => {
  const before = new DecisionLog();
  for (let n = 0; n < 150; n++) await deny(before, `S${n}`);
  const after = new DecisionLog({ deniedMax: 10, documentsMax: 10 });
  await deny(after, 'Last');
  expect([await rows(decisions), await rows(documents)]).toEqual([11, 11]);
});

test('a day later they are gone, and their policies an hour after that', async () => {
  const log = new DecisionLog();
  const agenda = new Agenda(store, storeAlone(store), clock, new Map([[decisionSweep, sweepDecisions]]));
  const sweep = { id: decisionSweep, kind: decisionSweep, at: clock.now(), ref: '' };
  await store.transact((tx) => schedule(tx, sweep));
  const requestId = await deny(log, 'Old');
  clock.advance(hours(23));
  await agenda.runDue();
  expect((await log.find(store, requestId))?.documents.size).toBe(1);
  clock.advance(hours(2));
  await agenda.runDue();
  expect(await log.find(store, requestId)).toBeUndefined();
  clock.advance(days(1));
  await agenda.runDue();
  expect([await rows(decisions), await rows(documents)]).toEqual([0, 0]);
});

test('of what was allowed the last 10,000 can be explained', async () => {
  const log = new DecisionLog();
  const allow = (): RequestId => {
    const sources = asked({ Sid: 'Any', Effect: 'Allow' });
    log.allowed(subjectOf(sources), [sources]);
    return sources.context.requestId;
  };
  const first = allow();
  for (let n = 0; n < 9999; n++) allow();
  const found = await log.find(store, first);
  expect(found).toMatchObject({ requestId: first, operation: 'iam:GetUser', allowed: true, audited: false });
  expect(found?.judged).toMatchObject([{ action: 'iam:GetUser', resource: arn, decision: { effect: 'allow' } }]);
  expect([...(found?.documents.values() ?? [])]).toEqual([expect.stringContaining('"Sid":"Any"')]);
  allow();
  expect(await log.find(store, first)).toBeUndefined();
});

test('all that is kept of a principal: denials, the newest first, then what was allowed, and nothing of before', async () => {
  const log = new DecisionLog();
  await deny(log, 'Early');
  const since = clock.now();
  const denied: RequestId[] = [];
  for (let n = 0; n < 150; n++) denied.unshift(await deny(log, 'Later'));
  const sources = asked({ Sid: 'Any', Effect: 'Allow' });
  log.allowed(subjectOf(sources), [sources]);
  const kept = async (fits: (principal: { readonly kind: string }) => boolean): Promise<readonly unknown[]> => {
    const found = [];
    for await (const { requestId, documents: texts } of log.kept(store, { fits, since })) {
      expect([...texts.values()].join()).toContain('"Sid":"Later"');
      found.push(requestId);
    }
    return found;
  };
  expect(await kept(({ kind }) => kind === 'user')).toEqual([...denied, sources.context.requestId]);
  expect(await kept(({ kind }) => kind === 'root')).toEqual([]);
});
