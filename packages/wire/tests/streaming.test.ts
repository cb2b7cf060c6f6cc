import { expect, test } from 'vitest';
import { passThrough } from './streaming.ts';

test('a stream goes in and comes out whole', async () => {
  const bytes = 50 * 1024 * 1024 + 17;
  expect(await passThrough(bytes)).toMatchObject({ received: bytes, fetched: bytes });
});
