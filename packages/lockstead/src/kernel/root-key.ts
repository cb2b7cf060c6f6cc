/** The 32 bytes under which everything secret at rest is sealed. It never leaves this class; each use gets a key derived for its purpose. */
import { hkdfSync } from 'node:crypto';
import type { Entropy } from './entropy.ts';

const bytesNeeded = 32;

export class RootKey {
  readonly #bytes: Buffer;

  private constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** 64 hex digits, or base64 of 32 bytes; white space around is ignored. `undefined` for anything else. */
  static parse(text: string): RootKey | undefined {
    const trimmed = text.trim();
    if (/^[0-9a-fA-F]{64}$/.test(trimmed)) return new RootKey(Buffer.from(trimmed, 'hex'));
    if (!/^[A-Za-z0-9+/]{43}=?$/.test(trimmed)) return undefined;
    const bytes = Buffer.from(trimmed, 'base64');
    return bytes.length === bytesNeeded ? new RootKey(bytes) : undefined;
  }

  static fromBytes(bytes: Buffer): RootKey {
    if (bytes.length !== bytesNeeded) throw new RangeError(`a root key has ${bytesNeeded} bytes`);
    return new RootKey(Buffer.from(bytes));
  }

  static generate(entropy: Entropy): RootKey {
    return new RootKey(entropy.bytes(bytesNeeded));
  }

  /** Use it only to write the key to its file. */
  exportHex(): string {
    return this.#bytes.toString('hex');
  }

  /** An independent 32-byte key for one purpose (HKDF with SHA-256, RFC 5869). */
  derive(purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.#bytes, '', `lockstead ${purpose}`, bytesNeeded));
  }

  toJSON(): string {
    return '[secret]';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]';
  }
}
