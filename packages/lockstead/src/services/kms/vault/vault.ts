/**
 * The server's side of the crypto process: what other files of KMS ask for, one method each. The process is started at the first use.
 * Nothing here may be awaited inside a transaction.
 */
import type { Clock } from '#kernel/clock';
import type { Log } from '#kernel/log';
import type { RootKey } from '#kernel/root-key';
import type { Timers } from '#kernel/timers';
import { entryBeside, type Supervised, supervise } from '#processes/supervisor';
import { Conflict, type Store } from '#store/port';
import { partitionScope } from '#store/scope';
import { type KeyringRecord, keyrings } from '../keyring-record.ts';
import { outcomes } from './answers.ts';
import { readFields, writeFields } from './fields.ts';
import type { ImportPurpose } from './imports.ts';
import type { MaterialPlace } from './place.ts';
import type { MessageType } from './signing.ts';

export interface VaultParts {
  readonly store: Store;
  readonly rootKey: RootKey;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
}

/** A sealed record does not open under this root key, in this place. Somebody has changed the store, or it is another installation's. */
export class BrokenSeal extends Error {
  override readonly name = 'BrokenSeal';
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

type Fields = readonly (Uint8Array | string)[];

const wrappingPurpose = 'kms keyring wrapping';

export class Vault {
  readonly #parts: VaultParts;
  readonly #process: Supervised;
  /** A keyring that is being sent to the process. Requests that need it wait for the same one. */
  #sending: Promise<void> | undefined;

