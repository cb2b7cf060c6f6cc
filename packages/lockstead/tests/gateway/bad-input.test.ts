/** Bad requests in each protocol, over a socket: a clear error in the protocol's own shape, never a 500. */
import type { ProtocolName } from '@lockstead/wire';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type FixtureGateway, openFixtureGateway } from '../support/gateway.ts';
import { codeOf, inAllProtocols, type Spoken, spoken } from '../support/protocols.ts';
import { type Keys, type Reply, type Signing, send, signed, type Unsigned } from '../support/signed.ts';

let it: FixtureGateway;
let host: string;

beforeAll(async () => {
  it = await openFixtureGateway({ further: inAllProtocols });
  it.allow(it.alice, { Effect: 'Allow', Action: '*', Resource: '*' });
  host = `127.0.0.1:${it.port}`;
});
afterAll(() => it[Symbol.asyncDispose]());
afterEach(() => expect(it.logLines.filter((line) => line.includes('failed inside'))).toEqual([]));

type Answer = readonly [status: number, code: string];

/** How each protocol says the same thing. */
const words: Readonly<Record<string, Readonly<Partial<Record<ProtocolName, Answer>>> & { readonly rest: Answer }>> = {
  mismatch: {
    awsQuery: [403, 'SignatureDoesNotMatch'],
    ec2Query: [401, 'AuthFailure'],
    restXml: [403, 'SignatureDoesNotMatch'],
    restJson1: [403, 'InvalidSignatureException'],
    rest: [400, 'InvalidSignatureException'],
  },
  unknownKey: {
    awsQuery: [403, 'InvalidClientTokenId'],
    ec2Query: [401, 'AuthFailure'],
    restXml: [403, 'InvalidClientTokenId'],
    restJson1: [403, 'UnrecognizedClientException'],
    rest: [400, 'UnrecognizedClientException'],
  },
  incomplete: {
    awsQuery: [400, 'IncompleteSignature'],
    ec2Query: [400, 'IncompleteSignature'],
    restXml: [400, 'IncompleteSignature'],
    rest: [400, 'IncompleteSignatureException'],
  },
  unsigned: {
    awsQuery: [403, 'MissingAuthenticationToken'],
    ec2Query: [403, 'MissingAuthenticationToken'],
    // Nothing but its path says what it is for.
    restJson1: [404, 'UnknownService'],
    restXml: [404, 'UnknownService'],
    rest: [400, 'MissingAuthenticationTokenException'],
  },
  malformed: {
    awsQuery: [404, 'MalformedQueryString'],
    ec2Query: [404, 'MalformedQueryString'],
    restXml: [400, 'MalformedInput'],
    rest: [400, 'SerializationException'],
  },
  wrongKinds: {
    awsQuery: [400, 'MalformedInput'],
    ec2Query: [400, 'MalformedInput'],
    restXml: [400, 'MalformedInput'],
    rest: [400, 'SerializationException'],
  },
  empty: {
    awsQuery: [400, 'MissingAction'],
    ec2Query: [400, 'MissingAction'],
    // All that PutNote needs stands in the path.
    restXml: [200, ''],
    restJson1: [200, ''],
    rest: [400, 'ValidationException'],
  },
  unknownOperation: {
    awsQuery: [400, 'InvalidAction'],
    ec2Query: [400, 'InvalidAction'],
    awsJson1_0: [400, 'UnknownOperationException'],
    awsJson1_1: [400, 'UnknownOperationException'],
    rest: [404, 'UnknownOperationException'],
  },
  refusedOperation: { rest: [501, 'NotImplemented'] },
  constraint: { rest: [400, 'ValidationException'] },
  wrongType: {
    awsQuery: [400, 'MissingAction'],
    ec2Query: [400, 'MissingAction'],
    // AWS DIFFERS? Which services look at the type at all is not documented; what is not JSON or XML is refused as such.
    rest: [200, ''],
  },
};

interface Attempt {
  readonly name: string;
  readonly says: keyof typeof words;
  readonly attempt: (spoken: Spoken) => Promise<Reply>;
}

function sign({ service }: Spoken, unsigned: Unsigned, more: Partial<Signing> = {}): Record<string, string | string[]> {
  return { ...signed(unsigned, { keys: it.alice.keys, service, ...more }) };
}

/** A good request whose headers are changed after it was signed. */
function changed(change: (headers: Record<string, string | string[]>) => object) {
  return async (protocol: Spoken): Promise<Reply> => {
    const put = protocol.put(host, 'n');
    const good = { ...put, headers: { ...put.headers, 'user-agent': 'test' } };
    const headers = sign(protocol, good);
    return await send(it.port, good, { ...headers, ...change(headers) });
  };
}

function authorization(change: (text: string) => string | string[]) {
  return changed((headers) => ({ authorization: change(String(headers['authorization'])) }));
}

