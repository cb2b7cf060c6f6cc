/** What a page in the operator's browser can make it send, with credentials that everybody knows. */
import { createHash, createHmac } from 'node:crypto';
import { IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type House, openHouse } from '../support/lockstead.ts';
import { send } from '../support/signed.ts';

const dev = { accessKeyId: 'test', secretAccessKey: 'test' };

let house: House;
beforeEach(async () => {
  house = await openHouse({ flags: { dev: true } });
});
afterEach(() => house[Symbol.asyncDispose]());

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** The address of an image on a page, say: signed by its query alone. */
function presigned(host: string, action: Readonly<Record<string, string>>): string {
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = [date.slice(0, 8), 'us-east-1', 'iam', 'aws4_request'];
  const query = Object.entries({
    ...action,
    Version: '2010-05-08',
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': [dev.accessKeyId, ...scope].join('/'),
    'X-Amz-Date': date,
    'X-Amz-SignedHeaders': 'host',
  })
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .sort()
    .join('&');
  const canonical = ['GET', '/', query, `host:${host}\n`, 'host', sha256('')].join('\n');
  const key = scope.reduce<Buffer | string>(hmac, `AWS4${dev.secretAccessKey}`);
  const signature = hmac(key, ['AWS4-HMAC-SHA256', date, scope.join('/'), sha256(canonical)].join('\n'));
  return `/?${query}&X-Amz-Signature=${signature.toString('hex')}`;
}

async function get(headers: Readonly<Record<string, string>>, action: Readonly<Record<string, string>>) {
  const { host, port } = new URL(house.endpoint);
  const path = presigned(host, action);
  return await send(Number(port), { method: 'GET', path }, { host, ...headers });
}

async function userNames(): Promise<readonly (string | undefined)[]> {
  const { Users = [] } = await new IAMClient(house.clientConfig(dev)).send(new ListUsersCommand({}));
  return Users.map(({ UserName }) => UserName);
}

test.each(['cross-site', 'same-site'])(
  'an image, script or link of a page elsewhere (%s) does nothing',
  async (site) => {
    const reply = await get({ 'sec-fetch-site': site }, { Action: 'CreateUser', UserName: 'intruder' });
    expect(reply.status).toBe(403);
    expect(await userNames()).not.toContain('intruder');
  },
);

test.each([
  ['a program', {}],
  ['the address bar', { 'sec-fetch-site': 'none' }],
  ['a page of this server', { 'sec-fetch-site': 'same-origin' }],
])('%s is served', async (_who, headers) => {
  expect((await get(headers, { Action: 'CreateUser', UserName: 'welcome' })).status).toBe(200);
  expect(await userNames()).toContain('welcome');
});

test.each([
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-real-ip',
  'cf-connecting-ip',
  'true-client-ip',
])('unsigned admin calls are for this machine, not for whom a proxy (%s) brings', async (name) => {
  const { host, port } = new URL(house.endpoint);
  const ask = async (headers: Readonly<Record<string, string>>): Promise<number> => {
    const reply = await send(Number(port), { method: 'GET', path: '/_lockstead/metrics' }, { host, ...headers });
    return reply.status;
  };
  expect(await ask({})).toBe(200);
  expect(await ask({ [name]: '127.0.0.1' })).toBe(403);
});
