/** Services that speak awsQuery, asked for JSON: whatever they answer is in JSON; and the token of aws-iam-authenticator, on the whole product. */
import { STSClient } from '@aws-sdk/client-sts';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type FixtureGateway, openFixtureGateway } from '../support/gateway.ts';
import { type House, openHouse } from '../support/lockstead.ts';
import { inAllProtocols } from '../support/protocols.ts';
import { type Keys, type Reply, send, signed, type Unsigned } from '../support/signed.ts';

describe('in the fixture services', () => {
  let it: FixtureGateway;
  beforeAll(async () => {
    it = await openFixtureGateway({ further: inAllProtocols });
    it.allow(it.alice, { Effect: 'Allow', Action: '*', Resource: '*' });
  });
  afterEach(() => {
    it.storeFails = 'nothing';
  });
  afterAll(() => it[Symbol.asyncDispose]());

  const asked = (body: string, accept = 'application/json'): Required<Unsigned> => ({
    method: 'POST',
    path: '/',
    headers: {
      host: `127.0.0.1:${it.port}`,
      accept,
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    },
    body: `Version=2026-11-22&${body}`,
  });

  function call(unsigned: Required<Unsigned>, keys: Keys = it.alice.keys): Promise<Reply> {
    return send(it.port, unsigned, signed(unsigned, { keys, service: 'notes-query' }));
  }

  test('an output', async () => {
    await call(asked('Action=PutNote&Name=n&Text=a%22b%0A%C3%BC'));
    const reply = await call(asked('Action=GetNote&Name=n'));
    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toBe('application/json');
    const requestId = reply.headers['x-amzn-requestid'];
    expect(reply.text).toBe(
      `{"GetNoteResponse":{"GetNoteResult":{"Name":"n","Reminded":false,"Sealed":null,"Text":"a\\"b\\nü"},"ResponseMetadata":{"RequestId":"${requestId}"}}}`,
    );
  });

  test.each(['*/*', 'text/xml', 'application/json;q=0.9, */*'])('not where the client takes %s', async (accept) => {
    const reply = await call(asked('Action=GetNote&Name=nothing', accept));
    expect(reply.headers['content-type']).toBe('text/xml');
    expect(reply.text).toContain('<Code>NoteNotFound</Code>');
  });

  const refusals: readonly {
    readonly what: string;
    readonly reply: () => Promise<Reply>;
    readonly status: number;
    readonly code: string;
  }[] = [
    {
      what: 'an error of the operation',
      reply: () => call(asked('Action=GetNote&Name=nothing')),
      status: 404,
      code: 'NoteNotFound',
    },
    {
      what: 'a broken constraint',
      reply: () => call(asked('Action=GetNote&Name=a%00%22')),
      status: 400,
      code: 'ValidationException',
    },
    {
      what: 'a form that is none',
      reply: () => call(asked('Action=GetNote&Name=%zz')),
      status: 404,
      code: 'MalformedQueryString',
    },
    { what: 'no action', reply: () => call(asked('Name=n')), status: 400, code: 'MissingAction' },
    { what: 'an unknown action', reply: () => call(asked('Action=LoseNotes')), status: 400, code: 'InvalidAction' },
    { what: 'one that is not done', reply: () => call(asked('Action=BurnNotes')), status: 501, code: 'NotImplemented' },
    {
      what: 'another secret',
      reply: () => call(asked('Action=GetNote&Name=n'), { ...it.alice.keys, secretAccessKey: 'x' }),
      status: 403,
      code: 'SignatureDoesNotMatch',
    },
    {
      what: 'no signature',
      reply: () => send(it.port, asked('Action=GetNote&Name=n'), asked('').headers),
      status: 403,
      code: 'MissingAuthenticationToken',
    },
    {
      what: 'a denial',
      reply: () => call(asked('Action=GetNote&Name=n'), it.bob.keys),
      status: 403,
      code: 'AccessDenied',
    },
    {
      what: 'a store that is away',
      reply: () => {
        it.storeFails = 'everything';
        return call(asked('Action=PutNote&Name=m'));
      },
      status: 503,
      code: 'ServiceUnavailable',
    },
  ];

  test.each(refusals)('$what', async ({ reply: asking, status, code }) => {
    const reply = await asking();
    expect(reply.headers['content-type']).toBe('application/json');
    expect(JSON.parse(reply.text)).toEqual({
      Error: { Code: code, Message: expect.any(String), Type: status < 500 ? 'Sender' : 'Receiver' },
      RequestId: reply.headers['x-amzn-requestid'],
    });
    expect(reply.status).toBe(status);
  });
});

describe('on the whole product', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house[Symbol.asyncDispose]());

  /** A presigned GetCallerIdentity that names its cluster in a header, as `aws-iam-authenticator token` makes it. */
  async function token(keys: Keys, cluster: string): Promise<string> {
    const { hostname, port, host } = new URL(house.endpoint);
    const { sha256 } = new STSClient(house.clientConfig(keys)).config;
    const signer = new SignatureV4({ credentials: keys, region: house.region, service: 'sts', sha256 });
    const presigned = await signer.presign(
      {
        method: 'GET',
        protocol: 'http:',
        hostname,
        port: Number(port),
        path: '/',
        query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
        headers: { host, 'x-k8s-aws-id': cluster },
      },
      { expiresIn: 60, unhoistableHeaders: new Set(['x-k8s-aws-id']) },
    );
    const query = new URLSearchParams(presigned.query as Record<string, string>).toString();
    return `k8s-aws-v1.${Buffer.from(`${house.endpoint}/?${query}`).toString('base64url')}`;
  }

  /** What its server does with a token: asks STS by it, in JSON, naming its own cluster. */
  async function verified(text: string, cluster: string): Promise<Response> {
    const url = Buffer.from(text.slice('k8s-aws-v1.'.length), 'base64url').toString();
    return await fetch(url, { headers: { accept: 'application/json', 'x-k8s-aws-id': cluster } });
  }

  test('the token of aws-iam-authenticator says who made it', async () => {
    const [{ id, admin }] = house.accounts;
    const response = await verified(await token(admin, 'cluster-1'), 'cluster-1');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({
      GetCallerIdentityResponse: {
        GetCallerIdentityResult: {
          Account: id,
          Arn: `arn:aws:iam::${id}:user/admin`,
          UserId: expect.stringMatching(/^AIDA/),
        },
        ResponseMetadata: { RequestId: response.headers.get('x-amzn-requestid') },
      },
    });
  });

  test('its token for another cluster is refused, in JSON too', async () => {
    const [{ admin }] = house.accounts;
    const response = await verified(await token(admin, 'cluster-1'), 'cluster-2');
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ Error: { Code: 'SignatureDoesNotMatch', Type: 'Sender' } });
  });
});
