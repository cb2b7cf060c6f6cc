/** What attackers send as SAML responses: each is refused with AWS's error, whatever it costs them, and costs the server little. */
import { createHmac, createPublicKey, X509Certificate } from 'node:crypto';
import { CreateSAMLProviderCommand } from '@aws-sdk/client-iam';
import { AssumeRoleWithSAMLCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Clients, clientsOf, newRole, policy } from '../support/clients.ts';
import { type House, openHouse } from '../support/lockstead.ts';
import { refusalOf } from '../support/refusal.ts';
import { awsAttribute, base64, type SamlIdp, samlIdp } from '../support/saml-provider.ts';

let house: House;
let admin: Clients;
let idp: SamlIdp;
let stranger: SamlIdp;
let providerArn: string;
let role: string;
const entityId = 'https://idp.example.com';
const canonical = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const xmldsig = 'http://www.w3.org/2000/09/xmldsig#';

beforeAll(async () => {
  house = await openHouse({ furtherAccounts: 1 });
  const account = house.accounts[0].id;
  admin = clientsOf(house, house.accounts[0].admin);
  providerArn = `arn:aws:iam::${account}:saml-provider/Corp`;
  role = `arn:aws:iam::${account}:role/owner`;
  idp = await samlIdp(entityId, [`${role},${providerArn}`]);
  stranger = await samlIdp(entityId, [`${role},${providerArn}`]);
  await admin.iam.send(new CreateSAMLProviderCommand({ Name: 'Corp', SAMLMetadataDocument: idp.metadata() }));
  await newRole(
    admin,
    'owner',
    policy({
      Effect: 'Allow',
      Principal: { Federated: providerArn },
      Action: 'sts:AssumeRoleWithSAML',
      Condition: { StringEquals: { 'saml:sub': 'admin' } },
    }),
  );
});
afterAll(() => house[Symbol.asyncDispose]());

function assume(SAMLAssertion: string, PrincipalArn = providerArn) {
  const { credentials: _none, ...config } = house.clientConfig(admin.keys);
  const nobody = { accessKeyId: 'none', secretAccessKey: 'none' };
  const client = new STSClient({ ...config, credentials: nobody, signer: { sign: async (request) => request } });
  return client.send(new AssumeRoleWithSAMLCommand({ RoleArn: role, PrincipalArn, SAMLAssertion }));
}

const refused = { code: expect.stringMatching(/^InvalidIdentityToken/), status: 400 };
const denied = { code: 'AccessDenied', message: 'Not authorized to perform sts:AssumeRoleWithSAML', status: 403 };

test('the ground that they stand on: an assertion for the administrator opens the role, one for a clerk does not', async () => {
  expect(await assume(idp.answer({ subject: 'admin' }))).toMatchObject({ Subject: 'admin' });
  expect(await refusalOf(assume(idp.answer({ subject: 'clerk' })))).toEqual(denied);
});

/** A clerk's own assertion, rightly signed, and the administrator's that the attacker wrote. */
const genuine = (): string => idp.sign(idp.assertion({ id: '_genuine', subject: 'clerk' }));
const forged = (id = '_forged'): string => idp.assertion({ id, subject: 'admin' });
const signatureOf = (text: string): string => /<ds:Signature .*<\/ds:Signature>/s.exec(text)?.[0] ?? '';
const unsigned = (text: string): string => text.replace(signatureOf(text), '');
const behindIssuer = (text: string, more: string): string => text.replace('</saml:Issuer>', `</saml:Issuer>${more}`);
const signedResponse = (content: string): string => idp.sign(idp.response(content, { id: '_response' }));

