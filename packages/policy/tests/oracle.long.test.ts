/** Engine and slow interpreter on 100,000 random policies and requests; the other properties on 30,000. */
import fc from 'fast-check';
import { test } from 'vitest';
import { properties } from './oracle/agreement.ts';

test.each(Object.entries(properties))('%s', (name, property) => {
  fc.assert(property(), { numRuns: name.includes('interpreter') ? 100_000 : 30_000 });
});
