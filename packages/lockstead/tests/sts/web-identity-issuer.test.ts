/** Issuers that are asked for their keys: what is fetched, how often, and from whom it is never fetched. */
import { X509Certificate } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import {
  CreateOpenIDConnectProviderCommand,
  DeleteOpenIDConnectProviderCommand,
  DeleteRoleCommand,
  ListUsersCommand,
  UpdateOpenIDConnectProviderThumbprintCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleWithWebIdentityCommand } from '@aws-sdk/client-sts';
import type { JWK } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { selfSigned } from '#config/self-signed';
import { systemClock } from '#kernel/clock';
import { silentLog } from '#kernel/log';
import { systemTimers } from '#kernel/timers';
import { IssuerKeys } from '../../src/services/sts/web-identity/issuer-keys.ts';
import { type Clients, clientsOf, newRole, policy } from '../support/clients.ts';
import { type House, openHouse } from '../support/lockstead.ts';
import { refusalOf } from '../support/refusal.ts';
import { type TokenIssuer, tokenIssuer } from '../support/token-issuer.ts';

let tls: { readonly cert: string; readonly key: string };
let house: House;
let careful: House;
beforeAll(async () => {
  tls = await selfSigned('localhost');
  house = await openHouse({ flags: { 'allow-private-issuers': true } });
  careful = await openHouse();
});
afterAll(async () => {
  await house[Symbol.asyncDispose]();
  await careful[Symbol.asyncDispose]();
});

type Answering = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
const ports = new Set<number>();
let asked: string[];
let keys: JWK[];
let issuer: TokenIssuer;
/** What is answered instead, by path. */
let instead: Map<string, Answering>;

const json =
  (document: unknown): Answering =>
  (_request, response) =>
    void response.end(JSON.stringify(document));
const discovery = '/.well-known/openid-configuration';

