/** AssumeRoleWithWebIdentity with keys that are given as files: what opens a role, what the session has, and which tokens are refused. */
import { createHmac, type webcrypto } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AddClientIDToOpenIDConnectProviderCommand,
  CreateOpenIDConnectProviderCommand,
  DeleteOpenIDConnectProviderCommand,
  ListUsersCommand,
} from '@aws-sdk/client-iam';
import {
  AssumeRoleWithWebIdentityCommand,
  type AssumeRoleWithWebIdentityCommandInput,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { exportSPKI, importJWK } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hours } from '#kernel/clock';
import {
  allow,
  type Clients,
  clientsOf,
  keysOf,
  lastRecord,
  newRole,
  policy,
  type Statement,
} from '../support/clients.ts';
import { type House, openHouse } from '../support/lockstead.ts';
import { refusalOf } from '../support/refusal.ts';
import { type Claims, now, type TokenIssuer, tokenIssuer } from '../support/token-issuer.ts';

const github = 'https://token.actions.githubusercontent.com';
const host = 'token.actions.githubusercontent.com';
const sub = 'repo:acme/app:ref:refs/heads/main';

let house: House;
let issuer: TokenIssuer;
let elliptic: TokenIssuer;
let google: TokenIssuer;
let admin: Clients;
let account: string;
let providerArn: string;
let role: string;
const folder = mkdtempSync(join(tmpdir(), 'lockstead-oidc-'));

