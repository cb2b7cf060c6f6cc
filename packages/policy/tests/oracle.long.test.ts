/** Engine and slow interpreter on 100,000 random policies and requests for each property. */
import fc from 'fast-check';
import { test } from 'vitest';
import { properties } from './oracle/agreement.ts';

test.each(Object.entries(properties))('%s', (_, property) => {
  fc.assert(property(), { numRuns: 100_000 });
});
