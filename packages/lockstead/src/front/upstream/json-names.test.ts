import type { OperationModel } from '@lockstead/wire';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frontServiceList } from '../services/entries.ts';
import { frontModel } from '../services/model.ts';
import { documentNames, refuseAmbiguous } from './json-names.ts';

function operation(client: string, name: string): OperationModel {
  const service = frontServiceList().find((one) => one.client === client);
  const model = service && frontModel(client, service.entry).operations.get(name);
  if (model === undefined) throw new Error(`no ${client} ${name}`);
  return model;
}

const getItem = documentNames(operation('dynamodb', 'GetItem'));

test.each([
  '{"TableName":"a","TableName":"b"}',
  '{"TableName":"a","Key":{"id":{"S":"1"},"id":{"S":"2"}}}',
  '{"TableName":"a","\\u0054ableName":"b"}',
  '{"TableName":"a","tablename":"b"}',
  '{"tableName":"b"}',
  '{ "TableName" : "a" ,\n\t"TableName"\r\n: "b" }',
  '{"a":[{"b":1},{"b":1,"b":2}]}',
  '{"a\\"":1,"a\\"":2}',
])('%s is refused', async (text) => {
  JSON.parse(text);
  await expect(refuseAmbiguous(text, getItem)).rejects.toThrow(/more than once|capitals/);
});

test.each([
  '',
  '{}',
  '{"TableName":"a","Key":{"id":{"S":"1"},"ID":{"S":"2"}}}',
  '{"TableName":"TableName","Other":"\\"TableName\\":"}',
  '{"a":{"TableName":1},"b":{"TableName":1},"TableName":"x"}',
  '{"a":[{"b":1},{"b":1}],"b":"}"}',
])('%s passes', async (text) => {
  await refuseAmbiguous(text, getItem);
});

/** JSON.stringify never writes a name twice. */
test('whatever a serializer writes passes, and passes no more with a name written again', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(
        fc.string().filter((name) => name !== '__proto__'),
        fc.jsonValue(),
        { minKeys: 1 },
      ),
      async (value) => {
        const text = JSON.stringify(value);
        const isAlike = Object.keys(value).some((name) => name.toLowerCase() === 'tablename' && name !== 'TableName');
        fc.pre(!isAlike);
        await refuseAmbiguous(text, getItem);
        const [name] = Object.keys(value);
        await expect(refuseAmbiguous(`${text.slice(0, -1)},${JSON.stringify(name)}:0}`, getItem)).rejects.toThrow();
      },
    ),
  );
});

test('a long text takes time in proportion', async () => {
  const text = (items: number): string =>
    JSON.stringify({ a: Array.from({ length: items }, (_, id) => ({ id, b: '\\"{' })) });
  const time = async (items: number): Promise<number> => {
    const long = text(items);
    const start = performance.now();
    await refuseAmbiguous(long, getItem);
    return performance.now() - start;
  };
  await time(10_000);
  const [once, eight] = [await time(20_000), await time(160_000)];
  expect(eight).toBeLessThan(8 * 4 * Math.max(once, 5));
});

test.each([
  ['dynamodb', 'GetItem', ['TableName', 'ReturnConsumedCapacity']],
  ['lambda', 'Invoke', []],
  ['lambda', 'GetFunction', []],
  ['lambda', 'TagResource', ['Tags']],
])('of %s %s the decision reads %j', (client, name, members) => {
  expect([...documentNames(operation(client, name)).values()].flatMap((names) => [...names])).toEqual(members);
});
