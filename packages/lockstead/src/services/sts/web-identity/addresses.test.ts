/** Which addresses an issuer may have. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mayAsk } from './addresses.ts';

test.each<readonly [string, boolean, boolean]>([
  ['140.82.112.3', true, true],
  ['2606:50c0:8000::153', true, true],
  ['127.0.0.1', false, true],
  ['127.8.9.10', false, true],
  ['10.0.0.1', false, true],
  ['100.64.0.1', false, true],
  ['172.16.0.1', false, true],
  ['172.32.0.1', true, true],
  ['192.168.1.1', false, true],
  ['198.18.0.1', false, true],
  ['::1', false, true],
  ['fd00:ec2::254', false, true],
  // Never: the credentials of a cloud's machine, and addresses that are nobody's.
  ['169.254.169.254', false, false],
  ['0.0.0.0', false, false],
  ['255.255.255.255', false, false],
  ['224.0.0.1', false, false],
  ['fe80::1', false, false],
  ['::', false, false],
  // An address of version 4 inside one of version 6.
  ['::ffff:127.0.0.1', false, false],
  ['::ffff:8.8.8.8', false, false],
  ['64:ff9b::7f00:1', false, true],
  ['2002:7f00:1::', false, true],
  ['2001:0:7f00:1::', false, true],
  ['localhost', false, false],
  ['', false, false],
])('%s: publicly %s, privately %s', (address, publicly, privately) => {
  expect(mayAsk(address, false)).toBe(publicly);
  expect(mayAsk(address, true)).toBe(privately);
});

test('what is asked publicly is asked privately too', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
      expect(!mayAsk(address, false) || mayAsk(address, true)).toBe(true);
    }),
  );
});
