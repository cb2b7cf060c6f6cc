import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instant } from '#kernel/clock';
import { seededEntropy } from '#kernel/entropy';
import type { AccessKeyId, AccountId } from '#kernel/ids';
import { RootKey } from '#kernel/root-key';
import { SessionTokens } from './session-token.ts';

const entropy = seededEntropy('session tokens');
const tokens = new SessionTokens(RootKey.generate(entropy));
const accessKeyId = 'ASIAEXAMPLE' as AccessKeyId;
const session = {
  principal: { kind: 'root' as const, account: '111122223333' as AccountId, arn: 'arn:aws:iam::111122223333:root' },
  accessKeyId,
  temporary: {
    issuedAt: instant(1_800_000_000_000),
    expiresAt: instant(1_800_003_600_000),
    madeBy: 'getSessionToken' as const,
    tags: [],
    transitiveTagKeys: [],
  },
};
const token = tokens.seal(session, entropy);

test('a session token opens for its own access key alone', () => {
  expect(tokens.open(token, accessKeyId)).toEqual(session);
  expect(tokens.open(token, 'ASIAOTHER')).toBe(undefined);
  expect(new SessionTokens(RootKey.generate(entropy)).open(token, accessKeyId)).toBe(undefined);
});

test.each([
  ['a line break', `${token.slice(0, 40)}\n${token.slice(40)}`],
  ['a space behind it', `${token} `],
  ['a character that is none of base64', `${token.slice(0, 40)}*${token.slice(40)}`],
  ['the other alphabet', token.replaceAll('+', '-').replaceAll('/', '_')],
  ['more padding', `${token}=`],
  ['text behind its padding', `${token.replace(/=*$/, '')}==AAAA`],
])('a session token with %s is another text, and opens for nobody', (_, spelt) => {
  if (spelt !== token) expect(tokens.open(spelt, accessKeyId)).toBe(undefined);
});

test('a session token with any one character changed opens for nobody', () => {
  const at = fc.nat(token.length - 1);
  const character = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=');
  fc.assert(
    fc.property(at, character, (place, other) => {
      const changed = `${token.slice(0, place)}${other}${token.slice(place + 1)}`;
      expect(tokens.open(changed, accessKeyId) === undefined).toBe(changed !== token);
    }),
  );
});
