/**
 * What an assertion gives the session: role, name, duration, tags and source identity, by AWS's names of attributes.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html
 */
import type { Tag } from '#service/session';
import { samlNames } from '../../saml/names.ts';
import { childrenOf, type XmlElement } from '../../saml/xml.ts';
import { InvalidIdentityToken } from '../errors.ts';
import { stsLimits } from '../limits.ts';
import { samlLimits } from './limits.ts';

/** Values by the attribute's name, in the order of the assertion. */
export type SamlAttributes = ReadonlyMap<string, readonly string[]>;

const aws = 'https://aws.amazon.com/SAML/Attributes/';
const principalTag = `${aws}PrincipalTag:`;
const roleSessionName = /^[\w+=,.@-]{2,64}$/;

/** A name that stands twice has the values of both. */
export function attributesOf(assertion: XmlElement): SamlAttributes {
  const found = new Map<string, string[]>();
  for (const statement of childrenOf(assertion, samlNames.assertion, 'AttributeStatement')) {
    for (const attribute of childrenOf(statement, samlNames.assertion, 'Attribute')) {
      const name = attribute.attributes.get('Name') ?? '';
      const values = childrenOf(attribute, samlNames.assertion, 'AttributeValue').map(textWithin);
      found.set(name, [...(found.get(name) ?? []), ...values]);
    }
  }
  return found;
}

/** A value may be wrapped, as a NameID is. */
function textWithin({ text, children }: XmlElement): string {
  const [only] = children.length === 1 ? children : [];
  return (only?.children.length === 0 ? only.text : text).trim();
}

/** Throws `InvalidIdentityToken` where the pair is not among those of the attribute, in either order. */
export function checkRole(attributes: SamlAttributes, roleArn: string, providerArn: string): void {
  if (rolesOf(attributes).some(({ role, provider }) => role === roleArn && provider === providerArn)) return;
  throw InvalidIdentityToken.samlRole();
}

export interface SamlRole {
  readonly role: string;
  readonly provider: string;
}

/** The pairs that the attribute names. What is no pair of a role and a provider is passed over, as in the list that people choose from. */
export function rolesOf(attributes: SamlAttributes): readonly SamlRole[] {
  return (attributes.get(`${aws}Role`) ?? []).flatMap((value) => {
    const arns = value.split(',').map((arn) => arn.trim());
    const role = arns.find((arn) => arn.includes(':role/'));
    const provider = arns.find((arn) => arn.includes(':saml-provider/'));
    return arns.length === 2 && role !== undefined && provider !== undefined ? [{ role, provider }] : [];
  });
}

/** Throws `InvalidIdentityToken`. */
export function sessionNameOf(attributes: SamlAttributes): string {
  const name = only(attributes, 'RoleSessionName');
  if (name === undefined) throw InvalidIdentityToken.samlNoSessionName();
  if (!roleSessionName.test(name)) throw InvalidIdentityToken.samlSessionName();
  return name;
}

/** Throws `InvalidIdentityToken`. */
export function sourceIdentityOf(attributes: SamlAttributes): string | undefined {
  const identity = only(attributes, 'SourceIdentity');
  if (identity === undefined) return undefined;
  if (!roleSessionName.test(identity) || identity.toLowerCase().startsWith('aws:')) {
    throw InvalidIdentityToken.samlSourceIdentity();
  }
  return identity;
}

/** In seconds. Throws `InvalidIdentityToken` for what is no number from 900 to 43,200. */
export function sessionSecondsOf(attributes: SamlAttributes): number | undefined {
  const text = only(attributes, 'SessionDuration');
  if (text === undefined) return undefined;
  const seconds = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  const { samlSecondsMin, samlSecondsMax } = stsLimits;
  if (seconds < samlSecondsMin || seconds > samlSecondsMax) throw InvalidIdentityToken.samlAttribute('SessionDuration');
  return seconds;
}

export interface PassedTags {
  readonly tags: readonly Tag[];
  readonly transitiveTagKeys: readonly string[];
}

/** Throws `InvalidIdentityToken` for tags that do not have AWS's form: they are never left out silently. */
export function tagsOf(attributes: SamlAttributes): PassedTags {
  const tags = [...attributes]
    .filter(([name]) => name.startsWith(principalTag))
    .map(([name, values]) => tagOf(name.slice(principalTag.length), values));
  if (tags.length > samlLimits.sessionTagsMax) throw InvalidIdentityToken.samlAttribute('PrincipalTag');
  return { tags, transitiveTagKeys: attributes.get(`${aws}TransitiveTagKeys`) ?? [] };
}

function tagOf(key: string, [value, ...others]: readonly string[]): Tag {
  const { tagKeyLengthMax, tagValueLengthMax } = samlLimits;
  const isKey = key.length > 0 && key.length <= tagKeyLengthMax && isTagText(key);
  const isValue = value !== undefined && value.length <= tagValueLengthMax && isTagText(value);
  if (!isKey || !isValue || others.length > 0) throw InvalidIdentityToken.samlAttribute(`PrincipalTag:${key}`);
  return { Key: key, Value: value };
}

/** The model's pattern for the tags that are passed as parameters. */
function isTagText(text: string): boolean {
  return /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(text);
}

function only(attributes: SamlAttributes, name: string): string | undefined {
  const values = attributes.get(`${aws}${name}`);
  if (values === undefined) return undefined;
  if (values.length !== 1) throw InvalidIdentityToken.samlAttribute(name);
  return values[0];
}
