/**
 * The server's side of the crypto processes: what other files of KMS ask for, one method each. Nothing here may be awaited inside a transaction.
 *
 * There are two processes of the same kind. One does what takes milliseconds or more, with low priority: key pairs, and signatures that OpenSSL has no way to.
 * The other does all else.
 */
import type { Clock } from '#kernel/clock';
import type { Log } from '#kernel/log';
import type { RootKey } from '#kernel/root-key';
import type { Timers } from '#kernel/timers';
import { Conflict, type Store } from '#store/port';
import { partitionScope } from '#store/scope';
import { type KeyringRecord, keyrings } from '../keyring-record.ts';
import { CryptoLink, type Fields } from './crypto-link.ts';
import { writeFields } from './fields.ts';
import type { ImportPurpose } from './imports.ts';
import type { MaterialPlace } from './place.ts';
import { isBeside, type MessageType } from './signing.ts';
import { isSecret } from './usable.ts';

export interface VaultParts {
  readonly store: Store;
  readonly rootKey: RootKey;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
}

/** A material that is sealed, and where it belongs. */
export interface SealedMaterial {
  readonly place: MaterialPlace;
  readonly sealed: Uint8Array;
}

export interface MadeMaterial {
  readonly materialId: string;
  readonly sealed: Buffer;
  /** SubjectPublicKeyInfo in DER; absent for symmetric materials. */
  readonly publicKey?: Buffer;
}

/** How something is encrypted, and what an encryption under a symmetric key binds beside the plaintext. */
export interface Binding {
  /** `SYMMETRIC_DEFAULT` where absent. Under RSA keys header and context are empty. */
  readonly algorithm?: string;
  readonly header: Uint8Array;
  /** The encryption context in its canonical form. */
  readonly context: Uint8Array;
}

export class Vault {
  readonly #parts: VaultParts;
  readonly #quick: CryptoLink;
  readonly #slow: CryptoLink;

  constructor(parts: VaultParts) {
    this.#parts = parts;
    const { rootKey, log, timers } = parts;
    const storedKeyring = async (): Promise<string> => (await this.keyring()).sealed;
    const link = { rootKey, log, timers, storedKeyring };
    this.#quick = new CryptoLink({ ...link, name: 'crypto', priority: 'usual' });
    this.#slow = new CryptoLink({ ...link, name: 'slow crypto', priority: 'low' });
  }

  /** Of the process that does all else, if it runs now. */
  get pid(): number | undefined {
    return this.#quick.pid;
  }

  /** Of the process with low priority, if it runs now. */
  get slowPid(): number | undefined {
    return this.#slow.pid;
  }