/** A request that is well signed, whatever it says. */
function well(unsigned: (protocol: Spoken) => Required<Unsigned>, more: () => Partial<Signing> = () => ({})) {
  return async (protocol: Spoken): Promise<Reply> => {
    const request = unsigned(protocol);
    return await send(it.port, request, sign(protocol, request, more()));
  };
}

const put = (protocol: Spoken): Required<Unsigned> => protocol.put(host, 'n');
const keysWith = (change: Partial<Keys>) => () => ({ keys: { ...it.alice.keys, ...change } });

const attempts: readonly Attempt[] = [
  { name: 'another secret', says: 'mismatch', attempt: well(put, keysWith({ secretAccessKey: 'x' })) },
  { name: 'a key that nobody has', says: 'unknownKey', attempt: well(put, keysWith({ accessKeyId: 'AKIA0000' })) },
  { name: 'an hour old', says: 'mismatch', attempt: well(put, () => ({ at: Date.now() - 3_600_000 })) },
  { name: 'from tomorrow', says: 'mismatch', attempt: well(put, () => ({ at: Date.now() + 86_400_000 })) },
  { name: 'a region that is none', says: 'mismatch', attempt: well(put, () => ({ region: 'nowhere' })) },
  { name: 'a signature cut short', says: 'mismatch', attempt: authorization((text) => text.slice(0, -5)) },
  { name: 'a signature with more behind it', says: 'mismatch', attempt: authorization((text) => `${text}00`) },
  { name: 'no signature', says: 'incomplete', attempt: authorization((text) => text.replace(/, Signature=.*/, '')) },
  {
    name: 'no credential',
    says: 'incomplete',
    attempt: authorization((text) => text.replace(/Credential=[^,]+, /, '')),
  },
  { name: 'a short scope', says: 'incomplete', attempt: authorization((text) => text.replace('/aws4_request', '')) },
  { name: 'an empty authorization', says: 'incomplete', attempt: authorization(() => '') },
  { name: 'another scheme', says: 'incomplete', attempt: authorization(() => 'Basic dXNlcjpwYXNz') },
  { name: 'two authorizations', says: 'incomplete', attempt: authorization((text) => [text, text]) },
  {
    name: 'two dates',
    says: 'incomplete',
    attempt: changed(({ 'x-amz-date': date }) => ({ 'x-amz-date': [date, date] })),
  },
  { name: 'a changed header', says: 'mismatch', attempt: changed(() => ({ 'user-agent': 'another' })) },
  {
    name: 'a changed body',
    says: 'mismatch',
    attempt: async (protocol) => {
      const good = put(protocol);
      const body = Buffer.concat([Buffer.from(good.body), Buffer.from(' ')]);
      return await send(it.port, { ...good, body }, sign(protocol, good));
    },
  },
  {
    name: 'no signature at all',
    says: 'unsigned',
    attempt: (protocol) => send(it.port, put(protocol), put(protocol).headers),
  },
  { name: 'a broken body', says: 'malformed', attempt: well((p) => ({ ...put(p), body: p.malformedBody })) },
  { name: 'members of another kind', says: 'wrongKinds', attempt: well((p) => ({ ...put(p), body: p.wrongKinds })) },
  { name: 'an empty body', says: 'empty', attempt: well((p) => ({ ...put(p), body: '' })) },
  {
    name: 'another content type',
    says: 'wrongType',
    attempt: well((p) => ({ ...put(p), headers: { ...put(p).headers, 'content-type': 'text/html' } })),
  },
  { name: 'a value that breaks a constraint', says: 'constraint', attempt: well((p) => p.put(host, 'NOTOK')) },
  {
    name: 'an operation that nobody knows',
    says: 'unknownOperation',
    attempt: well((p) => p.operation(host, 'LoseNotes')),
  },
  {
    name: 'an operation that is refused',
    says: 'refusedOperation',
    attempt: well((p) => p.operation(host, 'BurnNotes')),
  },
];

describe.each(spoken)('$protocol', (protocol) => {
  test('a good request is taken', async () => {
    expect(await well(put)(protocol)).toMatchObject({ status: 200 });
  });

  test.each(attempts)('$name', async ({ says, attempt }) => {
    const reply = await attempt(protocol);
    const expected = words[says]?.[protocol.protocol] ?? words[says]?.rest;
    expect([reply.status, codeOf(protocol.protocol, reply)]).toEqual(expected);
    expect(reply.headers['x-amzn-requestid']).toMatch(/^[0-9a-f]{8}-/);
  });
});

