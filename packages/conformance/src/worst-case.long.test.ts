/** How long each operation of IAM, STS, CloudTrail, the Account API and Cost Explorer keeps others from their turn, against what was committed. Minutes. */
import { expect, test } from 'vitest';
import { measureStops, readCommitted, wantedMs, worse } from './worst-case.ts';

test('no operation stops others for more than twice as long as was committed, or for longer than is wanted', async () => {
  const stops = await measureStops();
  expect(worse(stops, readCommitted())).toEqual([]);
  expect(Object.keys(stops).toSorted()).toEqual(Object.keys(readCommitted()).toSorted());
}, 900_000);

test('none that was committed is above what is wanted', () => {
  expect(Object.entries(readCommitted()).filter(([, ms]) => ms > wantedMs)).toEqual([]);
});
