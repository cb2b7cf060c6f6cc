/**
 * Grant tokens. A grant holds at once here, so a token gives nobody anything; it names a grant to be retired, and one that names none is refused as
 * AWS refuses it.
 */
import { InvalidGrantToken } from '../errors.ts';
import { type GrantRecord, placeOfKey } from '../state.ts';

const prefix = 'kms-grant 1 ';
const placeForm = /^\d{12}\/[a-z0-9-]+\/[0-9a-f-]+\/[0-9a-f]{64}$|^\d{12}\/[a-z0-9-]+\/mrk-[0-9a-f]{32}\/[0-9a-f]{64}$/;

export function grantToken({ account, region, keyId, grantId }: GrantRecord): string {
  return Buffer.from(`${prefix}${placeOfKey(account, region, keyId)}/${grantId}`).toString('base64url');
}

/** The id of the grant's record. Throws for a text that is no token. */
export function grantOfToken(token: string): string {
  const text = Buffer.from(token, 'base64url').toString();
  const place = text.slice(prefix.length);
  if (!text.startsWith(prefix) || !placeForm.test(place)) throw new InvalidGrantToken();
  return place;
}

/** Throws where one of them is none. */
export function checkGrantTokens(tokens: readonly string[] | undefined): void {
  for (const token of tokens ?? []) grantOfToken(token);
}