beforeEach(async () => {
  asked = [];
  instead = new Map();
  server = createServer(tls, (request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const usual: Readonly<Record<string, Answering>> = {
      [discovery]: json({ issuer: issuer.url, jwks_uri: `${issuer.url}/keys` }),
      '/keys': json({ keys }),
    };
    const answer = instead.get(path) ?? usual[path];
    if (answer === undefined) response.writeHead(404).end();
    else answer(request, response);
  });
  // The system may give a port again, and with it the name of a provider that an earlier test made.
  for (;;) {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    if (!ports.has(port)) break;
    await new Promise((closed) => server.close(closed));
  }
  ports.add((server.address() as AddressInfo).port);
  issuer = await tokenIssuer(`https://localhost:${(server.address() as AddressInfo).port}`);
  keys = [issuer.publicKey];
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const thumbprint = (): string => new X509Certificate(tls.cert).fingerprint.replaceAll(':', '');

/** A provider of this issuer and a role that trusts it. */
async function trusted(at: House, url = issuer.url, ThumbprintList: readonly string[] = [thumbprint()]) {
  const admin = clientsOf(at, at.accounts[0].admin);
  const made = { Url: url, ClientIDList: ['sts.amazonaws.com'], ThumbprintList: [...ThumbprintList] };
  const { OpenIDConnectProviderArn: arn = '' } = await admin.iam.send(new CreateOpenIDConnectProviderCommand(made));
  const trust = { Effect: 'Allow', Principal: { Federated: arn }, Action: 'sts:AssumeRoleWithWebIdentity' };
  const RoleArn = await newRole(admin, `role-${arn.replaceAll(/[^\w]/g, '-').slice(-50)}`, policy(trust));
  return { admin, arn, RoleArn };
}

function assume({ admin, RoleArn }: { readonly admin: Clients; readonly RoleArn: string }, WebIdentityToken: string) {
  return admin.sts.send(new AssumeRoleWithWebIdentityCommand({ RoleArn, RoleSessionName: 'run', WebIdentityToken }));
}

const unreachable = {
  code: 'IDPCommunicationErrorException',
  message: 'The identity provider that was asked to verify the incoming identity token could not be reached',
  status: 400,
};
const wrongCertificate = {
  code: 'InvalidIdentityTokenException',
  message: "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint",
  status: 400,
};

test('its keys are found by discovery, and asked for once', async () => {
  const role = await trusted(house);
  await Promise.all(Array.from({ length: 8 }, async () => await assume(role, await issuer.sign())));
  await assume(role, await issuer.sign());
  expect(asked).toEqual([discovery, '/keys']);
});

test('unknown key ids do not have it asked again and again', async () => {
  const role = await trusted(house);
  await assume(role, await issuer.sign());
  for (let i = 0; i < 20; i++) {
    expect(await refusalOf(assume(role, await issuer.sign({}, { kid: `made-up-${i}` })))).toMatchObject({
      code: 'InvalidIdentityTokenException',
    });
  }
  expect(asked).toEqual([discovery, '/keys']);
});

test('an issuer that is not trusted, and a token that is wrong otherwise, have nobody asked', async () => {
  const role = await trusted(house);
  const elsewhere = await tokenIssuer('https://localhost:1');
  await refusalOf(assume(role, await elsewhere.sign()));
  await refusalOf(assume(role, await issuer.sign({ aud: 'other' })));
  await refusalOf(assume(role, await issuer.sign({ exp: 1 })));
  expect(asked).toEqual([]);
});

test('keys that are known stay while the issuer is away, whatever else is asked for', async () => {
  let at = 0;
  const timers = { ...systemTimers, monotonicMs: () => at };
  const parts = { given: new Map(), allowPrivate: true, timers, clock: systemClock(), log: silentLog };
  const known = new IssuerKeys(parts);
  const trustedIssuer = { url: issuer.url.slice('https://'.length), thumbprints: [thumbprint().toLowerCase()] };
  const find = async (kid: string) => (await known.find(trustedIssuer, 'RS256', kid)).kind;
  expect(await find('key-1')).toBe('key');
  instead.set('/keys', (_request, response) => void response.writeHead(500).end());
  at += 11_000;
  expect(await find('made-up')).toBe('unreachable');
  expect(await find('key-1')).toBe('key');
  // Not for ever: after an hour they must be asked for again.
  at += 3_600_000;
  expect(await find('key-1')).toBe('unreachable');
  instead.clear();
  at += 11_000;
  expect(await find('key-1')).toBe('key');
  // A key that the issuer has taken back counts no longer when the others have been fetched anew.
  keys = [{ ...issuer.publicKey, kid: 'key-2' }];
  at += 11_000;
  expect(await find('key-2')).toBe('key');
  expect(await find('key-1')).toBe('unknownKey');
});

describe('thumbprints', () => {
  test('without one, and with another, the certificate is not accepted; with the right one it is', async () => {
    for (const [url, prints] of [
      [issuer.url, []],
      [issuer.url, ['a'.repeat(40)]],
    ] as const) {
      const role = await trusted(house, url, prints);
      expect(await refusalOf(assume(role, await issuer.sign()))).toEqual(wrongCertificate);
      // What was found of one list of thumbprints does not count for another.
      const OpenIDConnectProviderArn = role.arn;
      const ThumbprintList = [thumbprint()];
      await role.admin.iam.send(
        new UpdateOpenIDConnectProviderThumbprintCommand({ OpenIDConnectProviderArn, ThumbprintList }),
      );
      await assume(role, await issuer.sign());
      await role.admin.iam.send(new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }));
      await deleteRole(role);
    }
  });
});

async function deleteRole({ admin, RoleArn }: { readonly admin: Clients; readonly RoleArn: string }): Promise<void> {
  await admin.iam.send(new DeleteRoleCommand({ RoleName: RoleArn.split('/').at(-1) }));
}

