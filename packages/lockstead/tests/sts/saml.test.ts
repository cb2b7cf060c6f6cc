/** AssumeRoleWithSAML: what opens a role, what the session has, and which assertions are refused. */
import { createHash, generateKeyPairSync } from 'node:crypto';
import {
  CreateSAMLProviderCommand,
  DeleteSAMLProviderCommand,
  ListUsersCommand,
  UpdateSAMLProviderCommand,
} from '@aws-sdk/client-iam';
import {
  AssumeRoleCommand,
  AssumeRoleWithSAMLCommand,
  type AssumeRoleWithSAMLCommandInput,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EncryptOptions, encrypt } from 'xml-encryption';
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
import { awsAttribute, awsRecipient, base64, type Claims, type SamlIdp, samlIdp } from '../support/saml-provider.ts';

let house: House;
let idp: SamlIdp;
let evil: SamlIdp;
let admin: Clients;
let account: string;
let providerArn: string;
let role: string;
let second: string;
const entityId = 'https://idp.example.com/metadata';
const opener = generateKeyPairSync('rsa', { modulusLength: 2048 });
const attribute = (name: string): string => `${awsAttribute}${name}`;
const ago = (seconds: number): Date => new Date(Date.now() - seconds * 1000);

beforeAll(async () => {
  house = await openHouse({ furtherAccounts: 1, flags: { 'allow-host': ['aws.example.org'] } });
  account = house.accounts[0].id;
  admin = clientsOf(house, house.accounts[0].admin);
  providerArn = `arn:aws:iam::${account}:saml-provider/Corp`;
  role = `arn:aws:iam::${account}:role/clerk`;
  second = `arn:aws:iam::${account}:role/second`;
  const pairs = [
    `${role},${providerArn}`,
    `${providerArn}, ${second}`,
    `arn:aws:iam::${account}:role/gone,${providerArn}`,
  ];
  idp = await samlIdp(entityId, pairs);
  evil = await samlIdp(entityId, pairs);
  await admin.iam.send(
    new CreateSAMLProviderCommand({
      Name: 'Corp',
      SAMLMetadataDocument: idp.metadata(),
      AddPrivateKey: opener.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    }),
  );
  await newRole(admin, 'clerk', trusting(), { statements: [allow('iam:ListUsers'), allow('sts:AssumeRole')] });
  await newRole(admin, 'second', trusting({}, providerArn, ['sts:TagSession', 'sts:SetSourceIdentity']));
});
afterAll(() => house[Symbol.asyncDispose]());

const forAws = { StringEquals: { 'saml:aud': awsRecipient } };

