/** A key material at rest: version (1 byte), term of the keyring's key (4 bytes, big endian), box. The head is authenticated with the place. */
import type { Entropy } from '#kernel/entropy';
import type { Keyring } from './keyring.ts';
import { type MaterialPlace, placeBytes, sealedVersion } from './place.ts';
import { openBox, sealBox } from './sealed-box.ts';

const headBytes = 5;

export type OpenedMaterial =
  | { readonly is: 'open'; readonly clear: Buffer }
  /** The keyring at hand is older than the material. */
  | { readonly is: 'newerTerm' }
  /** Of another place, changed, or of another keyring. */
  | { readonly is: 'broken' };

export function sealMaterial(keyring: Keyring, place: MaterialPlace, clear: Uint8Array, entropy: Entropy): Buffer {
  return sealUnder(keyring, placeBytes(place), clear, entropy);
}

export function openMaterial(keyring: Keyring, place: MaterialPlace, sealed: Buffer): OpenedMaterial {
  return openUnder(keyring, placeBytes(place), sealed);
}

/** The same for anything else that the crypto process gives out and takes back. */
export function sealUnder(keyring: Keyring, associated: Buffer, clear: Uint8Array, entropy: Entropy): Buffer {
  const key = keyring.key(keyring.current);
  if (key === undefined) throw new Error('a keyring has its current key');
  const head = Buffer.alloc(headBytes);
  head.writeUInt8(sealedVersion, 0);
  head.writeUInt32BE(keyring.current, 1);
  return Buffer.concat([head, sealBox(key, clear, Buffer.concat([head, associated]), entropy)]);
}

export function openUnder(keyring: Keyring, associated: Buffer, sealed: Buffer): OpenedMaterial {
  const term = termOf(sealed);
  if (term === undefined) return { is: 'broken' };
  const key = keyring.key(term);
  if (key === undefined) return term > keyring.current ? { is: 'newerTerm' } : { is: 'broken' };
  const head = sealed.subarray(0, headBytes);
  const clear = openBox(key, sealed.subarray(headBytes), Buffer.concat([head, associated]));
  return clear === undefined ? { is: 'broken' } : { is: 'open', clear };
}

/** Under which of the keyring's keys it is sealed; `undefined` for another form. */
export function termOf(sealed: Buffer): number | undefined {
  return sealed.length > headBytes && sealed.readUInt8(0) === sealedVersion ? sealed.readUInt32BE(1) : undefined;
}
