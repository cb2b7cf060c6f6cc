/** Which data events are recorded at all: as the trails' records say, at a start and after each commit. */
import { afterAll, beforeEach, expect, test } from 'vitest';
import { instant, simulatedClock } from '#kernel/clock';
import { seededEntropy } from '#kernel/entropy';
import type { AccountId, Region } from '#kernel/ids';
import { RootKey } from '#kernel/root-key';
import { systemTimers } from '#kernel/timers';
import type { DataEventInterest } from '#service/further-event';
import type { Store } from '#store/port';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store';
import { dataEventInterest } from './interest.ts';
import { dropTrail, putTrail, type TrailRecord } from './state.ts';

const account = '111122223333' as AccountId;
const other = '444455556666' as AccountId;
const [home, elsewhere] = ['us-east-1' as Region, 'eu-west-1' as Region];
const at = instant(1.8e12);
const source = 's3.amazonaws.com';

function trailOf(type: string, more: Partial<TrailRecord> = {}): TrailRecord {
  const fields = [
    { field: 'eventCategory', Equals: ['Data'] },
    { field: 'resources.type', Equals: [type] },
  ];
  return {
    account,
    homeRegion: home,
    name: 'trail',
    bucket: 'bucket',
    includesGlobalServices: true,
    isMultiRegion: false,
    validatesFiles: false,
    selectors: { form: 'advanced', selectors: [{ fields }] },
    tags: [],
    createdAt: at,
    isLogging: true,
    ...more,
  };
}
const objects = trailOf('AWS::S3::Object');

let store: Store;
const opened: Store[] = [];
beforeEach(async () => {
  const rootKey = RootKey.generate(seededEntropy('interest')).derive('store');
  store = await openSqliteStore({ path: ':memory:', rootKey, clock: simulatedClock(at), timers: systemTimers });
  opened.push(store);
});
afterAll(() => Promise.all(opened.map((one) => one.close())));

/** For its own account at home, at another place, another source, another account. */
function wanted(interest: DataEventInterest): readonly boolean[] {
  return [
    interest.wants(account, home, source),
    interest.wants(account, elsewhere, source),
    interest.wants(account, home, 'lambda.amazonaws.com'),
    interest.wants(other, home, source),
  ];
}
const nothing = [false, false, false, false];

test.each<[string, TrailRecord, readonly boolean[]]>([
  ['objects', objects, [true, false, false, false]],
  ['objects of all Regions', { ...objects, isMultiRegion: true }, [true, true, false, false]],
  ['objects of an organization', { ...objects, organizationId: 'o-aaaaaaaaaa' }, [true, false, false, true]],
  ['a type whose service is not known', trailOf('AWS::New::Thing'), [true, false, true, false]],
  ['a trail that does not log', { ...objects, isLogging: false }, nothing],
])('%s: at a start, and told while it runs', async (_, trail, expected) => {
  const early = await dataEventInterest(store);
  expect(wanted(early)).toEqual(nothing);
  await store.transact((tx) => putTrail(tx, trail));
  expect(wanted(early)).toEqual(expected);
  expect(wanted(await dataEventInterest(store))).toEqual(expected);
});

test('what a change takes back is not wanted any more', async () => {
  const interest = await dataEventInterest(store);
  await store.transact((tx) => putTrail(tx, { ...objects, organizationId: 'o-aaaaaaaaaa' }));
  await store.transact((tx) => putTrail(tx, objects));
  expect(wanted(interest)).toEqual([true, false, false, false]);
  await store.transact((tx) => putTrail(tx, { ...objects, name: 'second' }));
  await store.transact((tx) => dropTrail(tx, objects));
  expect(wanted(interest)).toEqual([true, false, false, false]);
  await store.transact((tx) => dropTrail(tx, { ...objects, name: 'second' }));
  expect(wanted(interest)).toEqual(nothing);
});

test('a reset takes everything back', async () => {
  const interest = await dataEventInterest(store);
  await store.transact((tx) => putTrail(tx, objects));
  await store.transact((tx) => tx.clear());
  expect(wanted(interest)).toEqual(nothing);
});
