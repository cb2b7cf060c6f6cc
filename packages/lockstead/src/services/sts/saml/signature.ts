/**
 * Signatures of SAML messages. `xml-crypto` verifies them; what it may be asked to do is decided before, on a tree that another parser read: one
 * signature in its place, of one reference, to the element that bears it, by algorithms of a short list, with a certificate of the provider. What it
 * verified comes back as canonical text, and nothing else of the message is read afterwards.
 * XML signatures: https://www.w3.org/TR/xmldsig-core1/
 */
import type { SignedXml } from 'xml-crypto';
import { Gathering } from '#kernel/turns';
import { samlNames } from '../../saml/names.ts';
import { childrenOf, everyElement, onlyChild, readXml, type XmlElement } from '../../saml/xml.ts';
import { InvalidIdentityToken } from '../errors.ts';
import { samlLimits } from './limits.ts';

/** Loaded with the first assertion: most servers never see one. */
const libraries = async (): Promise<[typeof import('xml-crypto'), typeof import('@xmldom/xmldom')]> =>
  await Promise.all([import('xml-crypto'), import('@xmldom/xmldom')]);

const enveloped = `${samlNames.signature}enveloped-signature`;
/** AWS DIFFERS? It took signatures with SHA-1 for years. Who has one can make it fit another assertion by now, so none is taken here. */
const signatureMethods = [
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
  'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1',
] as const;
const digestMethods = [`${samlNames.encryption}sha256`, `${samlNames.encryption}sha512`] as const;
/** AWS DIFFERS? It may know more. Identity providers sign in this form. */
const canonicalForms = [samlNames.canonical] as const;
const parts: readonly (readonly string[])[] = [
  ['SignedInfo', 'SignatureValue'],
  ['SignedInfo', 'SignatureValue', 'KeyInfo'],
];

/**
 * What `element` says, as it was signed: read anew from the canonical text that the signature covers. `text` is the document that it stands in, of which
 * it is the root or a child of the root. `certificates` are the provider's; those that the message brings are never looked at. Throws `InvalidIdentityToken`.
 */
export async function signedElement(
  text: string,
  element: XmlElement,
  certificates: readonly string[],
): Promise<XmlElement> {
  const id = signedId(element);
  using work = new Gathering();
  for (const [index, certificate] of certificates.entries()) {
    if (index > 0) await work.turn();
    const canonical = await verified(text, id, certificate);
    if (canonical === undefined) continue;
    const signed = readXml(canonical, 'plain', samlLimits.document);
    const isSame =
      signed?.name === element.name && signed.namespace === element.namespace && signed.attributes.get('ID') === id;
    if (isSame) return signed;
  }
  throw InvalidIdentityToken.responseSignature();
}

/** Whether the element bears a signature, of whatever form. */
export function isSigned(element: XmlElement): boolean {
  return childrenOf(element, samlNames.signature, 'Signature').length > 0;
}

/** Throws where an id stands twice, or a signature anywhere but in the response and its assertion: then some reader could take one for another. */
export function checkPlaces(root: XmlElement): void {
  const ids = new Set<string>();
  let signatures = 0;
  for (const { name, attributes } of everyElement(root)) {
    if (name === 'Signature') signatures += 1;
    for (const [attribute, id] of attributes) {
      if (!/^(?:\{[^}]*\})?id$/i.test(attribute)) continue;
      if (ids.has(id) || id.length > samlLimits.idLengthMax) throw InvalidIdentityToken.responseSignature();
      ids.add(id);
    }
  }
  const inPlace = [root, ...childrenOf(root, samlNames.assertion, 'Assertion')].flatMap((bearer) =>
    childrenOf(bearer, samlNames.signature, 'Signature'),
  );
  if (signatures !== inPlace.length) throw InvalidIdentityToken.responseSignature();
}

/** The id that the one signature of the element refers to: its own. Throws where the signature has any other form. */
function signedId(element: XmlElement): string {
  const id = element.attributes.get('ID') ?? '';
  const signature = onlyChild(element, samlNames.signature, 'Signature');
  const info = signature === undefined ? undefined : onlyChild(signature, samlNames.signature, 'SignedInfo');
  if (signature === undefined || info === undefined || !hasParts(signature) || !hasInfo(info, id)) {
    throw InvalidIdentityToken.responseSignature();
  }
  return id;
}

