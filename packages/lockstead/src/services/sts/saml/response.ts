/**
 * A SAML response as it arrives: base64 of XML. What stands in it is believed only after its signature was verified (signature.ts), and then it is not
 * read from here.
 * SAML: https://docs.oasis-open.org/security/saml/v2.0/saml-core-2.0-os.pdf
 */
import { samlNames } from '../../saml/names.ts';
import { childrenOf, everyElement, onlyChild, readXml, type XmlElement } from '../../saml/xml.ts';
import { IDPRejectedClaim, InvalidIdentityToken } from '../errors.ts';
import { samlLimits } from './limits.ts';

export interface SamlResponse {
  readonly text: string;
  readonly root: XmlElement;
  /** The one assertion, or the one that is encrypted. */
  readonly assertion: XmlElement;
  readonly isEncrypted: boolean;
}

/** Throws `InvalidIdentityToken` for what is not a response with one assertion, and `IDPRejectedClaim` for one that says no. */
export function readResponse(base64: string): SamlResponse {
  const text = decoded(base64);
  const root = text === undefined ? undefined : readXml(text, 'plain', samlLimits.document);
  if (text === undefined || root?.name !== 'Response' || root.namespace !== samlNames.protocol) {
    throw InvalidIdentityToken.samlResponse();
  }
  checkStatus(root);
  const plain = childrenOf(root, samlNames.assertion, 'Assertion');
  const encrypted = childrenOf(root, samlNames.assertion, 'EncryptedAssertion');
  const [assertion, ...others] = [...plain, ...encrypted];
  // One that stands anywhere else would be a second one, for whoever looks there.
  const isOnly = [...everyElement(root)].filter(isAssertion).length === 1;
  if (assertion === undefined || others.length > 0 || !isOnly) throw InvalidIdentityToken.samlResponse();
  return { text, root, assertion, isEncrypted: encrypted.length > 0 };
}

/** The text of an assertion that was encrypted, read on its own. */
export function readAssertion(text: string): XmlElement {
  const root = readXml(text, 'plain', samlLimits.document);
  const isOne = root !== undefined && [...everyElement(root)].filter(isAssertion).length === 1;
  if (root?.name !== 'Assertion' || root.namespace !== samlNames.assertion || !isOne) {
    throw InvalidIdentityToken.samlResponse();
  }
  return root;
}

/** In whatever namespace: nothing that looks like an assertion is passed over. */
function isAssertion({ name }: XmlElement): boolean {
  return name === 'Assertion' || name === 'EncryptedAssertion';
}

function decoded(base64: string): string | undefined {
  const packed = base64.replaceAll(/[ \t\r\n]/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(packed) || packed.length % 4 !== 0) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(packed, 'base64'));
  } catch {
    return undefined;
  }
}

function checkStatus(root: XmlElement): void {
  const status = onlyChild(root, samlNames.protocol, 'Status');
  const code = status === undefined ? undefined : onlyChild(status, samlNames.protocol, 'StatusCode');
  const value = code?.attributes.get('Value');
  if (value === undefined) throw InvalidIdentityToken.samlResponse();
  if (value !== samlNames.success) throw new IDPRejectedClaim();
}
