/**
 * Whom a token is meant for. Where it names an authorized party (`azp`), that is the audience, and `aud` is told as `oaud`.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
 */
import { InvalidIdentityToken } from '../errors.ts';

export interface Audience {
  /** The one by which the token is accepted. */
  readonly audience: string;
  /** Values of condition keys. */
  readonly keys: { readonly aud: string; readonly oaud?: readonly string[] | string };
}

/**
 * `accepted`: the audiences of the provider; undefined where there is no list. Throws `InvalidIdentityToken`.
 * AWS DIFFERS? What it does with several audiences and no authorized party is not documented. Here the first that the provider has counts, and
 * policies see that one alone.
 */
export function audienceOf(
  claims: Readonly<Record<string, unknown>>,
  accepted: readonly string[] | undefined,
): Audience {
  const { aud, azp } = claims;
  const listed: unknown[] = Array.isArray(aud) ? aud : [aud];
  if (aud === undefined || listed.length === 0) throw InvalidIdentityToken.missing('aud');
  if (!listed.every((one) => typeof one === 'string')) throw InvalidIdentityToken.claim('aud');
  if (azp !== undefined && typeof azp !== 'string') throw InvalidIdentityToken.claim('azp');
  const candidates = azp === undefined ? listed : [azp];
  const audience = accepted === undefined ? candidates[0] : candidates.find((one) => accepted.includes(one));
  if (audience === undefined) throw InvalidIdentityToken.audience();
  return { audience, keys: azp === undefined ? { aud: audience } : { aud: audience, oaud: aud as string } };
}
