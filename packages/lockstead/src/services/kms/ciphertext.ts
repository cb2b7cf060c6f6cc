/**
 * The head of a ciphertext under a symmetric key: it tells which key and which material open it. What follows is vault/message-cipher.ts's.
 *
 * version (1 byte, 1), kind of key id (1 byte: 0 a UUID, 1 `mrk-`), account (6 bytes, big endian), key id (16 bytes), material id (32 bytes).
 *
 * The Region is not in it: each replica of a multi-Region key opens the ciphertexts of the others.
 */
import { type AccountId, parseAccountId } from '#kernel/ids';

const version = 1;
const headBytes = 56;
const accountAt = 2;
const keyAt = 8;
const materialAt = 24;

export interface CiphertextHead {
  readonly account: AccountId;
  readonly keyId: string;
  readonly materialId: string;
}

export function writeHead({ account, keyId, materialId }: CiphertextHead): Buffer {
  const head = Buffer.alloc(headBytes);
  const isMultiRegion = keyId.startsWith('mrk-');
  head.writeUInt8(version, 0);
  head.writeUInt8(isMultiRegion ? 1 : 0, 1);
  head.writeUIntBE(Number(account), accountAt, 6);
  head.write((isMultiRegion ? keyId.slice('mrk-'.length) : keyId).replaceAll('-', ''), keyAt, 'hex');
  head.write(materialId, materialAt, 'hex');
  return head;
}

/** `undefined` for bytes that begin as no ciphertext of ours does. Whether the rest is one is the crypto process's to say. */
export function readHead(ciphertext: Uint8Array): (CiphertextHead & { readonly header: Buffer }) | undefined {
  if (ciphertext.byteLength <= headBytes) return undefined;
  const header = Buffer.from(ciphertext.subarray(0, headBytes));
  const kind = header.readUInt8(1);
  const account = parseAccountId(String(header.readUIntBE(accountAt, 6)).padStart(12, '0'));
  if (header.readUInt8(0) !== version || kind > 1 || account === undefined) return undefined;
  const hex = header.toString('hex', keyAt, materialAt);
  const keyId = kind === 1 ? `mrk-${hex}` : uuidOf(hex);
  return { account, keyId, materialId: header.toString('hex', materialAt, headBytes), header };
}

function uuidOf(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