beforeAll(async () => {
  issuer = await tokenIssuer(github);
  elliptic = await tokenIssuer('https://pods.test/id/ABC', 'ES384');
  google = await tokenIssuer('https://accounts.google.com');
  const flags = [issuer, elliptic, google].map(({ url, publicKey }, index) => {
    const path = join(folder, `${index}.json`);
    writeFileSync(path, JSON.stringify({ keys: [{ kty: 'oct', k: 'c2VjcmV0', kid: 'shared' }, publicKey] }), {
      mode: 0o600,
    });
    return `${url}=${path}`;
  });
  house = await openHouse({ furtherAccounts: 1, flags: { 'oidc-keys': flags } });
  account = house.accounts[0].id;
  admin = clientsOf(house, house.accounts[0].admin);
  providerArn = await trustIssuer(github);
  role = await newRole(admin, 'deploy', trusting(), { statements: [allow('iam:ListUsers')] });
});
afterAll(async () => {
  await house[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

async function trustIssuer(Url: string, ClientIDList = ['sts.amazonaws.com']): Promise<string> {
  const made = await admin.iam.send(new CreateOpenIDConnectProviderCommand({ Url, ClientIDList }));
  return made.OpenIDConnectProviderArn ?? '';
}

const onSubject = {
  StringEquals: { [`${host}:aud`]: 'sts.amazonaws.com' },
  StringLike: { [`${host}:sub`]: 'repo:acme/app:*' },
};

function trusting(Condition: Statement = onSubject, Federated = providerArn, more: readonly string[] = []): string {
  const Action = ['sts:AssumeRoleWithWebIdentity', ...more];
  return policy({ Effect: 'Allow', Principal: { Federated }, Action, Condition });
}

/** Without any credentials. */
function anonymous(): STSClient {
  const { credentials: _none, ...config } = house.clientConfig(admin.keys);
  return new STSClient({
    ...config,
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
    signer: { sign: async (request) => request },
  });
}

function assume(WebIdentityToken: string, more: Partial<AssumeRoleWithWebIdentityCommandInput> = {}) {
  const input = { RoleArn: role, RoleSessionName: 'run-1', WebIdentityToken, ...more };
  return anonymous().send(new AssumeRoleWithWebIdentityCommand(input));
}

const token = (claims: Claims = {}) => issuer.sign({ sub, ...claims });
const invalid = (message: string): object => ({ code: 'InvalidIdentityTokenException', message, status: 400 });
const denied = {
  code: 'AccessDenied',
  message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
  status: 403,
};

describe('a pipeline', () => {
  test('gets the session of a role that trusts it, with what the role may do and no more', async () => {
    const answer = await assume(await token(), { DurationSeconds: 900 });
    expect(answer).toMatchObject({
      SubjectFromWebIdentityToken: sub,
      Audience: 'sts.amazonaws.com',
      Provider: providerArn,
      AssumedRoleUser: { Arn: `arn:aws:sts::${account}:assumed-role/deploy/run-1` },
    });
    expect(answer.PackedPolicySize).toBeUndefined();
    const seconds = ((answer.Credentials?.Expiration?.getTime() ?? 0) - Date.now()) / 1000;
    expect(Math.abs(seconds - 900)).toBeLessThan(5);
    const session = clientsOf(house, keysOf(answer.Credentials));
    expect((await session.sts.send(new GetCallerIdentityCommand({}))).Arn).toBe(answer.AssumedRoleUser?.Arn);
    await session.iam.send(new ListUsersCommand({}));
  });

  test('its event names the subject and the provider, and never the token', async () => {
    const sent = await token({ jti: 'seen' });
    const { Credentials } = await assume(sent, { RoleSessionName: 'seen' });
    const record = await lastRecord(admin, 'AssumeRoleWithWebIdentity');
    expect(record).toMatchObject({
      userIdentity: {
        type: 'WebIdentityUser',
        principalId: `${providerArn}:sts.amazonaws.com:${sub}`,
        userName: sub,
        identityProvider: providerArn,
      },
      requestParameters: { roleArn: role, roleSessionName: 'seen' },
      responseElements: { provider: providerArn, audience: 'sts.amazonaws.com', subjectFromWebIdentityToken: sub },
      recipientAccountId: account,
      readOnly: true,
      resources: [{ accountId: account, type: 'AWS::IAM::Role', ARN: role }],
    });
    const text = JSON.stringify(record);
    expect(text).not.toContain(sent.split('.')[2]);
    expect(text).not.toContain(Credentials?.SecretAccessKey);
    const session = clientsOf(house, keysOf(Credentials));
    await session.iam.send(new ListUsersCommand({}));
    expect((await lastRecord(admin, 'ListUsers')).userIdentity['sessionContext']).toMatchObject({
      webIdFederationData: { federatedProvider: providerArn, attributes: {} },
    });
  });

  test('of another repository is told nothing but no, and so is one that asks for a role that is not there', async () => {
    const other = await issuer.sign({ sub: 'repo:evil/app:ref:refs/heads/main' });
    expect(await refusalOf(assume(other))).toEqual(denied);
    expect((await lastRecord(admin, 'AssumeRoleWithWebIdentity'))['errorCode']).toBe('AccessDenied');
    const missing = `arn:aws:iam::${account}:role/missing`;
    expect(await refusalOf(assume(await token(), { RoleArn: missing }))).toEqual(denied);
  });

  test('longer than the role allows is refused', async () => {
    expect(await refusalOf(assume(await token(), { DurationSeconds: 7200 }))).toMatchObject({
      code: 'ValidationError',
    });
  });

  test('a session policy bounds it, and takes room', async () => {
    const answer = await assume(await token(), { Policy: policy(allow('s3:*')) });
    expect(answer.PackedPolicySize).toBeGreaterThan(0);
    const session = clientsOf(house, keysOf(answer.Credentials));
    expect(await refusalOf(session.iam.send(new ListUsersCommand({})))).toMatchObject({ status: 403 });
  });

  test('its session ends by the clock of the product', async () => {
    const { Credentials } = await assume(await token(), { DurationSeconds: 900 });
    const session = clientsOf(house, keysOf(Credentials));
    await house.advance(hours(1));
    expect(await refusalOf(session.sts.send(new GetCallerIdentityCommand({})))).toMatchObject({ code: 'ExpiredToken' });
    // Tokens are judged on the clock of the world outside, which did not move.
    await assume(await token());
  });
});

describe('condition keys', () => {
  const claims = { repository: 'acme/app', job_workflow_ref: 'acme/flows@main', custom: 'x', azp: undefined };
  test.each<readonly [string, Statement, Claims, boolean]>([
    ['a claim that AWS knows of this issuer', { StringEquals: { [`${host}:repository`]: 'acme/app' } }, claims, true],
    ['in other capitals', { StringEquals: { [`${host.toUpperCase()}:Repository`]: 'acme/app' } }, claims, true],
    ['another value of it', { StringEquals: { [`${host}:repository`]: 'acme/other' } }, claims, false],
    ['a claim that AWS does not know', { StringEquals: { [`${host}:custom`]: 'x' } }, claims, false],
    ['the same claim of another issuer', { StringEquals: { 'accounts.google.com:sub': sub } }, claims, false],
    [
      'the authorized party is the audience',
      { StringEquals: { [`${host}:aud`]: 'party' } },
      { azp: 'party', aud: 'sts.amazonaws.com' },
      true,
    ],
    [
      'and the audience is the original one',
      { StringEquals: { [`${host}:oaud`]: 'sts.amazonaws.com' } },
      { azp: 'party' },
      true,
    ],
    ['the name of the session', { StringEquals: { 'sts:RoleSessionName': 'run-1' } }, {}, true],
    ['the provider', { ArnEquals: { 'aws:FederatedProvider': 'PROVIDER' } }, {}, true],
    ['no organization', { StringLike: { 'aws:PrincipalOrgID': '*' } }, {}, false],
    ['no ARN', { ArnLike: { 'aws:PrincipalArn': 'arn:*' } }, {}, false],
  ])('%s', async (name, condition, payload, allowed) => {
    const Condition = JSON.parse(JSON.stringify(condition).replace('PROVIDER', providerArn)) as Statement;
    const RoleArn = await newRole(admin, `keys-${name.replaceAll(' ', '-')}`, trusting(Condition));
    if (payload['azp'] === 'party') await addAudience(providerArn, 'party');
    const outcome = assume(await token(payload), { RoleArn });
    if (allowed) expect((await outcome).Credentials?.AccessKeyId).toMatch(/^ASIA/);
    else expect(await refusalOf(outcome)).toEqual(denied);
  });

  test('of an issuer with a path, and a key of an elliptic curve', async () => {
    const arn = await trustIssuer(elliptic.url, ['sts.amazonaws.com']);
    const Condition = { StringEquals: { 'pods.test/id/ABC:sub': 'system:serviceaccount:a:b' } };
    const RoleArn = await newRole(admin, 'pod', trusting(Condition, arn));
    const answer = await assume(await elliptic.sign({ sub: 'system:serviceaccount:a:b' }), { RoleArn });
    expect(answer.Provider).toBe(arn);
    expect(await refusalOf(assume(await elliptic.sign({ sub: 'system:serviceaccount:a:c' }), { RoleArn }))).toEqual(
      denied,
    );
  });

  test('a well-known issuer needs no provider: the trust policy names its host', async () => {
    const Condition = { StringEquals: { 'accounts.google.com:aud': 'my-app' } };
    const RoleArn = await newRole(admin, 'google', trusting(Condition, 'accounts.google.com'));
    const answer = await assume(await google.sign({ iss: 'accounts.google.com', aud: 'my-app' }), { RoleArn });
    expect(answer).toMatchObject({ Provider: 'accounts.google.com', Audience: 'my-app' });
    expect(await refusalOf(assume(await google.sign({ aud: 'their-app' }), { RoleArn }))).toEqual(denied);
  });
});

async function addAudience(OpenIDConnectProviderArn: string, ClientID: string): Promise<void> {
  await admin.iam.send(new AddClientIDToOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, ClientID }));
}

describe('what a token passes on', () => {
  const tagging = { principal_tags: { Team: ['red'], Cost: ['7'] }, transitive_tag_keys: ['Team'] };

  test('tags need sts:TagSession, a source identity needs sts:SetSourceIdentity', async () => {
    const tagged = await token({ 'https://aws.amazon.com/tags': tagging });
    const named = await token({ 'https://aws.amazon.com/source_identity': 'alice' });
    expect(await refusalOf(assume(tagged))).toMatchObject({ message: 'Not authorized to perform sts:TagSession' });
    expect(await refusalOf(assume(named))).toMatchObject({
      message: 'Not authorized to perform sts:SetSourceIdentity',
    });
    const more = ['sts:TagSession', 'sts:SetSourceIdentity'];
    const statements = [{ ...allow('iam:ListUsers'), Condition: { StringEquals: { 'aws:PrincipalTag/Team': 'red' } } }];
    const RoleArn = await newRole(admin, 'passing', trusting(onSubject, providerArn, more), { statements });
    const answer = await assume(
      await token({ 'https://aws.amazon.com/tags': tagging, 'https://aws.amazon.com/source_identity': 'alice' }),
      { RoleArn },
    );
    expect(answer).toMatchObject({ SourceIdentity: 'alice', PackedPolicySize: expect.any(Number) });
    await clientsOf(house, keysOf(answer.Credentials)).iam.send(new ListUsersCommand({}));
    const flat = await token({
      'https://aws.amazon.com/tags/principal_tags/Team': 'red',
      'https://aws.amazon.com/tags/transitive_tag_keys': ['Team'],
    });
    const again = await assume(flat, { RoleArn });
    await clientsOf(house, keysOf(again.Credentials)).iam.send(new ListUsersCommand({}));
  });

  const badTags = invalid('The claim https://aws.amazon.com/tags of the ID Token provided is not valid');
  test.each<readonly [string, Claims, object]>([
    ['two values of one tag', { 'https://aws.amazon.com/tags': { principal_tags: { a: ['1', '2'] } } }, badTags],
    ['tags that are a list', { 'https://aws.amazon.com/tags': ['a'] }, badTags],
    ['a long value', { 'https://aws.amazon.com/tags': { principal_tags: { a: 'x'.repeat(257) } } }, badTags],
    [
      '51 tags',
      {
        'https://aws.amazon.com/tags': {
          principal_tags: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, 'v'])),
        },
      },
      badTags,
    ],
    [
      'a source identity with other characters',
      { 'https://aws.amazon.com/source_identity': 'a b' },
      invalid('The claim https://aws.amazon.com/source_identity of the ID Token provided is not valid'),
    ],
  ])('%s is refused, never left out', async (_name, claims, refusal) => {
    expect(await refusalOf(assume(await token(claims)))).toEqual(refusal);
  });
});

