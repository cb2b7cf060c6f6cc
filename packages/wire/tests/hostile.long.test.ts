/** Ten thousand hostile requests for each protocol. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { feeder, targets } from './hostile-requests.ts';

test.each(targets)('$protocol', async (target) => {
  const { feed, reached } = await feeder(target);
  fc.assert(fc.property(target.requests, feed), { numRuns: 10_000 });
  expect(reached.decoded).toBeGreaterThan(100);
});