function hasParts(signature: XmlElement): boolean {
  const names = signature.children.map(({ name }) => name).join(' ');
  return parts.some((expected) => expected.join(' ') === names) && isLeaf(signature, 'SignatureValue');
}

function hasInfo(info: XmlElement, id: string): boolean {
  const names = info.children.map(({ name }) => name).join(' ');
  const reference = onlyChild(info, samlNames.signature, 'Reference');
  return (
    names === 'CanonicalizationMethod SignatureMethod Reference' &&
    isOneOf(canonicalForms, info, 'CanonicalizationMethod') &&
    isOneOf(signatureMethods, info, 'SignatureMethod') &&
    reference !== undefined &&
    hasReference(reference, id)
  );
}

function hasReference(reference: XmlElement, id: string): boolean {
  const transforms = onlyChild(reference, samlNames.signature, 'Transforms');
  const steps = transforms?.children ?? [];
  return (
    // A name of XML: it can be no XPath of its own.
    /^[A-Za-z_][\w.-]*$/.test(id) &&
    reference.attributes.get('URI') === `#${id}` &&
    reference.children.map(({ name }) => name).join(' ') === 'Transforms DigestMethod DigestValue' &&
    isOneOf(digestMethods, reference, 'DigestMethod') &&
    isLeaf(reference, 'DigestValue') &&
    steps.length === 2 &&
    steps.every(({ name, namespace }) => name === 'Transform' && namespace === samlNames.signature) &&
    steps[0]?.attributes.get('Algorithm') === enveloped &&
    steps[0].children.length === 0 &&
    canonicalForms.includes(steps[1]?.attributes.get('Algorithm') as (typeof canonicalForms)[number])
  );
}

function isOneOf(known: readonly string[], parent: XmlElement, name: string): boolean {
  const method = onlyChild(parent, samlNames.signature, name);
  return method?.children.length === 0 && known.includes(method.attributes.get('Algorithm') ?? '');
}

function isLeaf(parent: XmlElement, name: string): boolean {
  return onlyChild(parent, samlNames.signature, name)?.children.length === 0;
}

/** The canonical text that this certificate's key signed; undefined where it signed something else. */
async function verified(text: string, id: string, certificate: string): Promise<string | undefined> {
  const [{ SignedXml }, { DOMParser }] = await libraries();
  const library = limited(new SignedXml({ publicCert: pemOf(certificate), getCertFromKeyInfo: () => null }));
  try {
    const { documentElement: root } = new DOMParser({ errorHandler: refuse }).parseFromString(text, 'text/xml');
    const bearer = [root, ...Array.from(root.childNodes)].find(
      (node) => 'getAttribute' in node && (node as Element).getAttribute('ID') === id,
    );
    const signature = Array.from(bearer?.childNodes ?? []).find(
      (node) => (node as Element).localName === 'Signature' && (node as Element).namespaceURI === samlNames.signature,
    );
    if (signature === undefined) return undefined;
    library.loadSignature(signature);
    if (library.checkSignature(text) !== true) return undefined;
    const [canonical, ...others] = library.getSignedReferences();
    return others.length === 0 ? canonical : undefined;
  } catch {
    // The library throws for a wrong signature, and for what it does not understand: neither is signed.
    return undefined;
  }
}

/** Takes from the library what it must not be asked for, in case it reads a method elsewhere than we do. */
function limited(library: SignedXml): SignedXml {
  library.SignatureAlgorithms = picked(library.SignatureAlgorithms, signatureMethods);
  library.HashAlgorithms = picked(library.HashAlgorithms, digestMethods);
  library.CanonicalizationAlgorithms = picked(library.CanonicalizationAlgorithms, [...canonicalForms, enveloped]);
  return library;
}

function picked<T>(all: Readonly<Record<string, T>>, names: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
}

function refuse(_level: string, message: unknown): never {
  throw new Error(String(message));
}

function pemOf(certificate: string): string {
  return `-----BEGIN CERTIFICATE-----\n${certificate.replaceAll(/.{64}(?!$)/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}
