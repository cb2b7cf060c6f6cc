import { expect, test } from 'vitest';
import { passThrough } from './streaming.ts';

const mebibyte = 1024 * 1024;

test('five gigabytes each way cost at most 100 MB more than a few megabytes do', async () => {
  const small = await passThrough(8 * mebibyte);
  const bytes = 5 * 1024 * mebibyte;
  const large = await passThrough(bytes);
  expect(large).toMatchObject({ received: bytes, fetched: bytes });
  console.log(
    `peak memory: ${Math.round(large.rssBytesMax / mebibyte)} MB, ${Math.round(small.rssBytesMax / mebibyte)} MB for 8 MB`,
  );
  expect(large.rssBytesMax - small.rssBytesMax).toBeLessThan(100 * mebibyte);
});
