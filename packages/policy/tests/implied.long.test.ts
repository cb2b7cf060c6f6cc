/** What conditions say about each other, at length: `npm run test:long`. */
import { expect, test } from 'vitest';
import { nothingIsMissed, relationsHold } from './oracle/implied-properties.ts';

test('never says what a request refutes', { timeout: 600_000 }, () => {
  expect(relationsHold(100_000).said).toBeGreaterThan(2_000);
});

test('misses nothing that a request tells apart', { timeout: 600_000 }, () => {
  expect(nothingIsMissed(20_000).said).toBeGreaterThan(10_000);
});
