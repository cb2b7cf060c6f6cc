/** Answers byte for byte where clients would forgive what AWS does not do, and what must never leave. */
import { expect, test } from 'vitest';
import { encode } from './encode.ts';
import { maskSensitive, sensitiveMask } from './model/sensitive.ts';
import { loadModel, type OperationModel, type ServiceModel } from './model/service-model.ts';
import { serviceById } from './model/service-table.ts';
import { parseDateTime, parseHttpDate } from './protocols/timestamps.ts';
import { escapeXml, escapeXmlWithReferences } from './protocols/xml/escape.ts';

async function modelOf(id: string, operation: string): Promise<[ServiceModel, OperationModel]> {
  const entry = serviceById(id);
  if (entry === undefined) throw new Error(`no service ${id}`);
  const model = await loadModel(entry);
  const found = model.operations.get(operation);
  if (found === undefined) throw new Error(`no operation ${operation}`);
  return [model, found];
}

const start = (name: string): string => `<${name}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/">`;
const end = (name: string): string => `<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${name}Response>`;

test('awsQuery: an empty list is an empty element, what is absent is not there, times have no milliseconds', async () => {
  const [model, operation] = await modelOf('iam', 'ListUsers');
  expect(encode(model, operation, 'awsQuery', { Users: [], IsTruncated: false }, 'r').body).toBe(
    `${start('ListUsers')}<ListUsersResult><Users/><IsTruncated>false</IsTruncated></ListUsersResult>${end('ListUsers')}`,
  );
  const user = { UserName: 'a&b', CreateDate: new Date('2026-11-22T07:30:29.999Z'), password: 'internal' };
  expect(encode(model, operation, 'awsQuery', { Users: [user] }, 'r').body).toBe(
    `${start('ListUsers')}<ListUsersResult><Users><member><UserName>a&amp;b</UserName><CreateDate>2026-11-22T07:30:29Z</CreateDate></member></Users></ListUsersResult>${end('ListUsers')}`,
  );
});

test('awsQuery: an operation without output has no result', async () => {
  const [model, operation] = await modelOf('iam', 'DeleteUser');
  expect(encode(model, operation, 'awsQuery', undefined, 'r')).toEqual({
    status: 200,
    headers: { 'x-amzn-requestid': 'r', 'content-type': 'text/xml' },
    body: `${start('DeleteUser')}${end('DeleteUser')}`,
  });
});

test('awsJson: numbers of seconds, nothing that the model does not know', async () => {
  const [model, operation] = await modelOf('cloudtrail', 'LookupEvents');
  const output = {
    Events: [{ EventId: 'e"\u2028\ud800', EventTime: new Date(1_795_332_629_250), hidden: 1 }],
    other: 2,
  };
  expect(encode(model, operation, 'awsJson1_1', output, 'r').body).toBe(
    '{"Events":[{"EventId":"e\\"\u2028\\ud800","EventTime":1795332629.25}]}',
  );
});

test('what the model calls sensitive is masked, in a copy', async () => {
  const [, createLoginProfile] = await modelOf('iam', 'CreateLoginProfile');
  const input = { UserName: 'a', Password: 'p' };
  expect(maskSensitive(createLoginProfile, input, 'input')).toEqual({ UserName: 'a', Password: sensitiveMask });
  expect(input.Password).toBe('p');
  const [, createAccessKey] = await modelOf('iam', 'CreateAccessKey');
  const output = { AccessKey: { AccessKeyId: 'AKIA', SecretAccessKey: 's' } };
  expect(maskSensitive(createAccessKey, output, 'output')).toEqual({
    AccessKey: { AccessKeyId: 'AKIA', SecretAccessKey: sensitiveMask },
  });
});

test.each([
  ['a<b', 'a&lt;b'],
  ['\u0000\u001f\r\n\t\u007f\uffff', '\ufffd\ufffd&#xd;\n\t&#x7f;\ufffd'],
  ['\ud800 😀', '\ufffd 😀'],
  [']]>', ']]&gt;'],
])('XML text %j', (text, escaped) => {
  expect(escapeXml(text)).toBe(escaped);
});

test('S3 refers to control characters, others replace what no parser takes', async () => {
  expect(escapeXmlWithReferences('\u0000\u001f\r\n\ud800')).toBe('&#x0;&#x1f;&#xd;\n\ufffd');
  const [model, operation] = await modelOf('iam', 'ListUsers');
  expect(encode(model, operation, 'awsQuery', { Users: [{ Path: 'a\u0000b' }] }, 'r').body).toContain(
    '<Path>a\ufffdb</Path>',
  );
});

test.each([
  ['2026-11-22T07:30:29Z', 1_795_332_629_000],
  ['2026-11-22T08:30:29.5+01:00', 1_795_332_629_500],
  ['2024-02-29T00:00:00Z', 1_709_164_800_000],
  ['2023-02-29T00:00:00Z', undefined],
  ['2026-11-22', undefined],
  ['0001-01-01T00:00:00Z', -62_135_596_800_000],
])('time %s', (text, milliseconds) => {
  expect(parseDateTime(text)?.getTime()).toBe(milliseconds);
});

test.each([
  ['Sun, 22 Nov 2026 07:30:29 GMT', 1_795_332_629_000],
  ['Sun, 31 Nov 2026 07:30:29 GMT', undefined],
  ['22 Nov 2026', undefined],
])('HTTP date %s', (text, milliseconds) => {
  expect(parseHttpDate(text)?.getTime()).toBe(milliseconds);
});
