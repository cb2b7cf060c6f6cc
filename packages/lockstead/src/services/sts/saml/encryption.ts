/**
 * Encrypted assertions: a key that was encrypted to the provider's RSA key, and an assertion that was encrypted with it. Why one does not open is told to
 * nobody: the block ciphers of the first standard are not authenticated, so a difference between failures would open them byte by byte.
 * XML encryption: https://www.w3.org/TR/xmlenc-core1/
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml.html (AES in GCM or CBC)
 */
import { constants, createDecipheriv, createPrivateKey, privateDecrypt } from 'node:crypto';
import type { Secret } from '#kernel/secret';
import { samlNames } from '../../saml/names.ts';
import { everyElement, onlyChild, type XmlElement } from '../../saml/xml.ts';

const { encryption, encryption11, signature } = samlNames;

interface Cipher {
  readonly name: 'aes-128-cbc' | 'aes-192-cbc' | 'aes-256-cbc' | 'aes-128-gcm' | 'aes-192-gcm' | 'aes-256-gcm';
  readonly keyBytes: number;
}

const ciphers: ReadonlyMap<string, Cipher> = new Map([
  [`${encryption}aes128-cbc`, { name: 'aes-128-cbc', keyBytes: 16 }],
  [`${encryption}aes192-cbc`, { name: 'aes-192-cbc', keyBytes: 24 }],
  [`${encryption}aes256-cbc`, { name: 'aes-256-cbc', keyBytes: 32 }],
  [`${encryption11}aes128-gcm`, { name: 'aes-128-gcm', keyBytes: 16 }],
  [`${encryption11}aes192-gcm`, { name: 'aes-192-gcm', keyBytes: 24 }],
  [`${encryption11}aes256-gcm`, { name: 'aes-256-gcm', keyBytes: 32 }],
]);
const gcmNonceBytes = 12;
const gcmTagBytes = 16;
const blockBytes = 16;

/** The digest of OAEP, and of its mask, which have to be the same one here. PKCS #1 1.5 is not among them: it gives itself away. */
const oaepHashes: ReadonlyMap<string, string> = new Map([
  [`${signature}sha1`, 'sha1'],
  [`${encryption}sha256`, 'sha256'],
  [`${encryption}sha512`, 'sha512'],
  [`${encryption11}mgf1sha1`, 'sha1'],
  [`${encryption11}mgf1sha256`, 'sha256'],
  [`${encryption11}mgf1sha512`, 'sha512'],
]);

/** The text of the assertion; undefined where none of the keys opens it. */
export function openAssertion(encrypted: XmlElement, privateKeys: readonly Secret[]): string | undefined {
  const assertion = onlyChild(encrypted, encryption, 'EncryptedData');
  // It stands within what it encrypted, or beside it.
  const [key, ...otherKeys] = [...everyElement(encrypted)].filter(
    ({ name, namespace }) => name === 'EncryptedKey' && namespace === encryption,
  );
  if (assertion === undefined || key === undefined || otherKeys.length > 0) return undefined;
  const cipher = ciphers.get(algorithmOf(assertion));
  const content = cipherValue(assertion);
  if (cipher === undefined || content === undefined) return undefined;
  for (const privateKey of privateKeys) {
    const contentKey = openKey(key, privateKey);
    if (contentKey?.length !== cipher.keyBytes) continue;
    const opened = openContent(cipher, contentKey, content);
    if (opened !== undefined) return opened;
  }
  return undefined;
}

function openKey(encryptedKey: XmlElement, privateKey: Secret): Buffer | undefined {
  const oaepHash = oaepHashOf(encryptedKey);
  const value = cipherValue(encryptedKey);
  if (oaepHash === undefined || value === undefined) return undefined;
  try {
    const key = createPrivateKey(privateKey.reveal());
    return privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, value);
  } catch {
    return undefined;
  }
}

/** Undefined where the digests differ, or are none of ours, or a label is asked for. */
function oaepHashOf(encryptedKey: XmlElement): string | undefined {
  const method = onlyChild(encryptedKey, encryption, 'EncryptionMethod');
  const algorithm = method?.attributes.get('Algorithm');
  const isFirst = algorithm === `${encryption}rsa-oaep-mgf1p`;
  if (method === undefined || (!isFirst && algorithm !== `${encryption11}rsa-oaep`)) return undefined;
  const digest = onlyChild(method, signature, 'DigestMethod')?.attributes.get('Algorithm') ?? `${signature}sha1`;
  // The first standard's mask is SHA-1's, whatever the digest.
  const mask = isFirst ? undefined : onlyChild(method, encryption11, 'MGF')?.attributes.get('Algorithm');
  const [hash, maskHash] = [digest, mask ?? `${encryption11}mgf1sha1`].map((name) => oaepHashes.get(name));
  const hasLabel = onlyChild(method, encryption, 'OAEPparams') !== undefined;
  return hash === maskHash && !hasLabel ? hash : undefined;
}

function openContent({ name }: Cipher, key: Buffer, content: Buffer): string | undefined {
  const plain = name.endsWith('gcm') ? openGcm(name, key, content) : openCbc(name, key, content);
  try {
    return plain && new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(plain);
  } catch {
    return undefined;
  }
}

function openGcm(name: string, key: Buffer, content: Buffer): Buffer | undefined {
  if (content.length < gcmNonceBytes + gcmTagBytes) return undefined;
  try {
    const nonce = content.subarray(0, gcmNonceBytes);
    const decipher = createDecipheriv(name as 'aes-128-gcm', key, nonce, { authTagLength: gcmTagBytes });
    decipher.setAuthTag(content.subarray(-gcmTagBytes));
    return Buffer.concat([decipher.update(content.subarray(gcmNonceBytes, -gcmTagBytes)), decipher.final()]);
  } catch {
    return undefined;
  }
}

/** Of the padding only the last byte has a meaning: it counts. */
function openCbc(name: string, key: Buffer, content: Buffer): Buffer | undefined {
  if (content.length < 2 * blockBytes || content.length % blockBytes !== 0) return undefined;
  const decipher = createDecipheriv(name, key, content.subarray(0, blockBytes)).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(content.subarray(blockBytes)), decipher.final()]);
  const padding = padded.at(-1) ?? 0;
  return padding >= 1 && padding <= blockBytes ? padded.subarray(0, -padding) : undefined;
}

function algorithmOf(parent: XmlElement): string {
  return onlyChild(parent, encryption, 'EncryptionMethod')?.attributes.get('Algorithm') ?? '';
}

function cipherValue(parent: XmlElement): Buffer | undefined {
  const holder = onlyChild(parent, encryption, 'CipherData');
  const value = holder === undefined ? undefined : onlyChild(holder, encryption, 'CipherValue');
  const base64 = value?.text.replaceAll(/[ \t\r\n]/g, '');
  return base64 !== undefined && /^[A-Za-z0-9+/]+={0,2}$/.test(base64) ? Buffer.from(base64, 'base64') : undefined;
}
