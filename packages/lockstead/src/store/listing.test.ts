import fc from 'fast-check';
import { expect, test } from 'vitest';
import { afterPrefix } from './listing.ts';

const bytes = (text: string): Buffer => Buffer.from(text);

test('afterPrefix bounds exactly what begins with the prefix, in the order of bytes', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '%', '\ud7ff', '\ue000', '\u{10ffff}', '\u{10fffe}', 'é') });
  fc.assert(
    fc.property(text, text, (prefix, other) => {
      const end = afterPrefix(prefix);
      const within =
        Buffer.compare(bytes(other), bytes(prefix)) >= 0 &&
        (end === undefined || Buffer.compare(bytes(other), bytes(end)) < 0);
      expect(within).toBe(other.startsWith(prefix));
    }),
    { numRuns: 1000 },
  );
});