describe('signature wrapping', () => {
  test.each<readonly [string, () => string]>([
    [
      '1: the signed response as a child of the forged one’s signature',
      () => {
        const whole = signedResponse(genuine());
        const signature = signatureOf(whole).replace('</ds:Signature>', `${unsigned(whole)}</ds:Signature>`);
        return behindIssuer(idp.response(forged(), { id: '_evil' }), signature);
      },
    ],
    [
      '2: the signed response before the forged one’s content',
      () => {
        const whole = signedResponse(genuine());
        return behindIssuer(idp.response(forged(), { id: '_evil' }), unsigned(whole) + signatureOf(whole));
      },
    ],
    ['3: the forged assertion before the signed one', () => idp.response(forged() + genuine())],
    ['3: the forged assertion behind the signed one', () => idp.response(genuine() + forged())],
    [
      '4: the signed assertion within the forged one',
      () => idp.response(forged().replace('</saml:Assertion>', `${genuine()}</saml:Assertion>`)),
    ],
    [
      '5: the signature in the forged assertion, the signed one behind it',
      () => idp.response(behindIssuer(forged(), signatureOf(genuine())) + unsigned(genuine())),
    ],
    [
      '6: the signed assertion within the signature of the forged one',
      () =>
        idp.response(
          behindIssuer(
            forged(),
            signatureOf(genuine()).replace('</ds:Signature>', `${unsigned(genuine())}</ds:Signature>`),
          ),
        ),
    ],
    [
      '7: the signed assertion in an extension',
      () => behindIssuer(idp.response(forged()), `<samlp:Extensions>${genuine()}</samlp:Extensions>`),
    ],
    [
      '7: the forged assertion in an extension',
      () => behindIssuer(idp.response(genuine()), `<samlp:Extensions>${forged('_genuine')}</samlp:Extensions>`),
    ],
    [
      '8: the signed assertion in an object of the signature',
      () =>
        idp.response(
          behindIssuer(
            forged(),
            signatureOf(genuine()).replace(
              '</ds:Signature>',
              `<ds:Object>${unsigned(genuine())}</ds:Object></ds:Signature>`,
            ),
          ),
        ),
    ],
    ['the same id twice', () => idp.response(behindIssuer(forged('_genuine'), signatureOf(genuine())))],
    [
      'an id of another spelling',
      () =>
        idp
          .response(behindIssuer(forged(), signatureOf(genuine())))
          .replace('ID="_forged"', 'ID="_forged" Id="_genuine"'),
    ],
    ['the reference to the whole document', () => idp.response(genuine().replace('URI="#_genuine"', 'URI=""'))],
    ['the reference to nothing', () => idp.response(genuine().replace(' URI="#_genuine"', ''))],
    [
      'the reference by an expression',
      () => idp.response(genuine().replace('URI="#_genuine"', 'URI="#xpointer(id(&quot;_genuine&quot;))"')),
    ],
    [
      'two references, one of them right',
      () => {
        const text = genuine();
        const reference = /<ds:Reference .*<\/ds:Reference>/s.exec(text)?.[0] ?? '';
        return idp.response(text.replace(reference, reference + reference.replace('_genuine', '_forged')) + forged());
      },
    ],
    [
      'two signed infos',
      () => {
        const text = genuine();
        const info = /<ds:SignedInfo>.*<\/ds:SignedInfo>/s.exec(text)?.[0] ?? '';
        return idp.response(text.replace(info, info.replaceAll('_genuine', '_other') + info));
      },
    ],
    ['a forged assertion in a signed response', () => signedResponse('<!-- -->').replace('<!-- -->', forged())],
    ['an unsigned assertion in a signed response', () => signedResponse(forged())],
    [
      'a second subject in the assertion',
      () =>
        idp.response(
          genuine().replace(
            '<saml:Subject>',
            '<saml:Subject><saml:NameID>admin</saml:NameID></saml:Subject><saml:Subject>',
          ),
        ),
    ],
    ['one letter changed', () => idp.response(genuine().replace('>clerk<', '>admin<'))],
    ['an assertion of another namespace', () => idp.response(`${genuine()}<Assertion xmlns="urn:evil"></Assertion>`)],
  ])('%s', async (_name, make) => {
    expect(await refusalOf(assume(base64(make())))).toMatchObject(refused);
  });
});

describe('names that are cut', () => {
  test.each([
    'admin<!-- -->.evil.example.com',
    '<!-- -->admin',
    'admin<?cut?>.evil',
    'adm<![CDATA[in]]>',
    'admin&#0;.evil',
    '&admin;',
  ])('%s', async (subject) => {
    // The provider signs what its canonical form has: without comments and instructions.
    const said = subject.replaceAll(/<!--.*?-->|<\?.*?\?>/g, '').replaceAll(/<!\[CDATA\[(.*?)\]\]>/g, '$1');
    const text = idp.response(idp.sign(idp.assertion({ subject: said }))).replace(`>${said}<`, `>${subject}<`);
    expect(await refusalOf(assume(base64(text)))).toMatchObject(refused);
  });

  test('white space around a name and a longer name are other names', async () => {
    expect(await refusalOf(assume(idp.answer({ subject: 'admin.evil.example.com' })))).toEqual(denied);
    expect(await refusalOf(assume(idp.answer({ subject: 'ADMIN' })))).toEqual(denied);
  });
});

