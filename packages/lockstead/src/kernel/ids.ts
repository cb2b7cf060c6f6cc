/**
 * The ids that everybody speaks. Only the parsers and makers here may brand a string.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
 */
import type { Branded } from './brand.ts';
import { type Entropy, randomBase32 } from './entropy.ts';

/** Twelve digits. */
export type AccountId = Branded<string, 'AccountId'>;
/** `AKIA…` for long-term keys, `ASIA…` for temporary ones; 20 characters. */
export type AccessKeyId = Branded<string, 'AccessKeyId'>;
/** A UUID; one for each request, in the answer, the event and the decision. */
export type RequestId = Branded<string, 'RequestId'>;
export type Region = Branded<string, 'Region'>;

export function parseAccountId(text: string): AccountId | undefined {
  return /^\d{12}$/.test(text) ? (text as AccountId) : undefined;
}

/** AWS accepts ids with a leading zero, but gives none out today. */
export function newAccountId(entropy: Entropy): AccountId {
  const drawn = entropy.bytes(6).readUIntBE(0, 6) % 900_000_000_000;
  return String(100_000_000_000 + drawn) as AccountId;
}

export function newRequestId(entropy: Entropy): RequestId {
  return entropy.uuid() as RequestId;
}

export function parseRequestId(text: string): RequestId | undefined {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) ? (text.toLowerCase() as RequestId) : undefined;
}

const regionForm = /^[a-z]{2}-[a-z]{2,12}-\d{1,2}$/;
const chinese = 'cn-';

/**
 * Regions of the partition `aws`, the only one here. It checks the form and has no list, because regions are added every year. Other partitions
 * have a word more
 * (`us-gov-west-1`, `eusc-de-east-1`), except China's.
 */
export function parseRegion(text: string): Region | undefined {
  return regionForm.test(text) && !text.startsWith(chinese) ? (text as Region) : undefined;
}

/** AWS's unique ids: a prefix of four letters that names the kind, then 17 characters. */
export type UniqueIdPrefix = 'AIDA' | 'AROA' | 'AGPA' | 'ANPA' | 'AIPA' | 'ACCA' | 'ASCA';

export function newUniqueId(entropy: Entropy, prefix: UniqueIdPrefix): string {
  return prefix + randomBase32(entropy, 17);
}

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * An access key id names its account, as AWS's do: of the 80 bits after the prefix, the first is set and the next 40 are the account's number.
 * That is how GetAccessKeyInfo answers for keys of any account.
 */
export function newAccessKeyId(entropy: Entropy, prefix: 'AKIA' | 'ASIA', account: AccountId): AccessKeyId {
  let bits = (1n << 40n) | BigInt(account);
  bits = (bits << 39n) | (BigInt(`0x${entropy.bytes(5).toString('hex')}`) & ((1n << 39n) - 1n));
  let text = '';
  for (let shift = 75n; shift >= 0n; shift -= 5n) text += base32[Number((bits >> shift) & 31n)];
  return (prefix + text) as AccessKeyId;
}

/** `undefined` for ids that carry no account: ill-formed ones, and those chosen by hand such as `test`. */
export function accountOfAccessKeyId(id: string): AccountId | undefined {
  if (!/^A[KS]IA[A-Z2-7]{16}$/.test(id)) return undefined;
  let bits = 0n;
  for (const char of id.slice(4)) bits = (bits << 5n) | BigInt(base32.indexOf(char));
  if (bits >> 79n === 0n) return undefined;
  return parseAccountId(String((bits >> 39n) & ((1n << 40n) - 1n)).padStart(12, '0'));
}

/** 4 to 128 letters, digits and underscores: the form the API accepts, wider than what AWS makes. */
export function parseAccessKeyId(text: string): AccessKeyId | undefined {
  return /^\w{4,128}$/.test(text) ? (text as AccessKeyId) : undefined;
}