  async stop(): Promise<void> {
    await Promise.all([this.#quick.stop(), this.#slow.stop()]);
  }

  /** A new material for a key; key pairs take up to some seconds. */
  async make(place: Omit<MaterialPlace, 'materialId'>): Promise<MadeMaterial> {
    const link = isSecret(place.keySpec) ? this.#quick : this.#slow;
    const [materialId, sealed, publicKey] =
      (await this.#seal(link, ['make', ...placeFields({ ...place, materialId: '' })])) ?? [];
    if (materialId === undefined || sealed === undefined || publicKey === undefined) throw cutOff();
    return { materialId: String(materialId), sealed, ...(publicKey.length === 0 ? {} : { publicKey }) };
  }

  /** The same material for another place, or for its own place under the keyring's newest key. */
  async move(material: SealedMaterial, to: MaterialPlace): Promise<Buffer> {
    return one(await this.#seal(this.#quick, ['move', ...materialFields(material), ...placeFields(to)]));
  }

  /** A new RSA key to wrap a material under, which is to be imported into one key, and the token that goes with it. */
  async importParameters(
    purpose: ImportPurpose,
    wrappingKeySpec: string,
  ): Promise<{ readonly publicKey: Buffer; readonly token: Buffer }> {
    const answer = await this.#seal(this.#slow, ['importParameters', ...purposeFields(purpose), wrappingKeySpec]);
    const [publicKey, token] = answer ?? [];
    if (publicKey === undefined || token === undefined) throw cutOff();
    return { publicKey, token };
  }

  /** What was wrapped, sealed as a material of that key; or what is wrong: the token, the ciphertext, or the material in it. */
  async import(
    purpose: ImportPurpose,
    sealedKey: Uint8Array,
    wrapped: Uint8Array,
    keySpec: string,
  ): Promise<MadeMaterial | 'token' | 'ciphertext' | 'material'> {
    const answer = await this.#seal(this.#quick, ['import', ...purposeFields(purpose), sealedKey, wrapped, keySpec]);
    const [outcome, materialId, sealed, publicKey] = answer ?? [];
    const said = String(outcome);
    if (said === 'token' || said === 'ciphertext' || said === 'material') return said;
    if (materialId === undefined || sealed === undefined || publicKey === undefined) throw cutOff();
    return { materialId: String(materialId), sealed, ...(publicKey.length === 0 ? {} : { publicKey }) };
  }

  /** Random bytes from the process's generator. */
  async random(length: number): Promise<Buffer> {
    return one(await this.#quick.ask(['random', String(length)]));
  }

  async encrypt(material: SealedMaterial, binding: Binding, plaintext: Uint8Array): Promise<Buffer> {
    return one(await this.#quick.ask(['encrypt', ...materialFields(material), ...bindingFields(binding), plaintext]));
  }

  /** `undefined` where the ciphertext does not open with this key and context. */
  async decrypt(material: SealedMaterial, binding: Binding, ciphertext: Uint8Array): Promise<Buffer | undefined> {
    return (
      await this.#quick.ask(['decrypt', ...materialFields(material), ...bindingFields(binding), ciphertext])
    )?.[0];
  }

  /** The plaintext does not leave the process. `undefined` where the ciphertext does not open. */
  async reEncrypt(
    from: { readonly material: SealedMaterial; readonly binding: Binding; readonly ciphertext: Uint8Array },
    to: { readonly material: SealedMaterial; readonly binding: Binding },
  ): Promise<Buffer | undefined> {
    const answer = await this.#quick.ask([
      'reEncrypt',
      ...materialFields(from.material),
      ...bindingFields(from.binding),
      from.ciphertext,
      ...materialFields(to.material),
      ...bindingFields(to.binding),
    ]);
    return answer?.[0];
  }

  /** A data key of `length` bytes, encrypted; in plaintext only where that is asked for. */
  async dataKey(
    material: SealedMaterial,
    { header, context }: Binding,
    length: number,
    wanted: 'plaintext' | 'ciphertext',
  ): Promise<{ readonly ciphertext: Buffer; readonly plaintext: Buffer | undefined }> {
    const plain = wanted === 'plaintext' ? 'plaintext' : '';
    const answer = await this.#quick.ask([
      'dataKey',
      ...materialFields(material),
      header,
      context,
      String(length),
      plain,
    ]);
    return { ciphertext: one(answer), plaintext: answer?.[1] };
  }

  /** A key pair, its private key encrypted; in plaintext only where that is asked for. Makes it with low priority. */
  async dataKeyPair(
    material: SealedMaterial,
    { header, context }: Binding,
    keyPairSpec: string,
    wanted: 'plaintext' | 'ciphertext',
  ): Promise<{ readonly ciphertext: Buffer; readonly publicKey: Buffer; readonly privateKey: Buffer | undefined }> {
    const plain = wanted === 'plaintext' ? 'plaintext' : '';
    const answer = await this.#slow.ask([
      'dataKeyPair',
      ...materialFields(material),
      header,
      context,
      keyPairSpec,
      plain,
    ]);
    const [ciphertext, publicKey, privateKey] = answer ?? [];
    if (ciphertext === undefined || publicKey === undefined) throw cutOff();
    return { ciphertext, publicKey, privateKey };
  }

