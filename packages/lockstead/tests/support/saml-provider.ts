/**
 * An identity provider of a test: its metadata, and assertions that it signs. Written in canonical form by hand and signed by Node's cryptography, so
 * that nothing of it is what verifies it.
 */
import { createHash, createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { generate } from 'selfsigned';

export const awsAttribute = 'https://aws.amazon.com/SAML/Attributes/';
export const awsRecipient = 'https://signin.aws.amazon.com/saml';
export const persistent = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';
const xmldsig = 'http://www.w3.org/2000/09/xmldsig#';
const canonical = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const enveloped = `${xmldsig}enveloped-signature`;
const samlNamespace = 'urn:oasis:names:tc:SAML:2.0:assertion';

/** Attribute values by name; several for one name stand in one attribute. */
export type Attributes = Readonly<Record<string, readonly string[] | string | undefined>>;

/** What an assertion says; all of it has a usual value, and null leaves an element or attribute out. */
export interface Claims {
  readonly id?: string;
  readonly issuer?: string;
  readonly subject?: string | null;
  readonly format?: string | null;
  /** Instead of the whole element. */
  readonly subjectXml?: string;
  readonly recipient?: string | null;
  readonly confirmedUntil?: Date | null;
  readonly audiences?: readonly string[] | null;
  readonly notBefore?: Date | null;
  readonly notOnOrAfter?: Date | null;
  readonly issuedAt?: Date;
  readonly sessionUntil?: Date;
  readonly attributes?: Attributes;
}

export interface Signing {
  /** Of the one who signs, where it is not the provider itself. */
  readonly key?: KeyObject;
  readonly certificate?: string;
  readonly signatureMethod?: string;
  readonly digestMethod?: string;
  readonly transforms?: readonly string[];
  /** Instead of signing with `key`. */
  readonly signer?: (signedInfo: string) => Buffer;
}

export interface SamlIdp {
  readonly entityId: string;
  /** Base64 of DER. */
  readonly certificate: string;
  readonly key: KeyObject;
  metadata(more?: { readonly certificates?: readonly string[]; readonly attributes?: string }): string;
  /** Not signed. */
  assertion(claims?: Claims): string;
  /** Signs the element that the text is, as SAML does: enveloped, behind the issuer. */
  sign(element: string, signing?: Signing): string;
  /** A response around what is given, not signed. */
  response(
    content: string,
    more?: { readonly id?: string; readonly status?: string; readonly issuer?: string },
  ): string;
  /** A signed assertion in a response, in base64. */
  answer(claims?: Claims, signing?: Signing): string;
}

export const base64 = (text: string): string => Buffer.from(text).toString('base64');
const at = (ms: number): Date => new Date(Date.now() + ms);
let counted = 0;

export async function samlIdp(entityId: string, roles: readonly string[], keySize = 2048): Promise<SamlIdp> {
  const pems = await generate([{ name: 'commonName', value: new URL(entityId).hostname }], { keySize });
  const certificate = pems.cert.replaceAll(/-----[A-Z ]+-----|\s/g, '');
  const key = createPrivateKey(pems.private);

  const idp: SamlIdp = {
    entityId,
    certificate,
    key,
    metadata({ certificates = [certificate], attributes = '' } = {}) {
      const keys = certificates.map(
        (one) =>
          `<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="${xmldsig}"><ds:X509Data><ds:X509Certificate>\n${one.replaceAll(/.{64}/g, '$&\n')}\n</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`,
      );
      return `<?xml version="1.0" encoding="UTF-8"?>
<!-- made by a test -->
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entityId}"${attributes}>
  <md:IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    ${keys.join('\n    ')}
    <md:NameIDFormat>${persistent}</md:NameIDFormat>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${entityId}/sso"></md:SingleSignOnService>
  </md:IDPSSODescriptor>
</md:EntityDescriptor>
`;
    },
    assertion: (claims = {}) => assertionXml(entityId, roles, claims),
    sign: (element, signing = {}) => signed(element, { key, certificate, ...signing }),
    response(content, { id = `_r${counted++}`, status = 'Success', issuer = entityId } = {}) {
      const now = at(0).toISOString();
      return `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" Destination="${awsRecipient}" ID="${id}" IssueInstant="${now}" Version="2.0"><saml:Issuer xmlns:saml="${samlNamespace}">${issuer}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:${status}"></samlp:StatusCode></samlp:Status>${content}</samlp:Response>`;
    },
    answer: (claims = {}, signing = {}) => base64(idp.response(idp.sign(idp.assertion(claims), signing))),
  };
  return idp;
}

const given = <T>(value: T | null | undefined, usual: T): T | undefined =>
  value === null ? undefined : (value ?? usual);
const dated = (name: string, date: Date | undefined): string =>
  date === undefined ? '' : ` ${name}="${date.toISOString()}"`;

function assertionXml(entityId: string, roles: readonly string[], claims: Claims): string {
  const usual = { [`${awsAttribute}Role`]: roles, [`${awsAttribute}RoleSessionName`]: 'jane@example.com' };
  const attributes = Object.entries({ ...usual, ...claims.attributes }).flatMap(([name, values]) =>
    values === undefined
      ? []
      : `<saml:Attribute Name="${name}">${[values]
          .flat()
          .map((value) => `<saml:AttributeValue>${value}</saml:AttributeValue>`)
          .join('')}</saml:Attribute>`,
  );
  const audiences = given(claims.audiences, ['urn:amazon:webservices']);
  const restriction =
    audiences === undefined
      ? ''
      : `<saml:AudienceRestriction>${audiences.map((one) => `<saml:Audience>${one}</saml:Audience>`).join('')}</saml:AudienceRestriction>`;
  return `<saml:Assertion xmlns:saml="${samlNamespace}" ID="${claims.id ?? `_a${Date.now()}${counted++}`}" IssueInstant="${(claims.issuedAt ?? at(0)).toISOString()}" Version="2.0"><saml:Issuer>${claims.issuer ?? entityId}</saml:Issuer>${claims.subjectXml ?? subjectXml(claims)}<saml:Conditions${dated('NotBefore', given(claims.notBefore, at(-60_000)))}${dated('NotOnOrAfter', given(claims.notOnOrAfter, at(240_000)))}>${restriction}</saml:Conditions><saml:AuthnStatement AuthnInstant="${at(0).toISOString()}"${dated('SessionNotOnOrAfter', claims.sessionUntil)}><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>${attributes.join('')}</saml:AttributeStatement></saml:Assertion>`;
}

function subjectXml(claims: Claims): string {
  const format = given(claims.format, persistent);
  const subject = given(claims.subject, 'jane');
  const nameId =
    subject === undefined
      ? ''
      : `<saml:NameID${format === undefined ? '' : ` Format="${format}"`}>${subject}</saml:NameID>`;
  const recipient = given(claims.recipient, awsRecipient);
  const until = dated('NotOnOrAfter', given(claims.confirmedUntil, at(240_000)));
  return `<saml:Subject>${nameId}<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData${until}${recipient === undefined ? '' : ` Recipient="${recipient}"`}></saml:SubjectConfirmationData></saml:SubjectConfirmation></saml:Subject>`;
}

const hashes: Readonly<Record<string, string>> = {
  [`${xmldsig}sha1`]: 'sha1',
  'http://www.w3.org/2001/04/xmlenc#sha256': 'sha256',
  'http://www.w3.org/2001/04/xmlenc#sha512': 'sha512',
};

function signed(
  element: string,
  {
    key,
    certificate,
    signatureMethod = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    digestMethod = 'http://www.w3.org/2001/04/xmlenc#sha256',
    transforms = [enveloped, canonical],
    signer,
  }: Signing & { readonly key: KeyObject; readonly certificate: string },
): string {
  const id = / ID="([^"]+)"/.exec(element)?.[1] ?? '';
  const digest = createHash(hashes[digestMethod] ?? 'sha256')
    .update(element)
    .digest('base64');
  const listed = transforms.map((algorithm) => `<ds:Transform Algorithm="${algorithm}"></ds:Transform>`).join('');
  const within = `<ds:CanonicalizationMethod Algorithm="${canonical}"></ds:CanonicalizationMethod><ds:SignatureMethod Algorithm="${signatureMethod}"></ds:SignatureMethod><ds:Reference URI="#${id}"><ds:Transforms>${listed}</ds:Transforms><ds:DigestMethod Algorithm="${digestMethod}"></ds:DigestMethod><ds:DigestValue>${digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>`;
  const signedInfo = `<ds:SignedInfo xmlns:ds="${xmldsig}">${within}`;
  const hash = signatureMethod.endsWith('sha1') ? 'sha1' : signatureMethod.endsWith('512') ? 'sha512' : 'sha256';
  const value = signer === undefined ? sign(hash, Buffer.from(signedInfo), key) : signer(signedInfo);
  const signature = `<ds:Signature xmlns:ds="${xmldsig}"><ds:SignedInfo>${within}<ds:SignatureValue>${value.toString('base64')}</ds:SignatureValue><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>`;
  const behind = element.indexOf('</saml:Issuer>') + '</saml:Issuer>'.length;
  return element.slice(0, behind) + signature + element.slice(behind);
}
