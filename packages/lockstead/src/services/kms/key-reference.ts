/**
 * How a request names a key: by its id, its ARN, an alias or an alias's ARN.
 * AWS: https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id
 */
import { kmsArn, parseArn, partition } from '#kernel/arn';
import type { AwsError } from '#kernel/aws-error';
import { type AccountId, parseAccountId, parseRegion, type Region } from '#kernel/ids';
import type { Reader } from '#store/port';
import { InvalidArn, NotFound } from './errors.ts';
import type { PlaceOfKey } from './key-place.ts';
import { type KeyRecord, type KmsReader, kmsState } from './state.ts';

/** Where the request was sent, and by whom. */
export interface Asked {
  readonly account: AccountId;
  readonly region: Region;
}

export interface FoundKey {
  readonly is: 'key';
  readonly key: KeyRecord;
  readonly arn: string;
  readonly owner: AccountId;
  readonly region: Region;
  /** Where the request named an alias: `alias/NAME`. */
  readonly requestAlias?: string;
}

export interface MissingKey {
  readonly is: 'missing';
  /** What was named, as a policy sees it. */
  readonly arn: string;
  readonly owner: AccountId;
  /** For whoever may know that it is not there. */
  readonly error: AwsError;
}

export type NamedKey = FoundKey | MissingKey;

/** `keysOnly`: an operation that changes a key takes no alias for it. */
export type TakenNames = 'aliasesToo' | 'keysOnly';

const keyIdForm = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/;
const aliasPrefix = 'alias/';
const keyPrefix = 'key/';

export function keyArn(account: string, region: string, keyId: string): string {
  return kmsArn(account, region, `${keyPrefix}${keyId}`);
}

/** Where the key of an ARN is. `undefined` for other ARNs. */
export function placeOfArn(arn: string): PlaceOfKey | undefined {
  const parsed = parseArn(arn);
  const owner = parseAccountId(parsed?.account ?? '');
  const region = parseRegion(parsed?.region ?? '');
  if (parsed === undefined || owner === undefined || region === undefined) return undefined;
  return parsed.resource.startsWith(keyPrefix)
    ? { owner, region, keyId: parsed.resource.slice(keyPrefix.length) }
    : undefined;
}

export function aliasArn(account: string, region: string, aliasName: string): string {
  return kmsArn(account, region, aliasName);
}

/** Throws for an ARN that is none. */
export async function nameKey(reader: Reader, asked: Asked, text: string, taken: TakenNames): Promise<NamedKey> {
  const { account, region } = asked;
  if (!text.startsWith('arn:')) return await nameIn(kmsState(reader, account, region), asked, text, text, taken);
  const arn = parseArn(text);
  const owner = parseAccountId(arn?.account ?? '');
  if (arn === undefined || arn.service !== 'kms' || arn.partition !== partition || owner === undefined) {
    throw InvalidArn.form(text);
  }
  if (arn.region !== region) return { is: 'missing', arn: text, owner, error: NotFound.arn(arn.region) };
  const { resource } = arn;
  if (!resource.startsWith(keyPrefix) && !resource.startsWith(aliasPrefix)) throw InvalidArn.form(text);
  const name = resource.startsWith(keyPrefix) ? resource.slice(keyPrefix.length) : resource;
  return await nameIn(kmsState(reader, owner, region), { account: owner, region }, name, text, taken);
}

async function nameIn(
  state: KmsReader,
  { account, region }: Asked,
  name: string,
  text: string,
  taken: TakenNames,
): Promise<NamedKey> {
  const missing = (arn: string, error: AwsError): MissingKey => ({ is: 'missing', arn, owner: account, error });
  if (name.startsWith(aliasPrefix) && taken === 'aliasesToo') {
    const arn = aliasArn(account, region, name);
    const alias = await state.aliases.get(name);
    if (alias === undefined) return missing(arn, NotFound.alias(arn));
    const found = await keyIn(state, account, region, alias.keyId);
    return found.is === 'key' ? { ...found, requestAlias: name } : found;
  }
  if (!keyIdForm.test(name)) return missing(keyArn(account, region, name), NotFound.keyId(text));
  return await keyIn(state, account, region, name);
}

async function keyIn(state: KmsReader, account: AccountId, region: Region, keyId: string): Promise<NamedKey> {
  const arn = keyArn(account, region, keyId);
  const key = await state.keys.get(keyId);
  if (key === undefined) return { is: 'missing', arn, owner: account, error: NotFound.key(arn) };
  return { is: 'key', key, arn, owner: account, region };
}

/** By its id in an account, as a ciphertext names it. */
export async function keyById(reader: Reader, owner: Asked, keyId: string): Promise<NamedKey> {
  return await keyIn(kmsState(reader, owner.account, owner.region), owner.account, owner.region, keyId);
}

/** Throws where there is none. */
export async function requireKey(
  reader: Reader,
  asked: Asked,
  text: string,
  taken: TakenNames = 'keysOnly',
): Promise<FoundKey> {
  const named = await nameKey(reader, asked, text, taken);
  if (named.is === 'missing') throw named.error;
  return named;
}
