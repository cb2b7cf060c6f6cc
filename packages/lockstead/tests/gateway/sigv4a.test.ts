/** Signatures for several regions: which one the request is for. */
import { createECDH, createHash, createPrivateKey, sign } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { derivePrivateKey } from '../../../wire/src/sigv4/sigv4a.ts';
import { type FixtureGateway, home, openFixtureGateway } from '../support/gateway.ts';
import { codeOf } from '../support/protocols.ts';
import { type Keys, type Reply, send } from '../support/signed.ts';

let it: FixtureGateway;
beforeAll(async () => {
  it = await openFixtureGateway();
  it.allow(it.alice, { Effect: 'Allow', Action: '*', Resource: '*' });
});
afterAll(() => it[Symbol.asyncDispose]());

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

async function put(regionSet: string, keys: Keys = it.alice.keys): Promise<Reply> {
  const body = JSON.stringify({ Name: 'n' });
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const headers: Record<string, string> = {
    'content-type': 'application/x-amz-json-1.1',
    host: `127.0.0.1:${it.port}`,
    'x-amz-date': date,
    'x-amz-region-set': regionSet,
    'x-amz-target': 'Fixture_notes.PutNote',
  };
  const names = Object.keys(headers).join(';');
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const scope = `${date.slice(0, 8)}/notes/aws4_request`;
  const canonical = `POST\n/\n\n${lines.join('')}\n${names}\n${sha256(body)}`;
  const text = `AWS4-ECDSA-P256-SHA256\n${date}\n${scope}\n${sha256(canonical)}`;
  const d = derivePrivateKey(keys.secretAccessKey, keys.accessKeyId);
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(d);
  const point = ecdh.getPublicKey();
  const base64 = (bytes: Buffer): string => bytes.toString('base64url');
  const [x, y] = [base64(point.subarray(1, 33)), base64(point.subarray(33))];
  const key = createPrivateKey({ key: { kty: 'EC', crv: 'P-256', x, y, d: base64(d) }, format: 'jwk' });
  const signature = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'der' }).toString('hex');
  const credential = `Credential=${keys.accessKeyId}/${scope}`;
  const authorization = `AWS4-ECDSA-P256-SHA256 ${credential}, SignedHeaders=${names}, Signature=${signature}`;
  return await send(it.port, { body }, { ...headers, authorization });
}

test.each([
  ['the home region', 'us-east-1', 'us-east-1'],
  ['everywhere', '*', 'us-east-1'],
  ['all that begin so', 'eu-*,us-*', 'us-east-1'],
  ['the home region among others', 'eu-west-1,us-east-1', 'us-east-1'],
  ['others: the first that is named', 'eu-*,eu-west-1,ap-south-1', 'eu-west-1'],
])('%s', async (_, regionSet, region) => {
  expect((await put(regionSet)).status).toBe(200);
  const [event] = await it.events(home, region as never);
  expect(event).toMatchObject({ eventName: 'PutNote', awsRegion: region });
});

test.each(['eu-*', 'nowhere', 'nowhere,at-all-*'])('%s is not a region that is served', async (regionSet) => {
  const reply = await put(regionSet);
  expect([reply.status, codeOf('awsJson1_1', reply)]).toEqual([400, 'InvalidSignatureException']);
  expect(reply.text).toContain('Credential should be scoped to a valid region.');
});

test("another secret's signature is refused", async () => {
  const reply = await put('*', { ...it.alice.keys, secretAccessKey: 'x' });
  expect(codeOf('awsJson1_1', reply)).toBe('InvalidSignatureException');
});
