/** Deliveries below the API: each event once, whatever is appended meanwhile, however often a delivery is begun, on however many nodes. */
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Due } from '#events/agenda';
import { newEventId } from '#events/event-id';
import { type EventCategory, EventLog } from '#events/event-log';
import { AwsError } from '#kernel/aws-error';
import { type Instant, instant, later, minutes, simulatedClock } from '#kernel/clock';
import { type Entropy, seededEntropy } from '#kernel/entropy';
import type { AccountId, Region } from '#kernel/ids';
import { present } from '#kernel/invariant';
import { RootKey } from '#kernel/root-key';
import { systemTimers } from '#kernel/timers';
import type { AgendaItem } from '#service/agenda';
import type { Invoke } from '#service/call';
import type { Store } from '#store/port';
import { regionScope } from '#store/scope';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store';
import { cloudTrailState, putTrail, type TrailRecord, trailKey } from '../state.ts';
import { cutDelivery } from './cut.ts';
import { deliver } from './deliver.ts';

const account = '111122223333' as AccountId;
const stranger = '444455556666' as AccountId;
const home = 'us-east-1' as Region;
const begin = instant(Date.parse('2026-11-22T07:30:00Z'));
const trail: TrailRecord = {
  account,
  homeRegion: home,
  name: 'trail',
  bucket: 'bucket',
  includesGlobalServices: true,
  isMultiRegion: true,
  validatesFiles: true,
  selectors: {
    form: 'basic',
    selectors: [
      {
        readWriteType: 'All',
        includesManagement: true,
        dataResources: [{ type: 'AWS::S3::Object', values: ['arn:aws:s3'] }],
        excludedSources: [],
      },
    ],
  },
  tags: [],
  createdAt: begin,
  isLogging: true,
};

/** A bucket that keeps what is put into it, or refuses. The room of S3 has tests of its own. */
class Bucket {
  readonly objects = new Map<string, Buffer>();
  puts = 0;
  refusal: AwsError | undefined;

  readonly invoke: Invoke = async ({ input }) => {
    const { Key, Body } = input as { readonly Key: string; readonly Body: Buffer };
    this.puts += 1;
    if (this.refusal !== undefined) throw this.refusal;
    const before = this.objects.get(Key);
    // What is written again is the same.
    if (before !== undefined) expect(Body.equals(before), Key).toBe(true);
    this.objects.set(Key, Body);
    return {};
  };

  ids(): readonly string[] {
    return [...this.objects.values()].flatMap((body) => {
      const { Records } = JSON.parse(gunzipSync(body).toString()) as {
        readonly Records: { readonly eventID: string }[];
      };
      return Records.map(({ eventID }) => eventID);
    });
  }
}

class Scene implements AsyncDisposable {
  readonly store: Store;
  readonly events: EventLog;
  readonly bucket = new Bucket();
  readonly #entropy: Entropy = seededEntropy('deliveries');
  now: Instant = begin;

  constructor(store: Store) {
    this.store = store;
    this.events = new EventLog(store, systemTimers);
  }

  static async open(): Promise<Scene> {
    const rootKey = RootKey.generate(seededEntropy('deliveries')).derive('store');
    const clock = simulatedClock(begin);
    const scene = new Scene(await openSqliteStore({ path: ':memory:', rootKey, clock, timers: systemTimers }));
    await scene.store.transact(async (tx) => {
      await putTrail(tx, trail);
      const progress = { trail: trailKey(trail), cursor: 0, spans: [{ from: begin }], nextFile: 0 };
      await cloudTrailState(tx, account).progress.put(progress);
    });
    return scene;
  }

