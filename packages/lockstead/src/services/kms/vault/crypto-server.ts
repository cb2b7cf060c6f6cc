/**
 * What the crypto process does for each request. Key materials come sealed with the request, and are opened here and nowhere else. So the process
 * holds nothing that it could lose: one that dies is replaced, and the request is sent again.
 *
 * A request: its name, then the fields that its handler names.
 */
import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Entropy } from '#kernel/entropy';
import { broken, done, needsKeyring, refused } from './answers.ts';
import { readFields } from './fields.ts';
import { type ImportPurpose, importAssociated, unwrap, writeToken } from './imports.ts';
import { Keyring } from './keyring.ts';
import { decryptMessage, encryptMessage } from './message-cipher.ts';
import { decryptOaep, encryptOaep } from './oaep.ts';
import { OpenedMaterials } from './opened-materials.ts';
import type { MaterialPlace } from './place.ts';
import { openMaterial, openUnder, sealMaterial, sealUnder } from './sealed-material.ts';
import { agree, newSharedSecret, openSharedSecret } from './shared-secrets.ts';
import { isBeside, isMacOf, type MessageType, macOf, signMessage, verifyMessage } from './signing.ts';
import { materialIdOf, newMaterial, publicBytes, type Usable, usableOf } from './usable.ts';

type Handler = (fields: Buffer[]) => Buffer | Promise<Buffer>;

/** Thrown inside a handler, and answered. */
class Answered extends Error {
  readonly answer: Buffer;

  constructor(answer: Buffer) {
    super('answered');
    this.answer = answer;
  }
}

export class CryptoServer {
  readonly #entropy: Entropy;
  readonly #handlers: ReadonlyMap<string, Handler>;
  readonly #opened = new OpenedMaterials();
  #wrapping: KeyObject | undefined;
  #keyring: Keyring | undefined;

