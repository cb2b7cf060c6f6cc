/**
 * The metadata document of an identity provider: who it is, and which certificates its signatures are verified with. A signature on the document
 * itself is not verified: whoever uploads it vouches for it.
 * SAML: https://docs.oasis-open.org/security/saml/v2.0/saml-metadata-2.0-os.pdf
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml.html
 */
import type { Instant } from '#kernel/clock';
import { Gathering } from '#kernel/turns';
import { rsaCertificate } from './certificates.ts';
import { samlNames } from './names.ts';
import { samlInstant } from './time.ts';
import { childrenOf, readLongXml, type XmlElement } from './xml.ts';

export interface SamlMetadata {
  /** What the issuer of its messages has to be, letter by letter. */
  readonly entityId: string;
  /** Base64 of DER, in the order of the document; at least one. */
  readonly certificates: readonly string[];
  /** The earliest end that the document names. */
  readonly validUntil?: Instant;
}

/** A document may be long, and names within it are not. Far beyond what identity providers write. */
const metadataLimits = { elementsMax: 500_000, depthMax: 64, attributesMax: 64, nameLengthMax: 256 } as const;
/** An old and a new one are usual. Each may have to be tried. */
const signingCertificatesMax = 20;
const entityIdLengthMax = 1024;

/** `undefined` for what is not the metadata of one identity provider. Others get their turn while a long document is read. */
export async function readMetadata(document: string): Promise<SamlMetadata | undefined> {
  using work = new Gathering();
  const root = await readLongXml(document, 'usual', metadataLimits, () => work.turn());
  if (root?.namespace !== samlNames.metadata || root.name !== 'EntityDescriptor') return undefined;
  const entityId = root.attributes.get('entityID') ?? '';
  if (entityId === '' || entityId.length > entityIdLengthMax) return undefined;
  const descriptors = childrenOf(root, samlNames.metadata, 'IDPSSODescriptor').filter(speaksSaml2);
  const texts = descriptors.flatMap(signingKeys).flatMap(certificateTexts);
  if (texts.length === 0 || texts.length > signingCertificatesMax) return undefined;
  const certificates: string[] = [];
  for (const text of texts) {
    const certificate = rsaCertificate(text);
    if (certificate === undefined) return undefined;
    if (!certificates.includes(certificate)) certificates.push(certificate);
  }
  const ends = [root, ...descriptors].flatMap(({ attributes }) => attributes.get('validUntil') ?? []).map(samlInstant);
  if (ends.includes(undefined)) return undefined;
  const validUntil = (ends as readonly Instant[]).toSorted((left, right) => left - right)[0];
  return { entityId, certificates, ...(validUntil === undefined ? {} : { validUntil }) };
}

function speaksSaml2({ attributes }: XmlElement): boolean {
  const protocols = attributes.get('protocolSupportEnumeration') ?? '';
  return protocols.split(/[ \t\r\n]+/).includes(samlNames.protocol);
}

/** A key without a use is for everything. */
function signingKeys(descriptor: XmlElement): readonly XmlElement[] {
  return childrenOf(descriptor, samlNames.metadata, 'KeyDescriptor').filter(
    ({ attributes }) => (attributes.get('use') ?? 'signing') === 'signing',
  );
}

function certificateTexts(key: XmlElement): readonly string[] {
  const within = (parents: readonly XmlElement[], name: string): readonly XmlElement[] =>
    parents.flatMap((parent) => childrenOf(parent, samlNames.signature, name));
  return within(within(within([key], 'KeyInfo'), 'X509Data'), 'X509Certificate').map(({ text }) => text);
}
