/**
 * Session tokens: everything about temporary credentials, sealed under a key derived from the root key, so that no node has to remember
 * what it handed out. AES-256-GCM; the access key id is bound in, so that a token serves its own key only.
 */
import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Entropy } from '#kernel/entropy';
import type { RootKey } from '#kernel/root-key';
import { Secret } from '#kernel/secret';
import type { Session } from '#service/session';

const version = 1;
const nonceBytes = 12;
const tagBytes = 16;
/** Sealed content never grows beyond this when it is unpacked. */
const contentBytesMax = 256 * 1024;
const tokenLengthMax = 64 * 1024;

type Sealed = Required<Pick<Session, 'temporary' | 'accessKeyId'>> & Session;

/** Seals sessions into tokens and opens them again, under keys that are derived from the root key: every node that has that key opens every token. */
export class SessionTokens {
  readonly #sealKey: Buffer;
  readonly #secretKey: Buffer;

  constructor(rootKey: RootKey) {
    this.#sealKey = rootKey.derive('sts session token');
    this.#secretKey = rootKey.derive('sts session secret');
  }

  /** The token is at least `sizeMin` bytes long: clients can find out that they bear long ones. */
  seal(session: Sealed, entropy: Entropy, sizeMin = 0): string {
    const nonce = entropy.bytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', this.#sealKey, nonce);
    cipher.setAAD(Buffer.from(session.accessKeyId));
    const packed = deflateRawSync(JSON.stringify(session));
    const room = Math.ceil((sizeMin * 3) / 4) - (1 + nonceBytes + packed.byteLength + tagBytes);
    // The packed form says itself where it ends; what follows is not looked at.
    const content = room > 0 ? Buffer.concat([packed, Buffer.alloc(room)]) : packed;
    const sealed = Buffer.concat([cipher.update(content), cipher.final()]);
    return Buffer.concat([Buffer.of(version), nonce, sealed, cipher.getAuthTag()]).toString('base64');
  }

  /** `undefined` for a token that is damaged, made up, or of another key. */
  open(token: string, accessKeyId: string): Session | undefined {
    if (token.length > tokenLengthMax) return undefined;
    const bytes = Buffer.from(token, 'base64');
    // Node passes over what is no base64: a token has one spelling, or what is said of it holds for another text.
    if (bytes.toString('base64') !== token) return undefined;
    if (bytes.length < 1 + nonceBytes + tagBytes || bytes[0] !== version) return undefined;
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.#sealKey, bytes.subarray(1, 1 + nonceBytes));
      decipher.setAAD(Buffer.from(accessKeyId));
      decipher.setAuthTag(bytes.subarray(bytes.length - tagBytes));
      const sealed = bytes.subarray(1 + nonceBytes, bytes.length - tagBytes);
      const content = Buffer.concat([decipher.update(sealed), decipher.final()]);
      return JSON.parse(inflateRawSync(content, { maxOutputLength: contentBytesMax }).toString()) as Session;
    } catch {
      return undefined;
    }
  }

  /** Derived, not stored: whoever holds the root key can make it again, nobody else can. */
  secretOf(accessKeyId: string): Secret {
    return new Secret(createHmac('sha256', this.#secretKey).update(accessKeyId).digest('base64').slice(0, 40));
  }
}
