/**
 * What trust policies can ask of an assertion: who said it of whom, and the attributes that AWS has condition keys for.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-saml
 */
import { createHash } from 'node:crypto';
import type { SamlAttributes } from './attributes.ts';

type KeyValues = Readonly<Record<string, string | readonly string[]>>;

const eduPerson = 'urn:oid:1.3.6.1.4.1.5923.1.1.1.';
const eduOrg = 'urn:oid:1.3.6.1.4.1.5923.1.2.1.';
const claims = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/';

/** AWS's table: the key by the attribute's name. */
const lists: Readonly<Record<string, string>> = {
  [`${eduPerson}1`]: 'eduPersonAffiliation',
  [`${eduPerson}2`]: 'eduPersonNickname',
  [`${eduPerson}4`]: 'eduPersonOrgUnitDN',
  [`${eduPerson}7`]: 'eduPersonEntitlement',
  [`${eduPerson}9`]: 'eduPersonScopedAffiliation',
  [`${eduPerson}10`]: 'eduPersonTargetedID',
  [`${eduPerson}11`]: 'eduPersonAssurance',
  [`${eduOrg}2`]: 'eduOrgHomePageURI',
  [`${eduOrg}3`]: 'eduOrgIdentityAuthNPolicyURI',
  [`${eduOrg}4`]: 'eduOrgLegalName',
  [`${eduOrg}5`]: 'eduOrgSuperiorURI',
  [`${eduOrg}6`]: 'eduOrgWhitePagesURI',
  'urn:oid:2.5.4.3': 'cn',
};

/** Keys of one value: the first counts. Of the X.500 attributes AWS's table writes three with a slip; both forms are taken. */
const texts: Readonly<Record<string, string>> = {
  [`${eduPerson}3`]: 'eduPersonOrgDN',
  [`${eduPerson}5`]: 'eduPersonPrimaryAffiliation',
  [`${eduPerson}6`]: 'eduPersonPrincipalName',
  [`${eduPerson}8`]: 'eduPersonPrimaryOrgUnitDN',
  [`${claims}name`]: 'name',
  'http://schemas.xmlsoap.org/claims/CommonName': 'commonName',
  [`${claims}givenname`]: 'givenName',
  [`${claims}surname`]: 'surname',
  [`${claims}emailaddress`]: 'mail',
  'http://schemas.microsoft.com/ws/2008/06/identity/claims/primarygroupsid': 'primaryGroupSID',
  '2.5.4.3': 'commonName',
  '2.5.4.4': 'surname',
  '2.5.4.42': 'givenName',
  '2.4.5.42': 'givenName',
  '2.5.4.45': 'x500UniqueIdentifier',
  '0.9.2342.19200300.100.1.1': 'uid',
  '0.9.2342.19200300100.1.1': 'uid',
  '0.9.2342.19200300.100.1.3': 'mail',
  '0.9.2342.19200300100.1.3': 'mail',
  '0.9.2342.19200300.100.1.45': 'organizationStatus',
};

/** These stay with the session that the assertion opened; the others are asked for by trust policies alone. */
const keptKeys: ReadonlySet<string> = new Set(['saml:namequalifier', 'saml:sub', 'saml:sub_type']);

export interface Vouched {
  readonly recipient: string;
  readonly issuer: string;
  readonly subject: string;
  readonly subjectType: string;
  readonly nameQualifier: string;
  /** The account and the name of the provider, with a slash between them. */
  readonly provider: string;
}

export function samlKeys(vouched: Vouched, attributes: SamlAttributes): KeyValues {
  const found: Record<string, string | readonly string[]> = {
    'saml:aud': vouched.recipient,
    'saml:iss': vouched.issuer,
    'saml:sub': vouched.subject,
    'saml:sub_type': vouched.subjectType,
    'saml:namequalifier': vouched.nameQualifier,
    'saml:doc': vouched.provider,
  };
  for (const [name, values] of attributes) {
    const list = Object.hasOwn(lists, name) ? lists[name] : undefined;
    const text = Object.hasOwn(texts, name) ? texts[name] : undefined;
    const key = `saml:${list ?? text}`;
    // AWS maps one attribute to each key.
    if (Object.hasOwn(found, key)) continue;
    if (list !== undefined) found[key] = values;
    else if (text !== undefined && values[0] !== undefined) found[key] = values[0];
  }
  return found;
}

export function keptSamlKeys(keys: KeyValues): KeyValues {
  return Object.fromEntries(Object.entries(keys).filter(([key]) => keptKeys.has(key)));
}

/** Tells the subjects of one provider from those of another. */
export function nameQualifierOf(issuer: string, account: string, providerName: string): string {
  return createHash('sha1').update(`${issuer}${account}/${providerName}`).digest('base64');
}