describe('never accepted', () => {
  const tooLong = `{"keys":[],"x":"${'x'.repeat(600 * 1024)}"}`;
  test.each<readonly [string, string, (own: TokenIssuer) => Answering]>([
    [
      'a redirect',
      discovery,
      ({ url }) =>
        (_q, response) =>
          void response.writeHead(302, { location: `${url}/elsewhere` }).end(),
    ],
    [
      'a redirect of the keys to another host',
      '/keys',
      () => (_q, response) => void response.writeHead(307, { location: 'https://169.254.169.254/' }).end(),
    ],
    ['keys at another host', discovery, ({ url }) => json({ issuer: url, jwks_uri: 'https://127.0.0.1:1/keys' })],
    ['keys without TLS', discovery, ({ url }) => json({ issuer: url, jwks_uri: url.replace('https', 'http') })],
    ['keys in a file', discovery, ({ url }) => json({ issuer: url, jwks_uri: 'file:///etc/passwd' })],
    ['another issuer in the document', discovery, ({ url }) => json({ issuer: `${url}/`, jwks_uri: `${url}/keys` })],
    ['a document without end', '/keys', () => (_q, response) => void response.end(tooLong)],
    [
      'compressed',
      '/keys',
      () => (_q, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end('x'),
    ],
    ['not JSON', '/keys', () => (_q, response) => void response.end('<keys/>')],
    ['null', discovery, () => json(null)],
    ['no keys', '/keys', () => json({ keys: [] })],
    ['symmetric keys alone', '/keys', () => json({ keys: [{ kty: 'oct', k: 'AAAA', kid: 'key-1' }] })],
    ['a private key', '/keys', () => json({ keys: [{ kty: 'RSA', n: 'AQAB', e: 'AQAB', d: 'AQAB', kid: 'key-1' }] })],
    [
      '101 keys of a type',
      '/keys',
      () => json({ keys: Array.from({ length: 101 }, (_, i) => ({ kty: 'RSA', n: 'AQAB', e: 'AQAB', kid: `${i}` })) }),
    ],
    [
      'an answer that breaks off',
      '/keys',
      () => (_q, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{');
        setImmediate(() => response.destroy());
      },
    ],
  ])('%s', async (_name, path, answer) => {
    instead.set(path, answer(issuer));
    const role = await trusted(house);
    expect(await refusalOf(assume(role, await issuer.sign()))).toEqual(unreachable);
    expect(asked).not.toContain('/elsewhere');
  });

  test('a key that is too short', async () => {
    keys = [{ kty: 'RSA', n: Buffer.alloc(64, 7).toString('base64url'), e: 'AQAB', kid: 'key-1' }];
    const role = await trusted(house);
    expect(await refusalOf(assume(role, await issuer.sign()))).toMatchObject({ code: 'InvalidIdentityTokenException' });
  });

  test('an issuer that does not answer, longer than five seconds; nobody else waits for it', {
    timeout: 20_000,
  }, async () => {
    instead.set(discovery, () => undefined);
    const role = await trusted(house);
    const waiting = assume(role, await issuer.sign());
    const before = performance.now();
    await role.admin.iam.send(new ListUsersCommand({}));
    expect(performance.now() - before).toBeLessThan(2000);
    expect(await refusalOf(waiting)).toEqual(unreachable);
  });
});

test('an address of this machine is not asked unless --allow-private-issuers says so, by whatever name', async () => {
  const port = new URL(issuer.url).port;
  for (const url of [`https://localhost:${port}`, `https://127.0.0.1:${port}`, `https://[::ffff:127.0.0.1]:${port}`]) {
    const role = await trusted(careful, url);
    expect(await refusalOf(assume(role, await issuer.sign({ iss: url })))).toEqual(unreachable);
  }
  expect(asked).toEqual([]);
  expect(careful.logLines.join('')).toContain('is not a public address; --allow-private-issuers allows it');
});
