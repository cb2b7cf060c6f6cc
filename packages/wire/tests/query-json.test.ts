/** awsQuery in JSON: byte for byte as answers that were seen, and all that IAM and STS can answer read back as it was. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  answerFormOf,
  encode,
  encodeError,
  loadModel,
  type OperationModel,
  type ServiceModel,
  type Shape,
  serviceById,
  type WireError,
} from '../src/index.ts';
import { Decoding, serialization } from '../src/protocols/fault.ts';
import { JsonReader } from '../src/protocols/json/reader.ts';
import { javaDouble } from '../src/protocols/query/json-answer.ts';
import { fixtureModel } from './fixture-models.ts';

async function modelOf(id: string): Promise<ServiceModel> {
  const entry = serviceById(id);
  if (entry === undefined) throw new Error(`no service ${id}`);
  return await loadModel(entry);
}

async function answered(id: string, name: string, output: object): Promise<string> {
  const model = await modelOf(id);
  const operation = model.operations.get(name);
  if (operation === undefined) throw new Error(`no operation ${name}`);
  const response = encode(model, operation, 'awsQuery', output, 'r', 'json');
  expect(response).toMatchObject({
    status: 200,
    headers: { 'x-amzn-requestid': 'r', 'content-type': 'application/json' },
  });
  return String(response.body);
}

const metadata = '"ResponseMetadata":{"RequestId":"r"}';
const at = new Date('2018-01-02T05:04:05.999Z');

test.each<[service: string, operation: string, output: object, body: string]>([
  [
    'sts',
    'GetCallerIdentity',
    { UserId: 'AIDA1', Account: '111122223333', Arn: 'arn:aws:iam::111122223333:user/a', internal: 1 },
    `{"GetCallerIdentityResponse":{"GetCallerIdentityResult":{"Account":"111122223333","Arn":"arn:aws:iam::111122223333:user/a","UserId":"AIDA1"},${metadata}}}`,
  ],
  [
    'sts',
    'AssumeRole',
    {
      Credentials: { AccessKeyId: 'ASIA', SecretAccessKey: 's/+', SessionToken: 't==', Expiration: at },
      AssumedRoleUser: { AssumedRoleId: 'AROA:s', Arn: 'arn:aws:sts::111122223333:assumed-role/r/s' },
    },
    `{"AssumeRoleResponse":{"AssumeRoleResult":{"AssumedRoleUser":{"Arn":"arn:aws:sts::111122223333:assumed-role/r/s","AssumedRoleId":"AROA:s"},` +
      `"Credentials":{"AccessKeyId":"ASIA","Expiration":1.514869445E9,"SecretAccessKey":"s/+","SessionToken":"t=="},"PackedPolicySize":null,"SessionTokenSize":null,"SessionTokenUtilization":null,"SourceIdentity":null},${metadata}}}`,
  ],
  [
    'iam',
    'ListUserTags',
    { Tags: [], IsTruncated: false },
    `{"ListUserTagsResponse":{"ListUserTagsResult":{"IsTruncated":false,"Marker":null,"Tags":[]},${metadata}}}`,
  ],
  ['iam', 'DeleteUser', {}, `{"DeleteUserResponse":{${metadata}}}`],
  [
    'iam',
    'GetAccountSummary',
    { SummaryMap: { Users: 3 } },
    `{"GetAccountSummaryResponse":{"GetAccountSummaryResult":{"SummaryMap":{"Users":3}},${metadata}}}`,
  ],
  [
    'iam',
    'GetUserPolicy',
    { UserName: 'a', PolicyName: '"p"', PolicyDocument: '%7B%22Version%22%3A%222012-10-17%22%7D' },
    `{"GetUserPolicyResponse":{"GetUserPolicyResult":{"PolicyDocument":"%7B%22Version%22%3A%222012-10-17%22%7D","PolicyName":"\\"p\\"","UserName":"a"},${metadata}}}`,
  ],
  [
    'iam',
    'GetCredentialReport',
    { Content: Buffer.from('user,arn'), ReportFormat: 'text/csv', GeneratedTime: at },
    `{"GetCredentialReportResponse":{"GetCredentialReportResult":{"Content":"dXNlcixhcm4=","GeneratedTime":1.514869445E9,"ReportFormat":"text/csv"},${metadata}}}`,
  ],
])('%s %s', async (service, operation, output, body) => {
  expect(await answered(service, operation, output)).toBe(body);
});

const denied: WireError = { code: 'AccessDenied', httpStatus: 403, fault: 'client', message: 'no "way"' };

test.each<[what: string, error: WireError, body: string]>([
  ['a refusal', denied, '{"Error":{"Code":"AccessDenied","Message":"no \\"way\\"","Type":"Sender"},"RequestId":"r"}'],
  [
    'of the server',
    { code: 'InternalFailure', httpStatus: 500, fault: 'server', message: '' },
    '{"Error":{"Code":"InternalFailure","Message":"","Type":"Receiver"},"RequestId":"r"}',
  ],
  [
    'named by its shape, with what the model does not know',
    { ...denied, code: 'NoSuchEntityException', httpStatus: 404, members: { internal: 'secret' } },
    '{"Error":{"Code":"NoSuchEntity","Message":"no \\"way\\"","Type":"Sender"},"RequestId":"r"}',
  ],
])('error: %s', async (_what, error, body) => {
  const { entry } = await modelOf('iam');
  expect(encodeError('awsQuery', entry, error, 'r', 'json')).toEqual({
    status: error.httpStatus,
    headers: { 'x-amzn-requestid': 'r', 'content-type': 'application/json' },
    body,
  });
});

test("an error's own members stand among the others", async () => {
  const { entry } = await modelOf('artifact');
  const members = { retryAfterSeconds: 7, quotaCode: 'q', serviceCode: undefined };
  const error: WireError = { ...denied, code: 'ThrottlingException', httpStatus: 429, members };
  expect(encodeError('awsQuery', entry, error, 'r', 'json').body).toBe(
    '{"Error":{"Code":"ThrottlingException","Message":"no \\"way\\"","Type":"Sender","quotaCode":"q"},"RequestId":"r"}',
  );
});

test('no other protocol has another form', async () => {
  const ec2 = serviceById('ec2');
  if (ec2 === undefined) throw new Error('no EC2');
  const model = await fixtureModel(ec2);
  const operation = model.operations.get('DeleteVpc');
  if (operation === undefined) throw new Error('no DeleteVpc');
  expect(encode(model, operation, 'ec2Query', {}, 'r', 'json')).toEqual(encode(model, operation, 'ec2Query', {}, 'r'));
  for (const protocol of ['ec2Query', 'restXml', 'awsJson1_1', 'restJson1', 'rpcv2Cbor'] as const) {
    expect(encodeError(protocol, ec2, denied, 'r', 'json')).toEqual(encodeError(protocol, ec2, denied, 'r'));
  }
});

test.each([
  ['application/json', 'json'],
  ['Application/JSON', 'json'],
  [' application/json; charset=utf-8', 'json'],
  [undefined, 'own'],
  ['', 'own'],
  ['*/*', 'own'],
  ['application/*', 'own'],
  ['text/xml', 'own'],
  ['application/json;q=0.5', 'own'],
  ['application/json, text/plain, */*', 'own'],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'own'],
  ['application/jsonx', 'own'],
  ['application/x-amz-json-1.1', 'own'],
])('Accept: %s', (accept, form) => {
  const headers = accept === undefined ? {} : { accept };
  expect(answerFormOf({ method: 'POST', path: '/', query: '', headers, rawHeaders: [] })).toBe(form);
});