describe('refused tokens', () => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const payload = (): object => ({ iss: github, aud: 'sts.amazonaws.com', sub, iat: now(), exp: now() + 300 });

  test.each<readonly [string, () => Promise<string>, object]>([
    [
      'not a token',
      async () => 'not.a.token',
      invalid('The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)'),
    ],
    [
      'unsigned, by the algorithm none',
      async () => `${part({ alg: 'none', kid: 'key-1' })}.${part(payload())}.`,
      invalid('The ID Token provided is signed with an algorithm that is not supported'),
    ],
    [
      'signed with the public key as if it were a secret',
      async () => {
        const key = await exportSPKI(
          (await importJWK(issuer.publicKey, 'RS256', { extractable: true })) as webcrypto.CryptoKey,
        );
        const signed = `${part({ alg: 'HS256', kid: 'key-1' })}.${part(payload())}`;
        return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
      },
      invalid('The ID Token provided is signed with an algorithm that is not supported'),
    ],
    [
      "with the attacker's key in its head, under the issuer's key id",
      async () => {
        const evil = await tokenIssuer(github);
        return await evil.sign({ sub }, { jwk: evil.publicKey, jku: 'https://evil.test/keys' });
      },
      invalid('The signature of the ID Token provided is not valid'),
    ],
    [
      'with another key id',
      async () => await issuer.sign({ sub }, { kid: '../../key-1' }),
      invalid(
        "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
      ),
    ],
    [
      'with the id of a symmetric key',
      async () => await issuer.sign({ sub }, { kid: 'shared' }),
      invalid(
        "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
      ),
    ],
    [
      'with an extension that must be understood',
      async () =>
        await issuer
          .sign({ sub }, { b64: true, crit: ['b64'], exp: 1 })
          .then((t) => t.replace(/^[^.]+/, part({ alg: 'RS256', kid: 'key-1', crit: ['unknown'], unknown: 1 }))),
      invalid('The signature of the ID Token provided is not valid'),
    ],
    [
      'changed after it was signed',
      async () => {
        const [head, , signature] = (await token()).split('.');
        return `${head}.${part({ ...payload(), sub: 'repo:acme/app:pull' })}.${signature}`;
      },
      invalid('The signature of the ID Token provided is not valid'),
    ],
    [
      'by an issuer that nobody trusts',
      async () => await issuer.sign({ iss: 'https://evil.test', sub }),
      invalid('No OpenIDConnect provider found in your account for https://evil.test'),
    ],
    [
      'by an issuer with a slash more',
      async () => await issuer.sign({ iss: `${github}/`, sub }),
      invalid(`No OpenIDConnect provider found in your account for ${github}/`),
    ],
    [
      'by an issuer without its scheme',
      async () => await issuer.sign({ iss: host, sub }),
      invalid(`No OpenIDConnect provider found in your account for ${host}`),
    ],
    ['for another audience', async () => await token({ aud: 'other' }), invalid('Incorrect token audience')],
    ['for another party', async () => await token({ azp: 'other' }), invalid('Incorrect token audience')],
    ['without an audience', async () => await token({ aud: undefined }), invalid('Missing a required claim: aud')],
    ['without a subject', async () => await issuer.sign({ sub: undefined }), invalid('Missing a required claim: sub')],
    ['without an end', async () => await token({ exp: undefined }), invalid('Missing a required claim: exp')],
    [
      'not valid before later',
      async () => await token({ nbf: now() + 400 }),
      invalid('The ID Token provided is not valid yet: nbf is in the future'),
    ],
    [
      'made later',
      async () => await token({ iat: now() + 400 }),
      invalid('The ID Token provided is not valid yet: iat is in the future'),
    ],
    [
      'with a subject that is not a text',
      async () => await token({ sub: 7 }),
      invalid('The claim sub of the ID Token provided is not valid'),
    ],
  ])('%s', async (_name, make, refusal) => {
    expect(await refusalOf(assume(await make()))).toEqual(refusal);
  });

  test('five minutes beyond its end, and not a minute before', async () => {
    await assume(await token({ exp: now() - 240 }));
    const end = now() - 301;
    expect(await refusalOf(assume(await token({ exp: end })))).toEqual({
      code: 'ExpiredTokenException',
      message: expect.stringMatching(
        new RegExp(`^Token expired: current date/time \\d+ must be before the expiration date/time ${end}$`),
      ),
      status: 400,
    });
  });

  test('for the role of an account that does not trust the issuer', async () => {
    const [, other] = house.accounts;
    const RoleArn = `arn:aws:iam::${other?.id}:role/deploy`;
    expect(await refusalOf(assume(await token(), { RoleArn }))).toEqual(
      invalid(`No OpenIDConnect provider found in your account for ${github}`),
    );
  });

  test('after the provider has gone', async () => {
    const spare = await trustIssuer('https://spare.test');
    await admin.iam.send(new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: spare }));
    expect(await refusalOf(assume(await issuer.sign({ iss: 'https://spare.test', sub })))).toMatchObject({
      message: 'No OpenIDConnect provider found in your account for https://spare.test',
    });
  });

  test('go to the security log and make no event', async () => {
    const before = (await lastRecord(admin, 'AssumeRoleWithWebIdentity'))['eventID'];
    await refusalOf(assume(await token({ aud: 'nobody' })));
    expect((await lastRecord(admin, 'AssumeRoleWithWebIdentity'))['eventID']).toBe(before);
    expect(house.logLines.join('')).toContain('InvalidIdentityToken');
  });
});

test('access tokens of the providers that give them are said to be missing here', async () => {
  expect(await refusalOf(assume('x.y.z.w', { ProviderId: 'graph.facebook.com' }))).toMatchObject({
    code: 'NotImplemented',
    status: 501,
  });
});