test.each([
  ['of a service that there is not', { service: 'nothing' }, 404, 'There is no service \\"nothing\\" here'],
  [
    'of a service that is known and not served',
    { service: 'shield' },
    501,
    'does not implement the service shield yet',
  ],
])('a request %s is told what there is', async (_, { service }, status, message) => {
  const headers = { host, 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'Nothing.Here' };
  const reply = await send(it.port, { headers }, signed({ headers }, { keys: it.alice.keys, service }));
  expect(reply.status).toBe(status);
  expect(reply.text).toContain(message);
  // One list for both: what may be there one day is of no use now.
  expect(reply.text).toContain(`It serves: ${[...it.gateway.services.keys()].join(', ')}.`);
});

describe('of services that share a signing name, the one whose API is spoken', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };

  test.each<[what: string, signedAs: string, Unsigned, id: string]>([
    [
      'a form of the second version',
      'elasticloadbalancing',
      { headers: form, body: 'Action=DescribeLoadBalancers&Version=2015-12-01' },
      'elasticloadbalancingv2',
    ],
    [
      'a form of the first',
      'elasticloadbalancing',
      { headers: form, body: 'Action=DescribeLoadBalancers&Version=2012-06-01' },
      'elasticloadbalancing',
    ],
    [
      'a form of neither',
      'elasticloadbalancing',
      { headers: form, body: 'Version=2001-01-01' },
      'elasticloadbalancing',
    ],
    [
      'a form in the query',
      'elasticloadbalancing',
      { method: 'GET', path: '/?Action=DescribeLoadBalancers&Version=2015-12-01' },
      'elasticloadbalancingv2',
    ],
    ['a bucket', 's3', { method: 'GET', path: '/box' }, 's3'],
    ['an object that is a form', 's3', { method: 'PUT', path: '/box/key', headers: form, body: 'Version=1' }, 's3'],
    [
      'S3 Control',
      's3',
      { method: 'GET', path: '/v20180820/jobs', headers: { 'x-amz-account-id': '111122223333' } },
      's3control',
    ],
  ])('%s', async (_what, service, request, id) => {
    const unsigned = { ...request, headers: { ...request.headers, host } };
    const reply = await send(it.port, unsigned, signed(unsigned, { keys: it.alice.keys, service }));
    expect(reply.status).toBe(501);
    expect(reply.text).toContain(`Lockstead does not implement the service ${id} yet.`);
  });

  test.each([
    ['a form to the name of both', 'elasticloadbalancing', 'elasticloadbalancingv2'],
    ['S3 Control by its name', '111122223333.s3-control', 's3control'],
  ])('unsigned: %s', async (_what, name, id) => {
    const body = 'Action=DescribeLoadBalancers&Version=2015-12-01';
    const reply = await send(it.port, { body }, { ...form, host: `${name}.localhost:${it.port}` });
    expect(reply.text).toContain(`Lockstead does not implement the service ${id} yet.`);
  });
});

test('a target of one service under the scope of another is refused', async () => {
  const headers = { host, 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'Fixture_vault.Seal' };
  const reply = await send(
    it.port,
    { headers, body: '{}' },
    signed({ headers, body: '{}' }, { keys: it.alice.keys, service: 'notes' }),
  );
  expect(reply).toMatchObject({ status: 400 });
  expect(JSON.parse(reply.text).__type).toBe('UnknownOperationException');
});

describe('members that the model does not know', () => {
  const body = JSON.stringify({ Name: 'n', Colour: 'red', 'néw\r\nline': 1, ['x'.repeat(5000)]: 2 });
  const headers = (): Record<string, string> => ({
    host,
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'Fixture_notes.PutNote',
  });

  test('are ignored, and said in a header that holds whatever they are called', async () => {
    const unsigned = { headers: headers(), body };
    const reply = await send(it.port, unsigned, signed(unsigned, { keys: it.alice.keys, service: 'notes' }));
    expect(reply.status).toBe(200);
    expect(reply.headers['x-lockstead-ignored']).toMatch(/^Colour,n\?w\?\?line,x{10,1000}$/);
    expect(it.gateway.metrics.text()).toContain('lockstead_ignored_members_total 3\n');
    const found = await it.gateway.decisions.find(it.store, reply.headers['x-amzn-requestid'] as never);
    expect(found?.ignored).toContain('Colour');
  });

  test('are refused with --strict', async () => {
    await using strict = await openFixtureGateway({ strict: true });
    const unsigned = {
      headers: { ...headers(), host: `127.0.0.1:${strict.port}` },
      body: '{"Name":"n","Colour":"red"}',
    };
    const reply = await send(strict.port, unsigned, signed(unsigned, { keys: strict.alice.keys, service: 'notes' }));
    expect(reply).toMatchObject({ status: 400 });
    expect(JSON.parse(reply.text)).toEqual({
      __type: 'ValidationException',
      message: 'PutNote has no member Colour, and Lockstead was started with --strict.',
    });
  });
});