  constructor(entropy: Entropy) {
    this.#entropy = entropy;
    this.#handlers = new Map<string, Handler>([
      ['wrapping', (fields) => this.#takeWrapping(fields)],
      ['newKeyring', () => this.#newKeyring()],
      ['keyring', (fields) => this.#takeKeyring(fields)],
      ['rotatedKeyring', (fields) => this.#rotatedKeyring(fields)],
      ['make', (fields) => this.#make(fields)],
      ['move', (fields) => this.#move(fields)],
      ['importParameters', (fields) => this.#importParameters(fields)],
      ['import', (fields) => this.#import(fields)],
      ['random', ([length]) => done(this.#entropy.bytes(Number(length)))],
      ['encrypt', (fields) => this.#encrypt(fields)],
      ['decrypt', (fields) => this.#decrypt(fields)],
      ['reEncrypt', (fields) => this.#reEncrypt(fields)],
      ['sign', (fields) => this.#sign(fields)],
      ['verify', (fields) => this.#verify(fields)],
      ['mac', (fields) => this.#mac(fields)],
      ['verifyMac', (fields) => this.#verifyMac(fields)],
      ['dataKey', (fields) => this.#dataKey(fields)],
      ['dataKeyPair', (fields) => this.#dataKeyPair(fields)],
      ['agree', (fields) => this.#agree(fields)],
      ['encapsulate', (fields) => this.#encapsulate(fields)],
      ['decapsulate', (fields) => this.#decapsulate(fields)],
    ]);
  }

  /** Throws only for what the server never sends; the message names no content. The request's bytes are wiped: they may hold a plaintext. */
  async handle(request: Buffer): Promise<Buffer> {
    try {
      const [name, ...fields] = readFields(request);
      const handler = this.#handlers.get(String(name));
      if (handler === undefined) throw new RangeError('there is no such request');
      return await handler(fields);
    } catch (error) {
      if (error instanceof Answered) return error.answer;
      throw error;
    } finally {
      request.fill(0);
    }
  }

  /** Fields: the 32 bytes of the wrapping key. */
  #takeWrapping([bytes]: Buffer[]): Buffer {
    this.#wrapping = createSecretKey(field(bytes));
    return done();
  }

  /** Answers a new keyring, sealed. It is not used before it comes back from the store. */
  #newKeyring(): Buffer {
    return done(Keyring.generate(this.#entropy).seal(this.#wrappingKey, this.#entropy));
  }

  /** Fields: the sealed keyring. Answers its newest term, or that it belongs to another root key. */
  #takeKeyring([sealed]: Buffer[]): Buffer {
    const keyring = Keyring.open(this.#wrappingKey, field(sealed));
    if (keyring === undefined) return broken();
    this.#keyring = keyring;
    this.#opened.clear();
    return done(String(keyring.current));
  }

  /** Fields: the sealed keyring as it is stored. Answers it with a newer term, sealed. */
  #rotatedKeyring([sealed]: Buffer[]): Buffer {
    const keyring = Keyring.open(this.#wrappingKey, field(sealed));
    if (keyring === undefined) return broken();
    return done(keyring.rotated(this.#entropy).seal(this.#wrappingKey, this.#entropy));
  }

  /** Fields: place, its material id left empty. Answers the material's id, the sealed material, the public key. */
  async #make(fields: Buffer[]): Promise<Buffer> {
    const place = takePlace(fields);
    // Looked at before a key pair is made, which takes long.
    const keyring = this.#ring;
    const clear = await newMaterial(place.keySpec, this.#entropy);
    const usable = usableOf(place.keySpec, clear);
    if (usable === undefined) throw new Error('a new material fits its key spec');
    const materialId = materialIdOf(place.keyId, usable);
    const sealed = sealMaterial(keyring, { ...place, materialId }, clear, this.#entropy);
    clear.fill(0);
    return done(materialId, sealed, publicBytes(usable));
  }

  /** Fields: account, Region, key id, algorithm, end of the validity, key spec of the wrapping key. Answers its public key and the token. */
  async #importParameters(fields: Buffer[]): Promise<Buffer> {
    const purpose = takePurpose(fields);
    const keyring = this.#ring;
    const keySpec = String(field(fields.shift()));
    const clear = await newMaterial(keySpec, this.#entropy);
    const usable = usableOf(keySpec, clear);
    if (usable === undefined) throw new Error('a new wrapping key fits its key spec');
    const sealed = sealUnder(keyring, importAssociated(purpose), clear, this.#entropy);
    clear.fill(0);
    return done(publicBytes(usable), writeToken(purpose, sealed));
  }

  /**
   * Fields: account, Region, key id, algorithm and end of the validity of the token, its sealed key, the wrapped material, the key spec. Answers as
   * `make` does; refuses a token that is not this key's, and material that is none of this key spec.
   */
  #import(fields: Buffer[]): Buffer {
    const purpose = takePurpose(fields);
    const [sealedKey, wrapped, spec] = fields.map(field) as [Buffer, Buffer, Buffer];
    const opened = openUnder(this.#ring, importAssociated(purpose), sealedKey);
    if (opened.is === 'newerTerm') return needsKeyring();
    if (opened.is === 'broken') return done('token');
    const clear = unwrap(purpose.algorithm, opened.clear, wrapped);
    opened.clear.fill(0);
    if (clear === undefined) return done('ciphertext');
    const keySpec = String(spec);
    const usable = usableOf(keySpec, clear);
    if (usable === undefined) {
      clear.fill(0);
      return done('material');
    }
    const { account, region, keyId } = purpose;
    const materialId = materialIdOf(keyId, usable);
    const sealed = sealMaterial(this.#ring, { account, region, keyId, materialId, keySpec }, clear, this.#entropy);
    clear.fill(0);
    return done('made', materialId, sealed, publicBytes(usable));
  }

  /** Fields: material, another place. Answers the material sealed for that place, under the newest term. */
  #move(fields: Buffer[]): Buffer {
    const { place: from, sealed: bytes } = unpacked(field(fields.shift()));
    const opened = openMaterial(this.#ring, from, bytes);
    if (opened.is === 'newerTerm') return needsKeyring();
    if (opened.is === 'broken') return broken();
    const sealed = sealMaterial(this.#ring, takePlace(fields), opened.clear, this.#entropy);
    opened.clear.fill(0);
    return done(sealed);
  }

  /** Fields: material, algorithm, header, context, plaintext. */
  #encrypt(fields: Buffer[]): Buffer {
    const usable = this.#take(fields);
    const [algorithm, header, context, plaintext] = fields.map(field) as [Buffer, Buffer, Buffer, Buffer];
    return done(this.#sealed(usable, String(algorithm), header, context, plaintext));
  }

  /** Header and context count under symmetric keys alone. */
  #sealed(usable: Usable, algorithm: string, header: Buffer, context: Buffer, plaintext: Buffer): Buffer {
    if (usable.kind === 'pair') return encryptOaep(algorithm, usable.publicKey, plaintext);
    return encryptMessage(usable.secret, header, context, plaintext, this.#entropy);
  }

  /** Fields: material, algorithm, header, context, ciphertext. */
  #decrypt(fields: Buffer[]): Buffer {
    return secretAnswer(this.#opens(fields));
  }

  /** Fields: those of `decrypt`, then material, algorithm, header and context of the new ciphertext. The plaintext stays here. */
  #reEncrypt(fields: Buffer[]): Buffer {
    const plaintext = this.#opens(fields);
    if (plaintext === undefined) return refused();
    try {
      const usable = this.#take(fields);
      const [algorithm, header, context] = fields.map(field) as [Buffer, Buffer, Buffer];
      return done(this.#sealed(usable, String(algorithm), header, context, plaintext));
    } finally {
      plaintext.fill(0);
    }
  }

  /** Fields: material, header, context, length, `plaintext` or nothing. Answers the ciphertext, and the data key if asked. */
  #dataKey(fields: Buffer[]): Buffer {
    const key = secretOf(this.#take(fields));
    const [header, context, length, wanted] = fields.map(field) as [Buffer, Buffer, Buffer, Buffer];
    const dataKey = this.#entropy.bytes(Number(length));
    const ciphertext = encryptMessage(key, header, context, dataKey, this.#entropy);
    const answer = wanted.length > 0 ? done(ciphertext, dataKey) : done(ciphertext);
    dataKey.fill(0);
    return answer;
  }

  /**
   * Fields: place, sealed material, header, context, key spec of the pair, `plaintext` or nothing. Answers the encrypted private key, the public key, and
   * the private key if asked. Private keys are in PKCS #8, public keys are SubjectPublicKeyInfo, both in DER.
   */
  async #dataKeyPair(fields: Buffer[]): Promise<Buffer> {
    const key = secretOf(this.#take(fields));
    const [header, context, spec, wanted] = fields.map(field) as [Buffer, Buffer, Buffer, Buffer];
    const keySpec = String(spec);
    const privateKey = await newMaterial(keySpec, this.#entropy);
    const usable = usableOf(keySpec, privateKey);
    if (usable === undefined) throw new Error('a new data key pair fits its key spec');
    const ciphertext = encryptMessage(key, header, context, privateKey, this.#entropy);
    const shown = wanted.length > 0 ? [privateKey] : [];
    const answer = done(ciphertext, publicBytes(usable), ...shown);
    privateKey.fill(0);
    return answer;
  }

  /** Fields: material, the peer's public key. */
  #agree(fields: Buffer[]): Buffer {
    const { privateKey } = pairOf(this.#take(fields));
    return secretAnswer(agree(privateKey, field(fields[0])));
  }

  /** Fields: place, sealed material. Answers the encapsulated secret, then the secret. */
  #encapsulate(fields: Buffer[]): Buffer {
    const { secret, ciphertext } = newSharedSecret(pairOf(this.#take(fields)).publicKey);
    const answer = done(ciphertext, secret);
    secret.fill(0);
    return answer;
  }

  /** Fields: material, the encapsulated secret. */
  #decapsulate(fields: Buffer[]): Buffer {
    const { privateKey } = pairOf(this.#take(fields));
    return secretAnswer(openSharedSecret(privateKey, field(fields[0])));
  }

  /** Fields: material, algorithm, message type, message. */
  async #sign(fields: Buffer[]): Promise<Buffer> {
    const { privateKey } = pairOf(this.#take(fields));
    const [algorithm, type, message] = fields.map(field) as [Buffer, Buffer, Buffer];
    const [name, kind] = [String(algorithm), messageType(type)];
    if (!isBeside('sign', name, kind)) return done(signMessage(name, privateKey, kind, message, this.#entropy));
    const beside = await import('./beside-openssl.ts');
    return done(
      kind === 'EXTERNAL_MU' ? beside.signMu(privateKey, message) : beside.signPrehashed(privateKey, message),
    );
  }

  /** Fields: material, algorithm, message type, message, signature. */
  async #verify(fields: Buffer[]): Promise<Buffer> {
    const { publicKey } = pairOf(this.#take(fields));
    const [algorithm, type, message, signature] = fields.map(field) as [Buffer, Buffer, Buffer, Buffer];
    const [name, kind] = [String(algorithm), messageType(type)];
    const isValid = isBeside('verify', name, kind)
      ? (await import('./beside-openssl.ts')).verifyBeside(name, publicKey, kind, message, signature)
      : verifyMessage(name, publicKey, kind, message, signature);
    return isValid ? done() : refused();
  }

  /** Fields: material, algorithm, message. */
  #mac(fields: Buffer[]): Buffer {
    const key = secretOf(this.#take(fields));
    const [algorithm, message] = fields.map(field) as [Buffer, Buffer];
    return done(macOf(String(algorithm), key, message));
  }

  /** Fields: material, algorithm, message, code. */
  #verifyMac(fields: Buffer[]): Buffer {
    const key = secretOf(this.#take(fields));
    const [algorithm, message, mac] = fields.map(field) as [Buffer, Buffer, Buffer];
    return isMacOf(String(algorithm), key, message, mac) ? done() : refused();
  }

  #opens(fields: Buffer[]): Buffer | undefined {
    const usable = this.#take(fields);
    const [algorithm, header, context, ciphertext] = fields.splice(0, 4).map(field) as [Buffer, Buffer, Buffer, Buffer];
    if (usable.kind === 'pair') return decryptOaep(String(algorithm), usable.privateKey, ciphertext);
    return decryptMessage(usable.secret, header, context, ciphertext);
  }

  /** Takes a sealed material, with its place, from the front of `fields`. */
  #take(fields: Buffer[]): Usable {
    const material = field(fields.shift());
    const id = OpenedMaterials.idOf(material);
    const known = this.#opened.get(id);
    if (known !== undefined) return known;
    const { place, sealed } = unpacked(material);
    const opened = openMaterial(this.#ring, place, sealed);
    if (opened.is === 'newerTerm') throw new Answered(needsKeyring());
    if (opened.is === 'broken') throw new Answered(broken());
    const usable = usableOf(place.keySpec, opened.clear);
    opened.clear.fill(0);
    if (usable === undefined) throw new Answered(broken());
    this.#opened.keep(id, usable);
    return usable;
  }

  get #wrappingKey(): KeyObject {
    if (this.#wrapping === undefined) throw new Error('the wrapping key has not come');
    return this.#wrapping;
  }

  get #ring(): Keyring {
    if (this.#keyring === undefined) throw new Answered(needsKeyring());
    return this.#keyring;
  }
}

/** The answer has a copy. */
function secretAnswer(secret: Buffer | undefined): Buffer {
  if (secret === undefined) return refused();
  const answer = done(secret);
  secret.fill(0);
  return answer;
}

function field(bytes: Buffer | undefined): Buffer {
  if (bytes === undefined) throw new RangeError('a field is missing');
  return bytes;
}

/** A material: its place, then its sealed bytes. */
function unpacked(material: Buffer): { readonly place: MaterialPlace; readonly sealed: Buffer } {
  const fields = readFields(material);
  return { place: takePlace(fields), sealed: field(fields.shift()) };
}

function takePlace(fields: Buffer[]): MaterialPlace {
  const [account, region, keyId, materialId, keySpec] = fields.splice(0, 5).map(String) as [
    string,
    string,
    string,
    string,
    string,
  ];
  return { account, region, keyId, materialId, keySpec };
}

function takePurpose(fields: Buffer[]): ImportPurpose {
  const [account, region, keyId, algorithm, validTo] = fields.splice(0, 5).map(String) as [
    string,
    string,
    string,
    string,
    string,
  ];
  return { account, region, keyId, algorithm, validTo: Number(validTo) };
}

function messageType(bytes: Buffer): MessageType {
  const type = String(bytes);
  if (type === 'RAW' || type === 'DIGEST' || type === 'EXTERNAL_MU') return type;
  throw new RangeError('there is no such type of message');
}

function pairOf(usable: Usable): Usable & { readonly kind: 'pair' } {
  if (usable.kind !== 'pair') throw new RangeError('the material is no key pair');
  return usable;
}

function secretOf(usable: Usable): KeyObject {
  if (usable.kind !== 'secret') throw new RangeError('the material is no symmetric key');
  return usable.secret;
}