  constructor(parts: VaultParts) {
    this.#parts = parts;
    const { rootKey, log, timers } = parts;
    this.#process = supervise({
      name: 'crypto',
      entry: entryBeside(import.meta.url, 'crypto-process'),
      // Signals of others must not open an inspector, or write the heap to disk. One thread makes key pairs, so that others are not held up.
      nodeFlags: ['--disable-sigusr1'],
      environment: { UV_THREADPOOL_SIZE: '1' },
      log,
      timers,
      hello: () => [writeFields(['wrapping', rootKey.derive(wrappingPurpose)])],
    });
  }

  /** Of the process that runs now. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  async stop(): Promise<void> {
    await this.#process.stop();
  }

  /** A new material for a key; key pairs take up to some seconds. */
  async make(place: Omit<MaterialPlace, 'materialId'>): Promise<MadeMaterial> {
    const [materialId, sealed, publicKey] =
      (await this.#ask(['make', ...placeFields({ ...place, materialId: '' })])) ?? [];
    if (materialId === undefined || sealed === undefined || publicKey === undefined) throw cutOff();
    return { materialId: String(materialId), sealed, ...(publicKey.length === 0 ? {} : { publicKey }) };
  }

  /** The same material for another place, or for its own place under the keyring's newest key. */
  async move(material: SealedMaterial, to: MaterialPlace): Promise<Buffer> {
    return one(await this.#ask(['move', ...materialFields(material), ...placeFields(to)]));
  }

  /** A new RSA key to wrap a material under, which is to be imported into one key, and the token that goes with it. */
  async importParameters(
    purpose: ImportPurpose,
    wrappingKeySpec: string,
  ): Promise<{ readonly publicKey: Buffer; readonly token: Buffer }> {
    const answer = await this.#ask(['importParameters', ...purposeFields(purpose), wrappingKeySpec]);
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
    const answer = await this.#ask(['import', ...purposeFields(purpose), sealedKey, wrapped, keySpec]);
    const [outcome, materialId, sealed, publicKey] = answer ?? [];
    const said = String(outcome);
    if (said === 'token' || said === 'ciphertext' || said === 'material') return said;
    if (materialId === undefined || sealed === undefined || publicKey === undefined) throw cutOff();
    return { materialId: String(materialId), sealed, ...(publicKey.length === 0 ? {} : { publicKey }) };
  }

  /** Random bytes from the process's generator. */
  async random(length: number): Promise<Buffer> {
    return one(await this.#ask(['random', String(length)]));
  }

  async encrypt(material: SealedMaterial, binding: Binding, plaintext: Uint8Array): Promise<Buffer> {
    return one(await this.#ask(['encrypt', ...materialFields(material), ...bindingFields(binding), plaintext]));
  }

  /** `undefined` where the ciphertext does not open with this key and context. */
  async decrypt(material: SealedMaterial, binding: Binding, ciphertext: Uint8Array): Promise<Buffer | undefined> {
    return (await this.#ask(['decrypt', ...materialFields(material), ...bindingFields(binding), ciphertext]))?.[0];
  }

  /** The plaintext does not leave the process. `undefined` where the ciphertext does not open. */
  async reEncrypt(
    from: { readonly material: SealedMaterial; readonly binding: Binding; readonly ciphertext: Uint8Array },
    to: { readonly material: SealedMaterial; readonly binding: Binding },
  ): Promise<Buffer | undefined> {
    const answer = await this.#ask([
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
    const answer = await this.#ask(['dataKey', ...materialFields(material), header, context, String(length), plain]);
    return { ciphertext: one(answer), plaintext: answer?.[1] };
  }

  async sign(material: SealedMaterial, algorithm: string, type: MessageType, message: Uint8Array): Promise<Buffer> {
    return one(await this.#ask(['sign', ...materialFields(material), algorithm, type, message]));
  }

  async verify(
    material: SealedMaterial,
    algorithm: string,
    type: MessageType,
    message: Uint8Array,
    signature: Uint8Array,
  ): Promise<boolean> {
    const fields = ['verify', ...materialFields(material), algorithm, type, message, signature];
    return (await this.#ask(fields)) !== undefined;
  }

  async mac(material: SealedMaterial, algorithm: string, message: Uint8Array): Promise<Buffer> {
    return one(await this.#ask(['mac', ...materialFields(material), algorithm, message]));
  }

  async verifyMac(material: SealedMaterial, algorithm: string, message: Uint8Array, mac: Uint8Array): Promise<boolean> {
    return (await this.#ask(['verifyMac', ...materialFields(material), algorithm, message, mac])) !== undefined;
  }

  /** The keyring as it is stored; one is made where there is none. */
  async keyring(): Promise<KeyringRecord> {
    const stored = await this.#stored();
    if (stored !== undefined) return stored;
    const made = await this.#record(one(await this.#plainly(['newKeyring'])), 1);
    try {
      await this.#parts.store.transact(async (tx) => await tx.in(keyrings, partitionScope).insert(made));
      return made;
    } catch (error) {
      // Another node has made one meanwhile, and its keyring is the one that counts.
      const theirs = error instanceof Conflict ? await this.#stored() : undefined;
      if (theirs === undefined) throw error;
      return theirs;
    }
  }

  /** Adds a key to the keyring, which seals from then on. What was sealed before still opens. */
  async rotateKeyring(): Promise<KeyringRecord> {
    const { sealed, term } = await this.keyring();
    const rotated = await this.#record(
      one(await this.#plainly(['rotatedKeyring', Buffer.from(sealed, 'base64')])),
      term + 1,
    );
    await this.#parts.store.transact(async (tx) => {
      const ring = tx.in(keyrings, partitionScope);
      const now = await ring.entry('keyring');
      if (now?.record.sealed !== sealed)
        throw new Conflict('kms.keyring', 'keyring', 'somebody else has rotated it meanwhile');
      await ring.update(rotated, now.rev);
    });
    await this.#sendKeyring();
    return rotated;
  }

  async #record(sealed: Buffer, term: number): Promise<KeyringRecord> {
    return { id: 'keyring', sealed: sealed.toString('base64'), term, rotatedAt: this.#parts.clock.now() };
  }

  async #stored(): Promise<KeyringRecord | undefined> {
    return await this.#parts.store.in(keyrings, partitionScope).get('keyring');
  }

  /** The answer's fields; `undefined` where what the caller sent was refused. Throws `BrokenSeal`, and `ProcessFailed`. */
  async #ask(fields: Fields): Promise<readonly Buffer[] | undefined> {
    const payload = writeFields(fields);
    try {
      for (let left = 3; left > 0; left--) {
        const [outcome, ...answer] = readFields(await this.#process.request(payload));
        if (String(outcome) !== outcomes.needsKeyring) return read(String(outcome), answer);
        // A new process, or another node has rotated the keyring.
        await this.#sendKeyring();
      }
      throw new BrokenSeal('A key material was sealed under a newer keyring than the one that is stored.');
    } finally {
      payload.fill(0);
    }
  }

  async #plainly(fields: Fields): Promise<readonly Buffer[] | undefined> {
    const [outcome, ...answer] = readFields(await this.#process.request(writeFields(fields)));
    return read(String(outcome), answer);
  }

  #sendKeyring(): Promise<void> {
    this.#sending ??= this.#send().finally(() => {
      this.#sending = undefined;
    });
    return this.#sending;
  }

  async #send(): Promise<void> {
    const { sealed } = await this.keyring();
    await this.#plainly(['keyring', Buffer.from(sealed, 'base64')]);
  }
}

function read(outcome: string, answer: readonly Buffer[]): readonly Buffer[] | undefined {
  if (outcome === outcomes.done) return answer;
  if (outcome === outcomes.refused) return undefined;
  throw new BrokenSeal(
    'A sealed record of KMS does not open: it was changed, or belongs to another place or root key.',
  );
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

function materialFields({ place, sealed }: SealedMaterial): Fields {
  return [...placeFields(place), sealed];
}