test.each([
  [0, '0.0'],
  [1, '1.0'],
  [0.5, '0.5'],
  [0.0005, '5.0E-4'],
  [9_999_999, '9999999.0'],
  [10_000_000, '1.0E7'],
  [1_514_869_445, '1.514869445E9'],
  [1_514_869_445.25, '1.51486944525E9'],
  [-1_000_000_000, '-1.0E9'],
])('%d as Java writes it', (value, text) => {
  expect(javaDouble(value)).toBe(text);
});

test('a double reads back as it was', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }), (value) => {
      expect(JSON.parse(javaDouble(value))).toBe(value === 0 ? 0 : value);
    }),
  );
});

const depthMax = 4;

/** Any value that an answer may have; members may be absent. */
function valuesOf(shape: Shape, depth = 0): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case 'struct': {
      const members = depth > depthMax ? [] : shape.members();
      const entries = members.map((member) => [member.name, valuesOf(member.shape, depth + 1)]);
      return fc.record(Object.fromEntries(entries) as Record<string, fc.Arbitrary<unknown>>, { requiredKeys: [] });
    }
    case 'list':
      return fc.array(valuesOf(shape.element().shape, depth + 1), { maxLength: 3 });
    case 'map':
      return fc.dictionary(fc.string(), valuesOf(shape.value().shape, depth + 1), {
        maxKeys: 3,
        noNullPrototype: true,
      });
    case 'number':
      return fc.integer();
    case 'boolean':
      return fc.boolean();
    case 'timestamp':
      return fc.integer({ min: 0, max: 4e9 }).map((seconds) => new Date(seconds * 1000));
    case 'blob':
      return fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes));
    default:
      return fc.string({ unit: 'binary' });
  }
}

const reader = new JsonReader(false);

function readBack(operation: OperationModel, body: string): unknown {
  const parsed = JSON.parse(body) as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  const result = parsed[`${operation.name}Response`]?.[`${operation.name}Result`];
  if (operation.output === undefined) return result;
  return reader.struct(operation.output)(result, new Decoding(() => serialization()));
}

test.each(['iam', 'sts'])('all that %s can answer reads back as it was', async (id) => {
  const model = await modelOf(id);
  for (const operation of model.operations.values()) {
    const values = operation.output === undefined ? fc.constant({}) : valuesOf(operation.output);
    fc.assert(
      fc.property(values, (output) => {
        const { body } = encode(model, operation, 'awsQuery', output, 'r', 'json');
        expect(readBack(operation, String(body))).toEqual(operation.output === undefined ? undefined : output);
      }),
      { numRuns: 20 },
    );
  }
});
