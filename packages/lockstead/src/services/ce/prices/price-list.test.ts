import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { examplePrices } from './example-prices.ts';
import { PriceBook, readPriceList } from './price-list.ts';

const item = { service: 'S', usageType: 'U', unit: 'Requests', actions: ['s3:Get*'], tiers: [{ price: '0.1' }] };
const list = (more: object = {}): object => ({ source: 'a test', currency: 'EUR', items: [{ ...item, ...more }] });

test('a list is read', () => {
  expect(readPriceList({ ...list(), $schema: './price-list.schema.json' })).toMatchObject({ ok: true });
});

test.each([
  ['no object', [], 'the price list is not an object'],
  ['a missing member', { source: 'x', currency: 'USD' }, 'the price list has no items'],
  ['a misspelt member', { ...list(), curency: 'USD' }, 'the price list has a member "curency", which it cannot have'],
  ['no currency', { ...list(), currency: 'euro' }, 'currency is not three capital letters, such as USD'],
  ['no items', { ...list(), items: [] }, 'items is not a list of 1 to 1000'],
  [
    'an action of no form',
    list({ actions: ['*'] }),
    'items[0].actions[0] is not an action such as kms:Encrypt, or kms:Generate* with the asterisk at its end',
  ],
  ['an asterisk in the middle', list({ actions: ['s3:G*t'] }), expect.stringContaining('items[0].actions[0]')],
  [
    'a number as price',
    list({ tiers: [{ price: 0.1 }] }),
    expect.stringContaining('items[0].tiers[0].price is not an amount as text'),
  ],
  ['a negative price', list({ tiers: [{ price: '-1' }] }), expect.stringContaining('items[0].tiers[0].price')],
  [
    'tiers that do not rise',
    list({ tiers: [{ upTo: 5, price: '1' }, { upTo: 5, price: '1' }, { price: '1' }] }),
    'items[0].tiers[1].upTo is not a whole number above the one before',
  ],
  ['a last tier with an end', list({ tiers: [{ upTo: 5, price: '1' }] }), expect.stringContaining('"upTo"')],
  ['a control character', list({ service: 'a\u001b[31m' }), expect.stringContaining('items[0].service')],
  [
    'two items of one name',
    { ...list(), items: [item, { ...item, actions: ['s3:Put*'] }] },
    expect.stringContaining('items[1] has the service and usage type'),
  ],
  [
    'one action twice',
    { ...list(), items: [item, { ...item, usageType: 'V', actions: ['S3:get*'.toLowerCase()] }] },
    expect.stringContaining('as another item does'),
  ],
])('%s is refused', (_what, value, problem) => {
  expect(readPriceList(value)).toEqual({ ok: false, problem });
});

test('an action has its own item, else that of the longest beginning', () => {
  const outcome = readPriceList({
    ...list(),
    items: [
      { ...item, usageType: 'all', actions: ['s3:*'] },
      { ...item, usageType: 'get', actions: ['s3:Get*'] },
      { ...item, usageType: 'acl', actions: ['s3:GetObjectAcl'] },
    ],
  });
  if (!outcome.ok) throw new Error(outcome.problem);
  const book = new PriceBook(outcome.list);
  const of = (action: string): string | undefined => book.itemOf(action)?.usageType;
  expect(['s3:PutObject', 's3:GetObject', 's3:GetObjectAcl', 's3:getobjectacl', 'sqs:SendMessage'].map(of)).toEqual([
    'all',
    'get',
    'acl',
    'acl',
    undefined,
  ]);
});

test('the schema names the members that are read, and no others', () => {
  const file = new URL('../../../../../../docs/guide/price-list.schema.json', import.meta.url);
  const schema = JSON.parse(readFileSync(file, 'utf8'));
  const { item: ofItem, tier } = schema.$defs;
  expect(Object.keys(schema.properties).sort()).toEqual(['$schema', 'currency', 'items', 'source']);
  expect(Object.keys(ofItem.properties).sort()).toEqual(Object.keys(item).sort());
  expect(Object.keys(tier.properties).sort()).toEqual(['price', 'upTo']);
  for (const one of [schema, ofItem, tier]) expect(one.additionalProperties).toBe(false);
});

test('the examples say that they are examples', () => {
  expect(examplePrices.source).toMatch(/example/i);
});
