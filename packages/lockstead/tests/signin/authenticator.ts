/**
 * A security key in software: what a browser answers for it (WebAuthn, ES256, no attestation). Each part can be made wrong.
 * WebAuthn: https://www.w3.org/TR/webauthn-3/
 */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

export interface Asked {
  readonly challenge: string;
}

/** What a test makes wrong. */
export interface Twist {
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  readonly counter?: number;
  readonly verifiesUser?: boolean;
  readonly isPresent?: boolean;
  readonly type?: string;
}

const sha256 = (bytes: string | Buffer): Buffer => createHash('sha256').update(bytes).digest();

export class Authenticator {
  readonly id = randomBytes(32);
  readonly #key: KeyObject;
  readonly #point: { readonly x: Buffer; readonly y: Buffer };
  readonly #origin: string;
  readonly #rpId: string;
  #counter = 0;

  constructor(origin: string, rpId = 'signin.localhost') {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    this.#key = privateKey;
    this.#point = { x: Buffer.from(x, 'base64url'), y: Buffer.from(y, 'base64url') };
    this.#origin = origin;
    this.#rpId = rpId;
  }

  /** As PublicKeyCredential.toJSON() has a registration. */
  register(asked: Asked, twist: Twist = {}): object {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.id.length);
    const credential = Buffer.concat([Buffer.alloc(16), length, this.id, this.#coseKey()]);
    const data = Buffer.concat([this.#head(twist, 0x40), credential]);
    const attestation = Buffer.concat([
      Buffer.from([0xa3]),
      text('fmt'),
      text('none'),
      text('attStmt'),
      Buffer.from([0xa0]),
      text('authData'),
      bytes(data),
    ]);
    return this.#answer({
      clientDataJSON: this.#clientData('webauthn.create', asked, twist).toString('base64url'),
      attestationObject: attestation.toString('base64url'),
      transports: ['internal'],
    });
  }

  /** The same of a use. */
  use(asked: Asked, twist: Twist = {}): object {
    this.#counter += 1;
    const data = this.#head(twist, 0);
    const client = this.#clientData('webauthn.get', asked, twist);
    const signature = sign('sha256', Buffer.concat([data, sha256(client)]), this.#key);
    return this.#answer({
      clientDataJSON: client.toString('base64url'),
      authenticatorData: data.toString('base64url'),
      signature: signature.toString('base64url'),
    });
  }

  #head(
    { rpId = this.#rpId, counter = this.#counter, verifiesUser = true, isPresent = true }: Twist,
    more: number,
  ): Buffer {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    const flags = more | (isPresent ? 0x01 : 0) | (verifiesUser ? 0x04 : 0);
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), count]);
  }

  #clientData(type: string, asked: Asked, twist: Twist): Buffer {
    const { challenge = asked.challenge, origin = this.#origin } = twist;
    return Buffer.from(JSON.stringify({ type: twist.type ?? type, challenge, origin, crossOrigin: false }));
  }

  #coseKey(): Buffer {
    const { x, y } = this.#point;
    const head = Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]);
    return Buffer.concat([head, bytes(x), Buffer.from([0x22]), bytes(y)]);
  }

  #answer(response: object): object {
    const id = this.id.toString('base64url');
    return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response };
  }
}

/** CBOR (RFC 8949): a byte string of less than 64 KiB. */
function bytes(content: Buffer): Buffer {
  const head =
    content.length < 256
      ? Buffer.from([0x58, content.length])
      : Buffer.from([0x59, content.length >> 8, content.length & 0xff]);
  return Buffer.concat([head, content]);
}

/** A short text. */
function text(content: string): Buffer {
  return Buffer.concat([Buffer.from([0x60 | content.length]), Buffer.from(content)]);
}
