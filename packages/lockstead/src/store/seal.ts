/**
 * Encryption at rest of sealed members: AES-256-GCM under a key derived from the root key. The associated data names the
 * collection, scope, id and member, so that a sealed text moved to another record does not open.
 */
import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { systemEntropy } from '#kernel/entropy';
import { Secret } from '#kernel/secret';

/** 32 bytes, or a text of them in hex or base64. */
export type RootKey = Secret | Buffer;

/** Where a sealed text belongs. */
export interface SealedPlace {
  readonly collection: string;
  readonly scope: string;
  readonly id: string;
  readonly member: string;
}

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;
/** Says how the text was sealed, so that another way of sealing can be added later. */
const version = 'v1.';

/** `undefined` where it is not 32 bytes. */
export function rootKeyBytes(key: RootKey): Buffer | undefined {
  if (Buffer.isBuffer(key)) return key.length === 32 ? key : undefined;
  const text = key.reveal().trim();
  if (/^[0-9a-fA-F]{64}$/.test(text)) return Buffer.from(text, 'hex');
  if (/^[A-Za-z0-9+/]{43}=?$/.test(text)) return Buffer.from(text, 'base64');
  return undefined;
}

export class Sealer {
  /** A key object and not bytes. Bytes would be prepared anew for each use, at four times the cost. */
  readonly #key: KeyObject;
  /** Never an injected generator: the same nonce twice under one key would give the key stream away. */
  readonly #entropy = systemEntropy();

  constructor(rootKey: Buffer) {
    this.#key = createSecretKey(Buffer.from(hkdfSync('sha256', rootKey, '', 'lockstead store: sealed members', 32)));
  }

  seal(place: SealedPlace, secret: Secret): string {
    const nonce = this.#entropy.bytes(nonceBytes);
    const cipher = createCipheriv(algorithm, this.#key, nonce, { authTagLength: tagBytes }).setAAD(associated(place));
    const sealed = Buffer.concat([nonce, cipher.update(secret.reveal(), 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return version + sealed.toString('base64');
  }

  /** Throws where the text was sealed under another key, for another place, or has been changed. */
  open(place: SealedPlace, text: string): Secret {
    if (!text.startsWith(version))
      throw new Error(`${place.collection} ${place.id}: ${place.member} is sealed in an unknown way`);
    const bytes = Buffer.from(text.slice(version.length), 'base64');
    if (bytes.length < nonceBytes + tagBytes)
      throw new Error(`${place.collection} ${place.id}: ${place.member} is cut off`);
    const decipher = createDecipheriv(algorithm, this.#key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
    decipher.setAAD(associated(place)).setAuthTag(bytes.subarray(-tagBytes));
    const clear = Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()]);
    return new Secret(clear.toString('utf8'));
  }

  /** A text that only the same root key confirms; kept in the database, so that a wrong key shows at once. */
  checkValue(): string {
    return this.seal(checkPlace, new Secret(checkText));
  }

  confirms(check: string): boolean {
    try {
      return this.open(checkPlace, check).equals(checkText);
    } catch {
      return false;
    }
  }
}

const checkPlace: SealedPlace = { collection: 'meta', scope: '', id: 'rootKey', member: 'check' };
const checkText = 'lockstead';

function associated(place: SealedPlace): Buffer {
  return Buffer.from(JSON.stringify([place.collection, place.scope, place.id, place.member]));
}