  /** The raw secret of ECDH. `undefined` where the peer's public key is none on the same curve. */
  async agree(material: SealedMaterial, peer: Uint8Array): Promise<Buffer | undefined> {
    return (await this.#quick.ask(['agree', ...materialFields(material), peer]))?.[0];
  }

  /** A new shared secret, and its encapsulated form. */
  async encapsulate(material: SealedMaterial): Promise<{ readonly secret: Buffer; readonly ciphertext: Buffer }> {
    const [ciphertext, secret] = (await this.#quick.ask(['encapsulate', ...materialFields(material)])) ?? [];
    if (ciphertext === undefined || secret === undefined) throw cutOff();
    return { ciphertext, secret };
  }

  /** The shared secret. `undefined` where the ciphertext has not the length that the key's form has. */
  async decapsulate(material: SealedMaterial, ciphertext: Uint8Array): Promise<Buffer | undefined> {
    return (await this.#quick.ask(['decapsulate', ...materialFields(material), ciphertext]))?.[0];
  }

  async sign(material: SealedMaterial, algorithm: string, type: MessageType, message: Uint8Array): Promise<Buffer> {
    const link = isBeside('sign', algorithm, type) ? this.#slow : this.#quick;
    return one(await link.ask(['sign', ...materialFields(material), algorithm, type, message]));
  }

  async verify(
    material: SealedMaterial,
    algorithm: string,
    type: MessageType,
    message: Uint8Array,
    signature: Uint8Array,
  ): Promise<boolean> {
    const fields = ['verify', ...materialFields(material), algorithm, type, message, signature];
    const link = isBeside('verify', algorithm, type) ? this.#slow : this.#quick;
    return (await link.ask(fields)) !== undefined;
  }

  async mac(material: SealedMaterial, algorithm: string, message: Uint8Array): Promise<Buffer> {
    return one(await this.#quick.ask(['mac', ...materialFields(material), algorithm, message]));
  }

  async verifyMac(material: SealedMaterial, algorithm: string, message: Uint8Array, mac: Uint8Array): Promise<boolean> {
    return (await this.#quick.ask(['verifyMac', ...materialFields(material), algorithm, message, mac])) !== undefined;
  }

  /** The keyring as it is stored; one is made where there is none. */
  async keyring(): Promise<KeyringRecord> {
    const stored = await this.storedKeyring();
    if (stored !== undefined) return stored;
    const made = await this.#record(one(await this.#quick.askPlainly(['newKeyring'])), 1);
    try {
      await this.#parts.store.transact(async (tx) => await tx.in(keyrings, partitionScope).insert(made));
      return made;
    } catch (error) {
      // Another node has made one meanwhile, and its keyring is the one that counts.
      const theirs = error instanceof Conflict ? await this.storedKeyring() : undefined;
      if (theirs === undefined) throw error;
      return theirs;
    }
  }

  /** Adds a key to the keyring, which seals from then on. What was sealed before still opens. */
  async rotateKeyring(): Promise<KeyringRecord> {
    const { sealed, term } = await this.keyring();
    const rotated = await this.#record(
      one(await this.#quick.askPlainly(['rotatedKeyring', Buffer.from(sealed, 'base64')])),
      term + 1,
    );
    await this.#parts.store.transact(async (tx) => {
      const ring = tx.in(keyrings, partitionScope);
      const now = await ring.entry('keyring');
      if (now?.record.sealed !== sealed)
        throw new Conflict('kms.keyring', 'keyring', 'somebody else has rotated it meanwhile');
      await ring.update(rotated, now.rev);
    });
    for (const link of [this.#quick, this.#slow]) if (link.pid !== undefined) await link.sendKeyring();
    return rotated;
  }

  /** Asks for something that is sealed under the newest key, also where another node has just added one. */
  async #seal(link: CryptoLink, fields: Fields): Promise<readonly Buffer[] | undefined> {
    const { sealed } = await this.keyring();
    if (link.keyring !== sealed) await link.sendKeyring();
    return await link.ask(fields);
  }

  async #record(sealed: Buffer, term: number): Promise<KeyringRecord> {
    return { id: 'keyring', sealed: sealed.toString('base64'), term, rotatedAt: this.#parts.clock.now() };
  }

  /** The keyring as it is stored; none where no key has been made yet. */
  async storedKeyring(): Promise<KeyringRecord | undefined> {
    return await this.#parts.store.in(keyrings, partitionScope).get('keyring');
  }
}

function one(answer: readonly Buffer[] | undefined): Buffer {
  const [bytes] = answer ?? [];
  if (bytes === undefined) throw cutOff();
  return bytes;
}

function cutOff(): Error {
  return new Error('the crypto process answered less than it was asked for');
}

function bindingFields({ algorithm = 'SYMMETRIC_DEFAULT', header, context }: Binding): Fields {
  return [algorithm, header, context];
}

function purposeFields({ account, region, keyId, algorithm, validTo }: ImportPurpose): Fields {
  return [account, region, keyId, algorithm, String(validTo)];
}

function placeFields({ account, region, keyId, materialId, keySpec }: MaterialPlace): Fields {
  return [account, region, keyId, materialId, keySpec];
}

/** As the process takes them, by material: the same material is used again and again. Nothing in it is secret. */
const packed = new WeakMap<SealedMaterial, Buffer>();

/** One field: the place and the sealed bytes, as fields in turn. */
function materialFields(material: SealedMaterial): Fields {
  let bytes = packed.get(material);
  if (bytes === undefined) {
    bytes = writeFields([...placeFields(material.place), material.sealed]);
    packed.set(material, bytes);
  }
  return [bytes];
}
