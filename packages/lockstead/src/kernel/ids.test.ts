import { expect, test } from 'vitest';
import { parseRegion } from './ids.ts';

test.each([
  'us-east-1',
  'eu-central-2',
  'ap-southeast-7',
  'ap-northeast-1',
  'il-central-1',
  'mx-central-1',
  'me-south-1',
  'us-west-12',
])('%s is a region', (text) => expect(parseRegion(text)).toBe(text));

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html: their ARNs begin otherwise, and none of ours would fit.
test.each([
  'cn-north-1',
  'us-gov-west-1',
  'us-iso-east-1',
  'us-isob-east-1',
  'us-isof-south-1',
  'eu-isoe-west-1',
  'eusc-de-east-1',
])('%s is of another partition', (text) => expect(parseRegion(text)).toBeUndefined());

test.each(['', 'us-east', 'us-east-1a', 'US-EAST-1', 'aws-global', 'us-east-1 ', 'us_east_1', 'mars-1'])(
  '%j is not a region',
  (text) => expect(parseRegion(text)).toBeUndefined(),
);