function trusting(Condition: Statement = forAws, Federated = providerArn, more: readonly string[] = []): string {
  return policy({ Effect: 'Allow', Principal: { Federated }, Action: ['sts:AssumeRoleWithSAML', ...more], Condition });
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

function assume(SAMLAssertion: string, more: Partial<AssumeRoleWithSAMLCommandInput> = {}) {
  const input = { RoleArn: role, PrincipalArn: providerArn, SAMLAssertion, ...more };
  return anonymous().send(new AssumeRoleWithSAMLCommand(input));
}

const invalid = (message: string): object => ({ code: 'InvalidIdentityTokenException', message, status: 400 });
const denied = { code: 'AccessDenied', message: 'Not authorized to perform sts:AssumeRoleWithSAML', status: 403 };
const expired = (message: string): object => ({ code: 'ExpiredTokenException', message, status: 400 });
const wrongSignature = invalid('Response signature invalid');
const noResponse = invalid('Invalid base64 SAMLResponse');

describe('an employee', () => {
  test('gets the session of a role that trusts the provider, with what the role may do and no more', async () => {
    const answer = await assume(idp.answer(), { DurationSeconds: 900 });
    expect(answer).toMatchObject({
      Subject: 'jane',
      SubjectType: 'persistent',
      Issuer: entityId,
      Audience: awsRecipient,
      NameQualifier: createHash('sha1').update(`${entityId}${account}/Corp`).digest('base64'),
      AssumedRoleUser: { Arn: `arn:aws:sts::${account}:assumed-role/clerk/jane@example.com` },
    });
    expect(answer.PackedPolicySize).toBeUndefined();
    expect(answer.SourceIdentity).toBeUndefined();
    const seconds = ((answer.Credentials?.Expiration?.getTime() ?? 0) - Date.now()) / 1000;
    expect(Math.abs(seconds - 900)).toBeLessThan(5);
    const session = clientsOf(house, keysOf(answer.Credentials));
    expect((await session.sts.send(new GetCallerIdentityCommand({}))).Arn).toBe(answer.AssumedRoleUser?.Arn);
    await session.iam.send(new ListUsersCommand({}));
  });

  test('its event has the form of AWS: a SAML user, the id of the assertion, and never the assertion', async () => {
    const sent = idp.answer({ id: '_seen' });
    const { Credentials, NameQualifier } = await assume(sent);
    const record = await lastRecord(admin, 'AssumeRoleWithSAML');
    expect(record).toMatchObject({
      userIdentity: {
        type: 'SAMLUser',
        principalId: `${NameQualifier}:jane`,
        userName: 'jane',
        identityProvider: NameQualifier,
      },
      requestParameters: {
        sAMLAssertionID: '_seen',
        roleSessionName: 'jane@example.com',
        roleArn: role,
        principalArn: providerArn,
      },
      responseElements: { subject: 'jane', subjectType: 'persistent', issuer: entityId, audience: awsRecipient },
      recipientAccountId: account,
      readOnly: true,
      resources: [
        { accountId: account, type: 'AWS::IAM::Role', ARN: role },
        { accountId: account, type: 'AWS::IAM::SAMLProvider', ARN: providerArn },
      ],
    });
    const text = JSON.stringify(record);
    expect(text).not.toContain(sent.slice(0, 200));
    expect(text).not.toContain(Credentials?.SecretAccessKey);
    await clientsOf(house, keysOf(Credentials)).iam.send(new ListUsersCommand({}));
    const context = (await lastRecord(admin, 'ListUsers')).userIdentity['sessionContext'];
    expect(context).not.toHaveProperty('webIdFederationData');
  });

  test('passes tags and a source identity where the trust policy lets them pass, and they go on along a chain', async () => {
    const attributes = {
      [attribute('PrincipalTag:team')]: 'red',
      [attribute('PrincipalTag:cost')]: '7',
      [attribute('TransitiveTagKeys')]: ['team'],
      [attribute('SourceIdentity')]: 'jane.doe',
    };
    expect(await refusalOf(assume(idp.answer({ attributes })))).toEqual(denied);
    const answer = await assume(idp.answer({ attributes }), { RoleArn: second });
    expect(answer).toMatchObject({ SourceIdentity: 'jane.doe', PackedPolicySize: expect.any(Number) });
    expect((await lastRecord(admin, 'AssumeRoleWithSAML'))['requestParameters']).toMatchObject({
      principalTags: { team: 'red', cost: '7' },
      transitiveTagKeys: ['team'],
      sourceIdentity: 'jane.doe',
    });
    const { Arn } = answer.AssumedRoleUser ?? {};
    const next = await newRole(
      admin,
      'next',
      policy({
        Effect: 'Allow',
        Principal: { AWS: Arn },
        Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
        Condition: { StringEquals: { 'aws:RequestTag/team': 'red', 'saml:sub': 'jane' } },
      }),
    );
    const session = clientsOf(house, keysOf(answer.Credentials));
    const chained = await session.sts.send(new AssumeRoleCommand({ RoleArn: next, RoleSessionName: 'chained' }));
    expect(chained.SourceIdentity).toBe('jane.doe');
  });

  test.each<readonly [string, Claims, number]>([
    ['the provider says shorter', { attributes: { [attribute('SessionDuration')]: '1200' } }, 1200],
    ['the provider says longer', { attributes: { [attribute('SessionDuration')]: '43200' } }, 3600],
    ['the provider ends the session', { sessionUntil: ago(-1800) }, 1800],
    ['the provider says nothing', {}, 3600],
  ])('a session lasts as long as the shortest says: %s', async (_name, claims, seconds) => {
    const { Credentials } = await assume(idp.answer(claims));
    const lasts = ((Credentials?.Expiration?.getTime() ?? 0) - Date.now()) / 1000;
    expect(Math.abs(lasts - seconds)).toBeLessThan(5);
  });

  test('longer than the role allows is refused', async () => {
    const tried = assume(idp.answer(), { DurationSeconds: 7200 });
    expect(await refusalOf(tried)).toMatchObject({ code: 'ValidationError' });
  });

  test('a session policy bounds it', async () => {
    const answer = await assume(idp.answer(), { Policy: policy(allow('s3:*')) });
    expect(answer.PackedPolicySize).toBeGreaterThan(0);
    const session = clientsOf(house, keysOf(answer.Credentials));
    expect(await refusalOf(session.iam.send(new ListUsersCommand({})))).toMatchObject({ status: 403 });
  });

  test('an assertion opens a role once, and another role as well; a refused try does not use it up', async () => {
    const sent = idp.answer();
    expect(await refusalOf(assume(sent, { DurationSeconds: 7200 }))).toMatchObject({ code: 'ValidationError' });
    await assume(sent);
    const spent = invalid('The SAML assertion has already been used for this role');
    expect(await refusalOf(assume(sent))).toEqual(spent);
    await assume(sent, { RoleArn: second });
    expect(await refusalOf(assume(sent, { RoleArn: second }))).toEqual(spent);
    const both = idp.answer();
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => assume(both)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('its session ends by the clock of the product; assertions are judged on that of the world outside', async () => {
    const { Credentials } = await assume(idp.answer(), { DurationSeconds: 900 });
    const session = clientsOf(house, keysOf(Credentials));
    await house.advance(hours(1));
    expect(await refusalOf(session.sts.send(new GetCallerIdentityCommand({})))).toMatchObject({ code: 'ExpiredToken' });
    await assume(idp.answer());
  });
});

describe('accepted', () => {
  test.each<readonly [string, Claims]>([
    ['the audience of the address', { audiences: [awsRecipient] }],
    ['one of several audiences', { audiences: ['https://other.example.com', 'urn:amazon:webservices'] }],
    ['the recipient of a Region', { recipient: 'https://eu-west-1.signin.aws.amazon.com/saml' }],
    ["this installation's page", { recipient: 'http://signin.localhost:4566/saml' }],
    ["this installation's page by its name", { recipient: 'https://signin.aws.example.org/saml' }],
    ['an identity provider whose clock is ahead', { issuedAt: ago(-200), notBefore: ago(-200) }],
    ['no format of the name', { format: null }],
    ['no end of the conditions', { notOnOrAfter: null, notBefore: null }],
  ])('%s', async (_name, claims) => {
    await assume(idp.answer(claims), { RoleArn: second });
  });

  test('a signed response around a signed assertion', async () => {
    const response = idp.sign(idp.response(idp.sign(idp.assertion())));
    await assume(base64(response));
  });

  test.each([['http://www.w3.org/2001/04/xmldsig-more#rsa-sha512', 'http://www.w3.org/2001/04/xmlenc#sha512']])(
    'a signature by %s',
    async (signatureMethod, digestMethod) => {
      await assume(idp.answer({}, { signatureMethod, digestMethod }));
    },
  );

  test('the second certificate of a provider that changes its key', async () => {
    const renewed = await samlIdp(entityId, []);
    const document = (certificates: readonly string[]) => ({
      SAMLProviderArn: providerArn,
      SAMLMetadataDocument: idp.metadata({ certificates }),
    });
    await admin.iam.send(new UpdateSAMLProviderCommand(document([renewed.certificate, idp.certificate])));
    await assume(idp.answer());
    await assume(idp.answer({}, { key: renewed.key, certificate: renewed.certificate }));
    await admin.iam.send(new UpdateSAMLProviderCommand(document([idp.certificate])));
    expect(await refusalOf(assume(idp.answer({}, { key: renewed.key })))).toEqual(wrongSignature);
  });
});

describe('condition keys', () => {
  const edu = 'urn:oid:1.3.6.1.4.1.5923.1.1.1.';
  const attributes = {
    [`${edu}1`]: ['staff', 'member'],
    [`${edu}6`]: 'jane@example.com',
    'urn:oid:2.5.4.3': 'Jane Doe',
    'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress': 'jane@mail.example.com',
    'urn:custom': 'x',
  };
  test.each<readonly [string, Statement, boolean]>([
    ['the subject', { StringEquals: { 'saml:sub': 'jane', 'saml:sub_type': 'persistent' } }, true],
    ['another subject', { StringEquals: { 'saml:sub': 'joe' } }, false],
    ['the issuer', { StringEquals: { 'saml:iss': entityId } }, true],
    ['the provider', { StringLike: { 'saml:doc': '*/Corp' } }, true],
    ['the recipient, and not the audience', { StringEquals: { 'saml:aud': 'urn:amazon:webservices' } }, false],
    ['a list', { 'ForAnyValue:StringEquals': { 'saml:eduPersonAffiliation': ['staff'] } }, true],
    ['a list without the value', { 'ForAnyValue:StringEquals': { 'saml:edupersonaffiliation': ['student'] } }, false],
    ['a text', { StringEquals: { 'saml:eduPersonPrincipalName': 'jane@example.com' } }, true],
    ['a claim of Active Directory', { StringEquals: { 'saml:mail': 'jane@mail.example.com' } }, true],
    ['an attribute without a key', { StringEquals: { 'saml:custom': 'x' } }, false],
    ['the name of the session', { StringEquals: { 'sts:RoleSessionName': 'jane@example.com' } }, true],
    ['the provider as one of tokens', { Null: { 'aws:FederatedProvider': 'false' } }, false],
  ])('%s', async (_name, condition, isAllowed) => {
    const name = `keys${counter++}`;
    const RoleArn = await newRole(admin, name, trusting(condition));
    const roles = [`${RoleArn},${providerArn}`];
    const sent = idp.answer({ attributes: { ...attributes, [attribute('Role')]: roles } });
    if (isAllowed) await assume(sent, { RoleArn });
    else expect(await refusalOf(assume(sent, { RoleArn }))).toEqual(denied);
  });
  let counter = 0;
});

describe('refused', () => {
  const claims = (more: Claims) => () => idp.answer(more);
  const withAttribute = (name: string, value: string | readonly string[] | undefined) =>
    claims({ attributes: { [attribute(name)]: value } });
  test.each<readonly [string, () => string, object]>([
    ['no base64', () => '<xml/>', noResponse],
    ['no XML', () => base64('saml'), noResponse],
    ['no response', () => base64(idp.sign(idp.assertion())), noResponse],
    ['a response without an assertion', () => base64(idp.response('')), noResponse],
    ['two assertions', () => base64(idp.response(idp.sign(idp.assertion()) + idp.sign(idp.assertion()))), noResponse],
    [
      'a failure that the provider reports',
      () => base64(idp.response('', { status: 'Responder' })),
      {
        code: 'IDPRejectedClaimException',
        message: 'The identity provider reported that authentication failed',
        status: 403,
      },
    ],
    ['no signature', () => base64(idp.response(idp.assertion())), wrongSignature],
    ['a signature of the response alone', () => base64(idp.sign(idp.response(idp.assertion()))), wrongSignature],
    [
      'a wrong signature of the response',
      () => base64(evil.sign(idp.response(idp.sign(idp.assertion())))),
      wrongSignature,
    ],
    ['the signature of somebody else', () => evil.answer(), wrongSignature],
    [
      'another issuer',
      claims({ issuer: 'https://other.example.com' }),
      invalid('Issuer not present in specified provider'),
    ],
    [
      'a response of another issuer',
      () => base64(idp.response(idp.sign(idp.assertion()), { issuer: 'https://other.example.com' })),
      invalid('Issuer not present in specified provider'),
    ],
    ['no name', claims({ subject: null }), denied],
    ['no subject', claims({ subjectXml: '' }), denied],
    [
      'no recipient',
      claims({ recipient: null }),
      invalid('Responses must contain SubjectConfirmatonData with a Recipient and NotOnOrAfter'),
    ],
    [
      'no end of the confirmation',
      claims({ confirmedUntil: null }),
      invalid('Responses must contain SubjectConfirmatonData with a Recipient and NotOnOrAfter'),
    ],
    ...[
      'https://sp.example.com/saml',
      'http://signin.aws.amazon.com/saml',
      'https://signin.aws.amazon.com/saml/',
      'https://evil.signin.aws.amazon.com/saml',
      'https://signin.aws.amazon.com.evil.com/saml',
      'https://signin.aws.amazon.com/saml/acs/SAMLSPANOTHER',
      'http://signin.localhost.evil.com/saml',
      'http://user@signin.localhost/saml',
    ].map(
      (recipient) =>
        [
          `the recipient ${recipient}`,
          claims({ recipient }),
          invalid('The recipient of the SAML assertion is not an AWS sign-in endpoint'),
        ] as const,
    ),
    [
      'another audience',
      claims({ audiences: ['https://sp.example.com'] }),
      invalid('Response does not contain the required audience.'),
    ],
    ['no audience', claims({ audiences: null }), invalid('Response does not contain the required audience.')],
    [
      'six minutes after it was made',
      claims({ issuedAt: ago(360) }),
      expired('Token must be redeemed within 5 minutes of issuance'),
    ],
    ['after the end of its conditions', claims({ notOnOrAfter: ago(1) }), expired('The SAML assertion has expired')],
    [
      'after the end of its confirmation',
      claims({ confirmedUntil: ago(1) }),
      expired('The SAML assertion has expired'),
    ],
    ['after the end of its session', claims({ sessionUntil: ago(1) }), expired('The SAML assertion has expired')],
    ['before it begins', claims({ notBefore: ago(-360) }), invalid('The SAML assertion is not valid yet')],
    ['made in the future', claims({ issuedAt: ago(-360) }), invalid('The SAML assertion is not valid yet')],
    [
      'no role',
      withAttribute('Role', undefined),
      invalid("SAML Assertion doesn't contain the requested Role and Metadata in the attributes"),
    ],
    [
      'another role',
      withAttribute('Role', 'arn:aws:iam::111122223333:role/clerk,arn:aws:iam::111122223333:saml-provider/Corp'),
      invalid("SAML Assertion doesn't contain the requested Role and Metadata in the attributes"),
    ],
    [
      'no name of the session',
      withAttribute('RoleSessionName', undefined),
      invalid('RoleSessionName is required in AuthnResponse'),
    ],
    [
      'a name of the session with a blank',
      withAttribute('RoleSessionName', 'Jane Doe'),
      invalid('RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}'),
    ],
    [
      'a source identity that is reserved',
      withAttribute('SourceIdentity', 'x'),
      invalid('Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with "aws:"'),
    ],
    [
      'a duration that is none',
      withAttribute('SessionDuration', '1e3'),
      invalid('The attribute SessionDuration of the SAML assertion is not valid'),
    ],
    [
      'a tag of two values',
      withAttribute('PrincipalTag:team', ['red', 'blue']),
      invalid('The attribute PrincipalTag:team of the SAML assertion is not valid'),
    ],
  ])('%s', async (_name, make, refusal) => {
    expect(await refusalOf(assume(make()))).toEqual(refusal);
  });

  test('a role that is not there, and one that does not trust the provider', async () => {
    const RoleArn = `arn:aws:iam::${account}:role/gone`;
    expect(await refusalOf(assume(idp.answer(), { RoleArn }))).toEqual(denied);
    const other = await newRole(admin, 'other', trusting({}, `arn:aws:iam::${account}:saml-provider/Other`));
    const roles = [`${other},${providerArn}`];
    const sent = idp.answer({ attributes: { [attribute('Role')]: roles } });
    expect(await refusalOf(assume(sent, { RoleArn: other }))).toEqual(denied);
    expect((await lastRecord(admin, 'AssumeRoleWithSAML'))['errorCode']).toBe('AccessDenied');
  });

  test("another account's provider, and one that is gone", async () => {
    const absent = invalid("Specified provider doesn't exist");
    const [, other] = house.accounts;
    const foreign = clientsOf(house, other?.admin ?? admin.keys);
    const made = await foreign.iam.send(
      new CreateSAMLProviderCommand({ Name: 'Corp', SAMLMetadataDocument: evil.metadata() }),
    );
    const PrincipalArn = made.SAMLProviderArn ?? '';
    const sent = evil.answer({ attributes: { [attribute('Role')]: [`${role},${PrincipalArn}`] } });
    expect(await refusalOf(assume(sent, { PrincipalArn }))).toEqual(absent);
    const gone = `arn:aws:iam::${account}:saml-provider/Gone`;
    await admin.iam.send(new CreateSAMLProviderCommand({ Name: 'Gone', SAMLMetadataDocument: idp.metadata() }));
    await admin.iam.send(new DeleteSAMLProviderCommand({ SAMLProviderArn: gone }));
    expect(await refusalOf(assume(idp.answer(), { PrincipalArn: gone }))).toEqual(absent);
  });

  test('a provider whose metadata document has ended', async () => {
    const PrincipalArn = `arn:aws:iam::${account}:saml-provider/Ended`;
    const SAMLMetadataDocument = idp.metadata({ attributes: ' validUntil="2001-01-01T00:00:00Z"' });
    await admin.iam.send(new CreateSAMLProviderCommand({ Name: 'Ended', SAMLMetadataDocument }));
    expect(await refusalOf(assume(idp.answer(), { PrincipalArn }))).toEqual(
      invalid('The metadata document of the specified provider has expired'),
    );
  });

  test('what no identity provider would send, before anything is looked up', async () => {
    expect(await refusalOf(assume('a'))).toMatchObject({ code: 'ValidationError' });
    expect(await refusalOf(assume('A'.repeat(100_001)))).toMatchObject({ code: 'ValidationError' });
    expect(await refusalOf(assume(idp.answer(), { RoleArn: providerArn }))).toMatchObject({ code: 'ValidationError' });
  });
});

describe('encrypted', () => {
  const pem = opener.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const aes = 'http://www.w3.org/2009/xmlenc11#aes256-gcm';
  const oaep = 'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p';

  function sealed(
    content: string,
    encryptionAlgorithm: EncryptOptions['encryptionAlgorithm'] = aes,
    keyEncryptionAlgorithm: EncryptOptions['keyEncryptionAlgorithm'] = oaep,
  ): Promise<string> {
    const options = {
      rsa_pub: pem,
      pem: `-----BEGIN CERTIFICATE-----\n${idp.certificate}\n-----END CERTIFICATE-----`,
      encryptionAlgorithm,
      keyEncryptionAlgorithm,
      disallowEncryptionWithInsecureAlgorithm: false,
      warnInsecureAlgorithm: false,
    };
    return new Promise((resolve, reject) =>
      encrypt(content, options, (error, result) =>
        error === null
          ? resolve(
              base64(
                idp.response(
                  `<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${result}</saml:EncryptedAssertion>`,
                ),
              ),
            )
          : reject(error),
      ),
    );
  }

  test.each<EncryptOptions['encryptionAlgorithm']>([
    'http://www.w3.org/2001/04/xmlenc#aes128-cbc',
    'http://www.w3.org/2001/04/xmlenc#aes256-cbc',
    'http://www.w3.org/2009/xmlenc11#aes128-gcm',
    aes,
  ])('by %s', async (algorithm) => {
    expect(await assume(await sealed(idp.sign(idp.assertion()), algorithm))).toMatchObject({ Subject: 'jane' });
  });

  test.each<readonly [string, () => Promise<string>]>([
    ['without a signature', () => sealed(idp.assertion())],
    ['by somebody else', () => sealed(evil.sign(evil.assertion()))],
    ['something that is no assertion', () => sealed('<a/>')],
    ['something that is no XML', () => sealed('hello')],
    ['two assertions', () => sealed(idp.sign(idp.assertion()) + idp.sign(idp.assertion()))],
    [
      'with a cipher of three keys',
      () => sealed(idp.sign(idp.assertion()), 'http://www.w3.org/2001/04/xmlenc#tripledes-cbc'),
    ],
    [
      'with a key of PKCS #1 1.5',
      () => sealed(idp.sign(idp.assertion()), aes, 'http://www.w3.org/2001/04/xmlenc#rsa-1_5'),
    ],
  ])('%s: the same answer for each', async (_name, make) => {
    expect(await refusalOf(assume(await make()))).toEqual(wrongSignature);
  });

  test('where it has to be, one in clear is refused', async () => {
    const change = (AssertionEncryptionMode: 'Required' | 'Allowed') =>
      admin.iam.send(new UpdateSAMLProviderCommand({ SAMLProviderArn: providerArn, AssertionEncryptionMode }));
    await change('Required');
    expect(await refusalOf(assume(idp.answer()))).toEqual(
      invalid('The specified provider requires encrypted SAML assertions'),
    );
    await assume(await sealed(idp.sign(idp.assertion())));
    await change('Allowed');
    await assume(idp.answer());
  });
});