describe('algorithms', () => {
  const subject = 'admin';
  const sha256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
  const hmac = (key: string | Buffer) => (signedInfo: string) => createHmac('sha256', key).update(signedInfo).digest();
  const pem = (): string => new X509Certificate(Buffer.from(idp.certificate, 'base64')).toString();
  test.each<readonly [string, () => string]>([
    ['SHA-1', () => idp.answer({ subject }, { signatureMethod: `${xmldsig}rsa-sha1` })],
    ['a digest of SHA-1', () => idp.answer({ subject }, { digestMethod: `${xmldsig}sha1` })],
    ['none', () => idp.answer({ subject }, { signatureMethod: 'none', signer: () => Buffer.alloc(0) })],
    [
      'HMAC with the certificate as its key',
      () =>
        idp.answer(
          { subject },
          { signatureMethod: 'http://www.w3.org/2001/04/xmldsig-more#hmac-sha256', signer: hmac(pem()) },
        ),
    ],
    [
      'HMAC-SHA1 with the public key as its key',
      () => {
        const key = createPublicKey(pem()).export({ type: 'spki', format: 'pem' });
        return idp.answer({ subject }, { signatureMethod: `${xmldsig}hmac-sha1`, signer: hmac(key.toString()) });
      },
    ],
    ['a method of Object', () => idp.answer({ subject }, { signatureMethod: 'constructor' })],
    ['the key that the message names', () => stranger.answer({ subject })],
    [
      'the key that the message names, under the certificate of the provider',
      () => stranger.answer({ subject }, { certificate: idp.certificate }),
    ],
    [
      'a program as a transform',
      () => idp.answer({ subject }, { transforms: ['http://www.w3.org/TR/1999/REC-xslt-19991116', canonical] }),
    ],
    [
      'an expression as a transform',
      () => idp.answer({ subject }, { transforms: ['http://www.w3.org/TR/1999/REC-xpath-19991116', canonical] }),
    ],
    ['no transform', () => idp.answer({ subject }, { transforms: [] })],
    [
      'comments in the canonical form',
      () => idp.answer({ subject }, { transforms: [`${xmldsig}enveloped-signature`, `${canonical}WithComments`] }),
    ],
    [
      'a thousand transforms',
      () => idp.answer({ subject }, { transforms: Array.from({ length: 800 }, () => canonical) }),
    ],
    [
      'an empty digest',
      () =>
        base64(idp.response(idp.sign(idp.assertion({ subject })).replace(/<ds:DigestValue>[^<]*/, '<ds:DigestValue>'))),
    ],
    [
      'a digest with another one in a comment',
      () =>
        base64(
          idp.response(idp.sign(idp.assertion({ subject })).replace('<ds:DigestValue>', '<ds:DigestValue><!--x-->')),
        ),
    ],
    [
      'no value',
      () =>
        base64(
          idp.response(idp.sign(idp.assertion({ subject })).replace(/<ds:SignatureValue>[^<]*/, '<ds:SignatureValue>')),
        ),
    ],
  ])('%s', async (_name, make) => {
    expect(await refusalOf(assume(make()))).toMatchObject(refused);
  });

  test('and the one that is right', async () => {
    await assume(idp.answer({ subject }, { digestMethod: sha256 }));
  });
});

