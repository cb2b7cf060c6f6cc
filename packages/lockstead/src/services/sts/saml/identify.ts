/**
 * Whom a SAML assertion vouches for, or why it is not accepted. The provider has to be one of the role's account; that it is trusted is for the role's trust
 * policy to say.
 */
import type { Instant } from '#kernel/clock';
import type { Session } from '#service/session';
import { findSamlProvider, type SamlProvider } from '#services/iam/api';
import type { Reader } from '#store/port';
import { samlNames } from '../../saml/names.ts';
import { childrenOf, onlyChild, type XmlElement } from '../../saml/xml.ts';
import { AccessDenied, InvalidIdentityToken } from '../errors.ts';
import { accountOfRole } from '../role-account.ts';
import {
  attributesOf,
  checkRole,
  rolesOf,
  type SamlRole,
  sessionNameOf,
  sessionSecondsOf,
  sourceIdentityOf,
  tagsOf,
} from './attributes.ts';
import { nameQualifierOf, samlKeys } from './condition-keys.ts';
import { checkConditions } from './conditions.ts';
import { openAssertion } from './encryption.ts';
import { samlLimits } from './limits.ts';
import type { Recipients } from './recipient.ts';
import { readAssertion, readResponse, type SamlResponse } from './response.ts';
import { checkPlaces, isSigned, signedElement } from './signature.ts';

interface SamlInput {
  readonly RoleArn: string;
  readonly PrincipalArn: string;
  readonly SAMLAssertion: string;
}

const unspecified = 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified';

/** The session of a principal of kind `federated`. Throws AWS's errors. */
export async function identifySaml(
  recipients: Recipients,
  input: SamlInput,
  reader: Reader,
  now: Instant,
): Promise<Session> {
  const roleAccount = accountOfRole(input.RoleArn);
  const found = await findSamlProvider(reader, roleAccount, input.PrincipalArn);
  if (found === undefined) throw InvalidIdentityToken.samlProvider();
  const { arn, provider } = found;
  // AWS DIFFERS? It tells another end of the provider, and what it does after the document's is not documented. SAML says that it counts no more.
  if (provider.documentEndsAt !== undefined && now >= provider.documentEndsAt)
    throw InvalidIdentityToken.samlMetadata();
  const assertion = await verifiedAssertion(readResponse(input.SAMLAssertion), found);
  const issuer = provider.entityId;
  const { subject, subjectType } = subjectOf(assertion);
  const { recipient, until, sessionUntil } = checkConditions(assertion, recipients, provider.id, now);
  const attributes = attributesOf(assertion);
  checkRole(attributes, input.RoleArn, arn);
  const nameQualifier = nameQualifierOf(issuer, roleAccount, provider.name);
  const sessionName = sessionNameOf(attributes);
  const sessionSeconds = sessionSecondsOf(attributes);
  const sourceIdentity = sourceIdentityOf(attributes);
  const vouched = {
    ...{ recipient, issuer, subject, subjectType, nameQualifier },
    provider: `${roleAccount}/${provider.name}`,
  };
  return {
    principal: {
      kind: 'federated',
      roleAccount,
      federation: { provider: arn, claims: samlKeys(vouched, attributes) },
      subject,
      audience: recipient,
      passes: { ...tagsOf(attributes), ...(sourceIdentity === undefined ? {} : { sourceIdentity }) },
      saml: {
        ...{
          assertionId: assertion.attributes.get('ID') ?? '',
          until,
          issuer,
          subjectType,
          nameQualifier,
          sessionName,
        },
        ...(sessionUntil === undefined ? {} : { sessionUntil }),
        ...(sessionSeconds === undefined ? {} : { sessionSeconds }),
      },
    },
  };
}

/**
 * What a response offers to choose from, for a page that asks. Nothing of it is verified: that is done with what was chosen. Undefined where it is
 * encrypted. Throws AWS's errors for what is no response.
 */
export function rolesOffered(response: string): readonly SamlRole[] | undefined {
  const { assertion, isEncrypted } = readResponse(response);
  return isEncrypted ? undefined : rolesOf(attributesOf(assertion));
}

/**
 * The assertion as the provider signed it. It has to be signed itself: AWS's own metadata asks for that. A signature of the response around it has to be
 * right as well, where there is one.
 * AWS DIFFERS? Whether it takes an assertion that only the response's signature covers is not documented.
 */
async function verifiedAssertion(response: SamlResponse, found: SamlProvider): Promise<XmlElement> {
  const { text, root } = response;
  const { certificates, entityId, encryption } = found.provider;
  if (encryption === 'Required' && !response.isEncrypted) throw InvalidIdentityToken.samlInClear();
  checkPlaces(root);
  const sender = childrenOf(root, samlNames.assertion, 'Issuer');
  if (sender.some((issuer) => issuer.text.trim() !== entityId)) throw InvalidIdentityToken.samlIssuer();
  const isAround = isSigned(root);
  if (!response.isEncrypted) checkIssuer(response.assertion, entityId);
  if (isAround) await signedElement(text, root, certificates);
  const assertion = response.isEncrypted
    ? await encryptedAssertion(response, found)
    : await signedElement(text, response.assertion, certificates);
  checkIssuer(assertion, entityId);
  return assertion;
}

/** Whatever is wrong with one, the answer is the same: see encryption.ts. */
async function encryptedAssertion(response: SamlResponse, found: SamlProvider): Promise<XmlElement> {
  const text = openAssertion(response.assertion, await found.privateKeys());
  if (text === undefined) throw InvalidIdentityToken.responseSignature();
  try {
    const assertion = readAssertion(text);
    checkPlaces(assertion);
    return await signedElement(text, assertion, found.provider.certificates);
  } catch (error) {
    if (error instanceof InvalidIdentityToken) throw InvalidIdentityToken.responseSignature();
    throw error;
  }
}

function checkIssuer(assertion: XmlElement, entityId: string): void {
  const issuer = onlyChild(assertion, samlNames.assertion, 'Issuer');
  if (issuer?.text.trim() !== entityId) throw InvalidIdentityToken.samlIssuer();
}

/** AWS: without a name it answers as if the role did not trust the assertion. */
function subjectOf(assertion: XmlElement): { readonly subject: string; readonly subjectType: string } {
  const holder = onlyChild(assertion, samlNames.assertion, 'Subject');
  const name = holder && onlyChild(holder, samlNames.assertion, 'NameID');
  const subject = name?.text.trim() ?? '';
  if (subject === '' || subject.length > samlLimits.subjectLengthMax || name?.children.length !== 0) {
    throw AccessDenied.saml();
  }
  const format = name.attributes.get('Format') ?? unspecified;
  const { nameIdFormats } = samlNames;
  return { subject, subjectType: format.startsWith(nameIdFormats) ? format.slice(nameIdFormats.length) : format };
}