  /** Answers the event's id. */
  async happens(category: EventCategory, owner: AccountId, region: Region = home, padding = ''): Promise<string> {
    const id = newEventId(this.now, this.#entropy.uuid());
    const resources = [{ type: 'AWS::S3::Object', ARN: 'arn:aws:s3:::b/k' }];
    const body = JSON.stringify({ eventID: id, eventCategory: category, readOnly: false, resources, padding });
    await this.events.appendNow({ category, scope: regionScope(owner, region), id, at: this.now, labels: [], body });
    return id;
  }

  async run(item: AgendaItem, times = 1): Promise<void> {
    const due: Due = { id: 'x', kind: 'x', at: this.now, ref: `${account}/${trailKey(trail)}` };
    const { store, now } = this;
    const calls = this.bucket.invoke;
    // All prepare before any of them commits, as nodes do that take up the same work.
    const prepared: unknown[] = [];
    for (let i = 0; i < times; i++) prepared.push(await item.prepare?.(due, { now, reader: store, calls }));
    for (const one of prepared) await store.transact((tx) => item.handle(due, { now, tx, calls }, one));
  }

  async cut(): Promise<void> {
    await this.run(cutDelivery(this.events) as AgendaItem);
  }

  async deliver(times = 1): Promise<void> {
    await this.run(deliver(this.events) as AgendaItem, times);
  }

  async progress() {
    const found = await cloudTrailState(this.store, account).progress.get(trailKey(trail));
    return present(found, 'the trail has progress');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store.close();
  }
}

type Step =
  | {
      readonly does: 'happen';
      readonly category: 'Management' | 'Data';
      readonly owner: AccountId;
      readonly region: Region;
    }
  | { readonly does: 'cut' | 'refuse' | 'accept' }
  | { readonly does: 'deliver'; readonly nodes: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constant('happen' as const),
      category: fc.constantFrom('Management' as const, 'Data' as const),
      owner: fc.constantFrom(account, account, stranger),
      region: fc.constantFrom(home, 'eu-west-1' as Region),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom({ does: 'cut' as const }, { does: 'refuse' as const }, { does: 'accept' as const }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('deliver' as const), nodes: fc.integer({ min: 1, max: 3 }) }) },
);

test('each event of the account once and no other, whatever comes between', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      await using scene = await Scene.open();
      const own: string[] = [];
      for (const one of steps) {
        scene.now = later(scene.now, minutes(1));
        if (one.does === 'happen') {
          const id = await scene.happens(one.category, one.owner, one.region);
          if (one.owner === account) own.push(id);
        } else if (one.does === 'cut') await scene.cut();
        else if (one.does === 'deliver') await scene.deliver(one.nodes);
        else {
          const denied = new AwsError({ code: 'AccessDenied', httpStatus: 403, fault: 'client' }, 'Access Denied');
          scene.bucket.refusal = one.does === 'refuse' ? denied : undefined;
        }
        const so = scene.bucket.ids();
        expect(new Set(so).size).toBe(so.length);
      }
      scene.bucket.refusal = undefined;
      // What was begun, and what is left.
      for (let i = 0; i < 2; i++) {
        await scene.deliver();
        await scene.cut();
      }
      await scene.deliver();
      expect(scene.bucket.ids().toSorted()).toEqual(own.toSorted());
    }),
    { numRuns: 60 },
  );
});

test('a plan that was carried out is not carried out again', async () => {
  await using scene = await Scene.open();
  await scene.happens('Management', account);
  await scene.cut();
  await scene.deliver(3);
  const { puts } = scene.bucket;
  await scene.deliver();
  expect(scene.bucket.puts).toBe(puts);
  expect((await cloudTrailState(scene.store, account).files.list()).length).toBe(1);
});

test('events that come after the plan are left for the next one', async () => {
  await using scene = await Scene.open();
  const first = await scene.happens('Management', account);
  await scene.cut();
  const second = await scene.happens('Data', account);
  await scene.deliver();
  expect(scene.bucket.ids()).toEqual([first]);
  await scene.cut();
  await scene.deliver();
  expect(scene.bucket.ids()).toEqual([first, second]);
});

test('many events are several files, and several runs', async () => {
  await using scene = await Scene.open();
  const padding = 'x'.repeat(250_000);
  const ids: string[] = [];
  for (let i = 0; i < 150; i++) ids.push(await scene.happens('Management', account, home, padding));
  await scene.cut();
  await scene.deliver();
  const { plan, cursor } = await scene.progress();
  expect(plan).toBeDefined();
  expect(cursor).toBeLessThan(plan?.through ?? 0);
  while ((await scene.progress()).plan !== undefined) await scene.deliver();
  expect(scene.bucket.ids().toSorted()).toEqual(ids.toSorted());
  expect(scene.bucket.objects.size).toBeGreaterThan(2);
  for (const body of scene.bucket.objects.values()) expect(gunzipSync(body).length).toBeLessThan(1.5 * 1024 * 1024);
});
