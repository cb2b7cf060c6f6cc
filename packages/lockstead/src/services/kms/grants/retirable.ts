/** The grant that a request retires: by its token, or by its key and id. */
import type { Reader } from '#store/port';
import { NotFound, ValidationError } from '../errors.ts';
import { type Asked, nameKey } from '../key-reference.ts';
import { type GrantRecord, kmsState, placeOfKey } from '../state.ts';
import { grantOfToken } from './grant-token.ts';

export interface NamesGrant {
  readonly GrantToken?: string | undefined;
  readonly KeyId?: string | undefined;
  readonly GrantId?: string | undefined;
}

export function isServicePrincipal(principal: string): boolean {
  return principal.endsWith('.amazonaws.com') && !principal.startsWith('arn:');
}

/** Throws where there is none. It is asked before anything is authorized: only the caller's ids and tokens, which nobody can guess, find a grant. */
export async function retirableGrant(
  reader: Reader,
  asked: Asked,
  { GrantToken, KeyId, GrantId }: NamesGrant,
): Promise<GrantRecord> {
  const { grants } = kmsState(reader, asked.account, asked.region);
  if (GrantToken !== undefined) {
    const grant = await grants.get(grantOfToken(GrantToken));
    if (grant === undefined) throw NotFound.grant('');
    return grant;
  }
  if (KeyId === undefined || GrantId === undefined) {
    throw new ValidationError('Specify either a grant token, or a key ARN and a grant ID.');
  }
  const named = await nameKey(reader, asked, KeyId, 'keysOnly');
  if (named.is === 'missing') throw NotFound.grant(GrantId);
  const grant = await grants.get(`${placeOfKey(named.owner, named.region, named.key.keyId)}/${GrantId}`);
  if (grant === undefined) throw NotFound.grant(GrantId);
  return grant;
}
