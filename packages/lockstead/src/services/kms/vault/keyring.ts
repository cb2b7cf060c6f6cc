/**
 * The keys under which key materials are sealed, by term. The newest term seals, all of them open. The ring itself is sealed under a wrapping
 * key that is derived from the root key, and only so it is stored.
 */
import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Entropy } from '#kernel/entropy';
import { readFields, writeFields } from './fields.ts';
import { openBox, sealBox } from './sealed-box.ts';

const keyBytes = 32;
const termBytes = 4;
const associated = Buffer.from('lockstead kms keyring 1');
/** Enough for a rotation each day during almost two hundred years. */
export const keyringTermsMax = 65_536;

export class Keyring {
  readonly #terms: ReadonlyMap<number, KeyObject>;
  /** The term that seals. */
  readonly current: number;

  private constructor(terms: ReadonlyMap<number, KeyObject>) {
    this.#terms = terms;
    this.current = Math.max(...terms.keys());
  }

  static generate(entropy: Entropy): Keyring {
    return new Keyring(new Map([[1, newKey(entropy)]]));
  }

  /** `undefined` where it was sealed under another wrapping key, or has been changed. */
  static open(wrapping: KeyObject, sealed: Buffer): Keyring | undefined {
    const clear = openBox(wrapping, sealed, associated);
    if (clear === undefined) return undefined;
    const terms = new Map<number, KeyObject>();
    for (const field of readFields(clear)) {
      terms.set(field.readUInt32BE(0), createSecretKey(field.subarray(termBytes)));
    }
    clear.fill(0);
    return terms.size === 0 ? undefined : new Keyring(terms);
  }

  seal(wrapping: KeyObject, entropy: Entropy): Buffer {
    const fields = [...this.#terms].map(([term, key]) => {
      const field = Buffer.allocUnsafeSlow(termBytes + keyBytes);
      field.writeUInt32BE(term, 0);
      const exported = key.export();
      field.set(exported, termBytes);
      exported.fill(0);
      return field;
    });
    const clear = writeFields(fields);
    const sealed = sealBox(wrapping, clear, associated, entropy);
    for (const bytes of [clear, ...fields]) bytes.fill(0);
    return sealed;
  }

  /** With a newer term, which seals from then on. Throws a RangeError where there are too many. */
  rotated(entropy: Entropy): Keyring {
    if (this.#terms.size >= keyringTermsMax) throw new RangeError(`a keyring has at most ${keyringTermsMax} keys`);
    return new Keyring(new Map([...this.#terms, [this.current + 1, newKey(entropy)]]));
  }

  key(term: number): KeyObject | undefined {
    return this.#terms.get(term);
  }
}

function newKey(entropy: Entropy): KeyObject {
  const bytes = entropy.bytes(keyBytes);
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
}
