/** Engine and slow interpreter, on some random policies; `oracle.long.test.ts` does 100,000. */
import fc from 'fast-check';
import { test } from 'vitest';
import { properties } from './oracle/agreement.ts';

test.each(Object.entries(properties))('%s', (_, property) => {
  fc.assert(property(), { numRuns: 1_000 });
});
