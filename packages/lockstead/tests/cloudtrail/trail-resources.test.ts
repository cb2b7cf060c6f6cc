/** Trails are visible to what looks across services, by the ARN that their operations answer. */
import { expect, test } from 'vitest';
import { findResource } from '#admin/find-resource';
import { instant, simulatedClock } from '#kernel/clock';
import type { AccountId, Region } from '#kernel/ids';
import { putTrail, type TrailRecord } from '../../src/services/cloudtrail/state.ts';
import { openDefinitions } from '../support/definitions.ts';

const account = '111122223333' as AccountId;
const region = 'us-east-1' as Region;
const trail: TrailRecord = {
  account,
  homeRegion: region,
  name: 'all',
  bucket: 'bucket',
  includesGlobalServices: true,
  isMultiRegion: true,
  validatesFiles: true,
  tags: [],
  createdAt: instant(1.8e12),
  isLogging: true,
};
const arn = `arn:aws:cloudtrail:us-east-1:${account}:trail/all`;

test.each<[string, Partial<TrailRecord>, readonly string[]]>([
  [
    'one that proves itself',
    {},
    [
      'You have this trail deliver the events of all Regions, and its digests prove that no file was changed.',
      'The files are encrypted as the bucket says.',
    ],
  ],
  [
    'one that was stopped, with a key',
    { isLogging: false, kmsKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/k' },
    [
      'This trail does not log at present.',
      'You chose a KMS key for the files, so that its policy says who reads them.',
    ],
  ],
])('%s', async (_, more, says) => {
  const { definitions, store } = await openDefinitions(simulatedClock(instant(1.8e12)));
  await store.transact((tx) => putTrail(tx, { ...trail, ...more }));
  const find = findResource({
    definitionOf: (service) => definitions.find(({ name }) => name === service),
    reader: store,
    account,
    region,
  });
  const found = await find(arn);
  expect(found?.cfnType).toBe('AWS::CloudTrail::Trail');
  expect(found?.choices.map((choice) => choice.says)).toEqual(says);
  await store.close();
});
