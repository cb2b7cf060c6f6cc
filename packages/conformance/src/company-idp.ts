/**
 * Plays the identity provider of a company with `samlp`, which has its own signatures (an older xml-crypto over another parser): nothing of it is
 * Lockstead's.
 */
import { createRequire } from 'node:module';
import { generate } from 'selfsigned';

/** The content of an employee's assertion. */
export interface Employee {
  readonly name: string;
  /** The roles that she may choose from. */
  readonly roles: readonly { readonly role: string; readonly provider: string }[];
  /** Further attributes, by the last part of AWS's names: `PrincipalTag:team`. */
  readonly attributes?: Readonly<Record<string, string | readonly string[]>>;
}

export interface CompanyIdp {
  readonly entityId: string;
  readonly metadata: string;
  /** PEM. */
  readonly certificate: string;
  /** A response of now, good for five minutes. `encryptFor`: a certificate in PEM. */
  response(employee: Employee, encryptFor?: string): Promise<string>;
}

interface Samlp {
  getSamlResponse(
    options: Readonly<Record<string, unknown>>,
    user: unknown,
    done: (error: Error | null, response: string) => void,
  ): void;
}

// It has no types, and speaks CommonJS.
const { getSamlResponse } = createRequire(import.meta.url)('samlp') as Samlp;
const aws = 'https://aws.amazon.com/SAML/Attributes/';

export async function companyIdp(entityId = 'https://login.company.example/idp'): Promise<CompanyIdp> {
  const { cert: certificate, private: key } = await generate([{ name: 'commonName', value: 'login.company.example' }], {
    keySize: 2048,
  });
  return {
    entityId,
    certificate,
    metadata: metadataOf(entityId, certificate),
    response({ name, roles, attributes = {} }, encryptFor) {
      const claims: Record<string, unknown> = {
        [`${aws}Role`]: roles.map(({ role, provider }) => `${role},${provider}`),
        [`${aws}RoleSessionName`]: name,
      };
      for (const [attribute, value] of Object.entries(attributes)) claims[`${aws}${attribute}`] = value;
      const options = {
        issuer: entityId,
        cert: certificate,
        key,
        audience: 'urn:amazon:webservices',
        destination: 'https://signin.aws.amazon.com/saml',
        recipient: 'https://signin.aws.amazon.com/saml',
        lifetimeInSeconds: 300,
        signatureAlgorithm: 'rsa-sha256',
        digestAlgorithm: 'sha256',
        nameIdentifierFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
        profileMapper: () => ({ getClaims: () => claims, getNameIdentifier: () => ({ nameIdentifier: name }) }),
        ...(encryptFor === undefined
          ? {}
          : {
              encryptionCert: encryptFor,
              encryptionPublicKey: encryptFor,
              encryptionAlgorithm: 'http://www.w3.org/2009/xmlenc11#aes256-gcm',
            }),
      };
      return new Promise((resolve, reject) => {
        getSamlResponse(options, {}, (error, text) => (error === null ? resolve(text) : reject(error)));
      });
    },
  };
}

function metadataOf(entityId: string, certificate: string): string {
  const base64 = certificate.replaceAll(/-----[A-Z ]+-----|\s/g, '');
  return `<?xml version="1.0" encoding="UTF-8"?>
<EntityDescriptor entityID="${entityId}" xmlns="urn:oasis:names:tc:SAML:2.0:metadata">
  <IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <KeyDescriptor use="signing">
      <KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#">
        <X509Data><X509Certificate>${base64}</X509Certificate></X509Data>
      </KeyInfo>
    </KeyDescriptor>
    <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${entityId}/sso"/>
  </IDPSSODescriptor>
</EntityDescriptor>
`;
}
