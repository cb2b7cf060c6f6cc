/** Many denials harm nobody but who is denied. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Agenda, schedule } from '#events/agenda';
import { DecisionLog, decisionSweep, sweepDecisions } from '#gateway/decide/decision-log';
import { hours, instant, seconds, simulatedClock } from '#kernel/clock';
import { seededEntropy } from '#kernel/entropy';
import { newRequestId, type RequestId } from '#kernel/ids';
import { systemTimers } from '#kernel/timers';
import type { DecisionRecord } from '#service/decisions';
import type { Collection, Store } from '#store/port';
import { partitionScope } from '#store/scope';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store';
import { home } from '../support/gateway.ts';
import { storeAlone } from '../support/workplace.ts';

const entropy = seededEntropy('many denials');
const arn = `arn:aws:iam::${home}:user/alice`;

let clock: ReturnType<typeof simulatedClock>;
let store: Store;
let log: DecisionLog;
beforeEach(async () => {
  clock = simulatedClock(instant(1_800_000_000_000));
  store = await openSqliteStore({ path: ':memory:', rootKey: Buffer.alloc(32, 3), clock, timers: systemTimers });
  log = new DecisionLog();
});
afterEach(() => store.close());

/** A second apart; nothing of a judgement matters here but that there was one. */
async function deny(count: number): Promise<readonly RequestId[]> {
  const ids: RequestId[] = [];
  await store.transact(async (tx) => {
    for (let n = 0; n < count; n++) {
      const one = judged(`n${ids.length}`);
      const { context } = one.sources;
      await log.denied(tx, { context, service: 'iam', operation: 'GetUser', ignored: [] }, [one], false);
      ids.push(context.requestId);
      clock.advance(seconds(1));
    }
  });
  return ids;
}

function judged(name: string): Parameters<DecisionLog['denied']>[2][number] {
  const pair = { action: 'iam:GetUser', resource: `arn:aws:iam::${home}:user/${name}`, owner: home };
  const principal = { kind: 'user', arn, account: home, id: 'AIDAALICE' } as const;
  const session = { principal: { kind: 'user', account: home, arn, userName: 'alice', userId: 'AIDAALICE' } } as const;
  const context = {
    requestId: newRequestId(entropy),
    at: clock.now(),
    region: 'us-east-1' as never,
    session,
    account: home,
    transport: { secure: false },
    clock,
    entropy,
  };
  return {
    request: { principal, action: pair.action, resource: pair.resource, context: { get: () => undefined } },
    layers: { identity: [] },
    rule: undefined,
    decision: { effect: 'deny', kind: 'implicit', deniedBy: 'identity' } as never,
    sources: { context, layers: { tags: [] }, membership: undefined, resourceMembership: undefined, pair },
  };
}

const kept: Collection<DecisionRecord> = { name: 'gateway.decision', level: 'partition', id: (row) => row.requestId };

test('whoever asks by a message gets the newest that fits, and few of the others are read for it', async () => {
  const ids = await deny(1500);
  const looked: string[] = [];
  const fits = (resource: string) => (judgement: { readonly resource: string }) => {
    looked.push(judgement.resource);
    return judgement.resource.endsWith(resource);
  };
  expect((await log.findDenial(store, fits('user/n1499')))?.requestId).toBe(ids[1499]);
  expect(looked).toHaveLength(1);
  expect((await log.findDenial(store, fits('user/n500')))?.requestId).toBe(ids[500]);
  expect(await log.findDenial(store, fits('user/n499'))).toBeUndefined();
});

test('after a day all are gone, however many came in one hour', async () => {
  await deny(1500);
  const agenda = new Agenda(store, storeAlone(store), clock, new Map([[decisionSweep, sweepDecisions]]));
  await store.transact((tx) => schedule(tx, { id: decisionSweep, kind: decisionSweep, at: clock.now(), ref: '' }));
  await agenda.runDue();
  expect(await store.in(kept, partitionScope).count()).toBe(1500);
  clock.advance(hours(25));
  expect(await agenda.runDue()).toBeLessThan(50);
  expect(await store.in(kept, partitionScope).count()).toBe(0);
  // And then it rests.
  expect(await agenda.runDue()).toBe(0);
});
