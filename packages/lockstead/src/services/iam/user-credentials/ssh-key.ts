/**
 * SSH public keys: RSA of 2,048 bits or more, as a line of OpenSSH's (`ssh-rsa AAAA… comment`) or as PEM.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_ssh-keys.html
 * RFC 4253, 6.6: https://www.rfc-editor.org/rfc/rfc4253#section-6.6
 */
import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { InvalidPublicKey, UnrecognizedPublicKeyEncoding } from '../errors.ts';
import type { SshPublicKeyRecord } from './state.ts';

const modulusBitsMin = 2048;
const algorithm = 'ssh-rsa';

export type ParsedSshKey = Pick<SshPublicKeyRecord, 'body' | 'encoding' | 'blob'>;

/** Throws where the text is no such key. */
export function parseSshKey(text: string): ParsedSshKey {
  const body = text.trim();
  const encoding = body.startsWith('-----BEGIN ') ? 'PEM' : 'SSH';
  const key = encoding === 'PEM' ? fromPem(body) : fromSsh(body);
  if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < modulusBitsMin) throw new InvalidPublicKey();
  return { body, encoding, blob: toBlob(key).toString('base64') };
}

/** The key as it was uploaded where that is what is asked for, else written anew. */
export function inEncoding(key: ParsedSshKey, encoding: 'SSH' | 'PEM'): string {
  if (encoding === key.encoding) return key.body;
  if (encoding === 'SSH') return `${algorithm} ${key.blob}`;
  return fromBlob(Buffer.from(key.blob, 'base64')).export({ type: 'spki', format: 'pem' }).toString().trim();
}

/** AWS DIFFERS? Its reference says MD5 and no more: of the key as SSH sends it, as `ssh-keygen -l -E md5` prints. */
export function fingerprintOf({ blob }: Pick<SshPublicKeyRecord, 'blob'>): string {
  const digest = createHash('md5').update(Buffer.from(blob, 'base64')).digest('hex');
  return (digest.match(/../g) ?? []).join(':');
}

function fromPem(body: string): KeyObject {
  // One block, of a public key: Node would take the public half of a private key, too.
  const block = /^-----BEGIN (RSA )?PUBLIC KEY-----\s[A-Za-z0-9+/=\s]+-----END (RSA )?PUBLIC KEY-----$/.exec(body);
  if (block === null || block[1] !== block[2]) throw new UnrecognizedPublicKeyEncoding();
  let key: KeyObject;
  try {
    key = createPublicKey(body);
  } catch {
    throw new InvalidPublicKey();
  }
  if (key.asymmetricKeyType !== 'rsa') throw new InvalidPublicKey();
  return key;
}

function fromSsh(body: string): KeyObject {
  const [kind, base64 = ''] = body.split(/[ \t]+/, 2);
  if (kind !== algorithm) throw new UnrecognizedPublicKeyEncoding();
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) throw new InvalidPublicKey();
  return fromBlob(Buffer.from(base64, 'base64'));
}

function fromBlob(blob: Buffer): KeyObject {
  const [name, exponent, modulus, ...more] = fields(blob);
  if (name?.toString('latin1') !== algorithm || exponent === undefined || modulus === undefined || more.length > 0) {
    throw new InvalidPublicKey();
  }
  try {
    const jwk = { kty: 'RSA', n: magnitude(modulus), e: magnitude(exponent) };
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    throw new InvalidPublicKey();
  }
}

/** Each with its length before it; nothing may be left over. */
function fields(blob: Buffer): Buffer[] {
  const found: Buffer[] = [];
  let at = 0;
  while (at < blob.length) {
    if (blob.length - at < 4) throw new InvalidPublicKey();
    const end = at + 4 + blob.readUInt32BE(at);
    if (end > blob.length) throw new InvalidPublicKey();
    found.push(blob.subarray(at + 4, end));
    at = end;
  }
  return found;
}

/** A positive number: a leading zero keeps the first bit from being a sign. */
function magnitude(mpint: Buffer): string {
  if (mpint.length === 0 || (mpint[0] ?? 0) >= 0x80) throw new InvalidPublicKey();
  return mpint.subarray(mpint[0] === 0 ? 1 : 0).toString('base64url');
}

function toBlob(key: KeyObject): Buffer {
  const { n = '', e = '' } = key.export({ format: 'jwk' });
  return Buffer.concat([Buffer.from(algorithm), signed(e), signed(n)].flatMap((field) => [lengthOf(field), field]));
}

function signed(base64url: string): Buffer {
  const bytes = Buffer.from(base64url, 'base64url');
  return (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
}

function lengthOf(field: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(field.length);
  return length;
}