describe('somebody else’s', () => {
  test('an assertion that was spent', async () => {
    const sent = idp.answer({ subject: 'admin' });
    await assume(sent);
    expect(await refusalOf(assume(sent))).toMatchObject(refused);
    // In another wrapping it is the same one.
    const again = Buffer.from(sent, 'base64')
      .toString()
      .replace(/ID="_r\d+"/, 'ID="_again"');
    expect(await refusalOf(assume(base64(again)))).toMatchObject(refused);
  });

  test('a hundred at once: one opens the role', async () => {
    const sent = idp.answer({ subject: 'admin' });
    const tries = await Promise.allSettled(Array.from({ length: 100 }, () => assume(sent)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test("another account's provider of the same name and issuer", async () => {
    const [, other] = house.accounts;
    const foreign = clientsOf(house, other?.admin ?? admin.keys);
    const { SAMLProviderArn = '' } = await foreign.iam.send(
      new CreateSAMLProviderCommand({ Name: 'Corp', SAMLMetadataDocument: stranger.metadata() }),
    );
    const attributes = { [`${awsAttribute}Role`]: [`${role},${SAMLProviderArn}`, `${role},${providerArn}`] };
    const sent = stranger.answer({ subject: 'admin', attributes });
    expect(await refusalOf(assume(sent, SAMLProviderArn))).toMatchObject(refused);
    expect(await refusalOf(assume(sent))).toMatchObject(refused);
  });

  test('another provider of the same account: the trust policy names one', async () => {
    const { SAMLProviderArn = '' } = await admin.iam.send(
      new CreateSAMLProviderCommand({ Name: 'Second', SAMLMetadataDocument: stranger.metadata() }),
    );
    const attributes = { [`${awsAttribute}Role`]: [`${role},${SAMLProviderArn}`] };
    expect(await refusalOf(assume(stranger.answer({ subject: 'admin', attributes }), SAMLProviderArn))).toEqual(denied);
  });
});

describe('bombs', () => {
  const within = (text: string): string =>
    idp.response(idp.sign(idp.assertion({ subject: 'admin' }))).replace('<samlp:Status>', `${text}<samlp:Status>`);
  const entities = `<!DOCTYPE r [<!ENTITY a "${'x'.repeat(100)}">${Array.from({ length: 10 }, (_, i) => `<!ENTITY a${i} "${'&a;'.repeat(50)}">`).join('')}]>`;
  test.each<readonly [string, () => string]>([
    ['entities', () => entities + within('&a9;')],
    ['an entity outside', () => `<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>${within('&a;')}`],
    ['a document type outside', () => `<!DOCTYPE r SYSTEM "http://127.0.0.1:1/evil.dtd">${within('')}`],
    ['depth', () => within('<a>'.repeat(5000) + '</a>'.repeat(5000))],
    ['breadth', () => within('<a></a>'.repeat(5000))],
    ['attributes', () => within(`<a ${Array.from({ length: 5000 }, (_, i) => `b${i}=""`).join(' ')}></a>`)],
    ['namespaces', () => within(`<a ${Array.from({ length: 2000 }, (_, i) => `xmlns:b${i}="u:${i}"`).join(' ')}></a>`)],
    ['a long name', () => within(`<${'a'.repeat(30_000)}></${'a'.repeat(30_000)}>`)],
    [
      'three thousand ids, one of them twice',
      () => within(Array.from({ length: 3000 }, (_, i) => `<a ID="${i < 2999 ? i : 0}"></a>`).join('')),
    ],
    ['signatures', () => within(signatureOf(genuine()).repeat(20))],
  ])('%s, in a second', async (_name, make) => {
    const sent = base64(make());
    const started = performance.now();
    const refusal = await refusalOf(assume(sent));
    expect(performance.now() - started).toBeLessThan(1000);
    // Where the base64 is longer than AWS takes, the model says so.
    expect(refusal).toMatchObject({
      status: 400,
      code: expect.stringMatching(/^(InvalidIdentityToken|ValidationError)/),
    });
  });

  test('names of a megabyte, in a document and in a message', async () => {
    const long = 'a'.repeat(700_000);
    const SAMLMetadataDocument = idp.metadata().replace('<md:NameIDFormat>', `<${long}/><md:NameIDFormat>`);
    const made = admin.iam.send(new CreateSAMLProviderCommand({ Name: 'Long', SAMLMetadataDocument }));
    expect(await refusalOf(made)).toMatchObject({ code: 'InvalidInputException', message: 'Could not parse metadata' });
    const named = idp.metadata().replace(entityId, long);
    const other = admin.iam.send(new CreateSAMLProviderCommand({ Name: 'Long', SAMLMetadataDocument: named }));
    expect(await refusalOf(other)).toMatchObject({ code: 'InvalidInputException' });
  });

  test('bytes that are no text, at each place of a message', async () => {
    const bytes = Buffer.from(idp.response(genuine()));
    for (let at = 0; at < bytes.length; at += 101) {
      const changed = Buffer.from(bytes);
      changed[at] = 0xff;
      expect(await refusalOf(assume(changed.toString('base64')))).toMatchObject(refused);
    }
  });

  test('each letter of what was signed counts', async () => {
    const text = idp.response(idp.sign(idp.assertion({ subject: 'admin' })));
    const from = text.indexOf('<saml:Assertion');
    const to = text.indexOf('</saml:Assertion>');
    const certificate = text.indexOf('<ds:KeyInfo>');
    const after = text.indexOf('</ds:KeyInfo>');
    for (let at = from; at < to; at += 37) {
      // The certificate that the message brings is not looked at.
      if (at > certificate && at < after) continue;
      const letter = text[at] === 'x' ? 'y' : 'x';
      const changed = text.slice(0, at) + letter + text.slice(at + 1);
      const refusal = await refusalOf(assume(base64(changed)));
      expect(refusal, text.slice(at - 20, at + 20)).toMatchObject({ status: expect.any(Number) });
    }
  });
});
