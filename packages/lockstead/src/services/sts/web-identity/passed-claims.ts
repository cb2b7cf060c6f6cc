/**
 * What a token gives the session: tags, those of them that pass on, and a source identity. Tags are nested in one claim, or flat in several.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_adding-assume-role-idp
 */
import type { Tag } from '#service/session';
import { InvalidIdentityToken } from '../errors.ts';
import { webIdentityLimits } from './limits.ts';

const tagsClaim = 'https://aws.amazon.com/tags';
const flatTag = `${tagsClaim}/principal_tags/`;
const flatTransitive = `${tagsClaim}/transitive_tag_keys`;
const sourceIdentityClaim = 'https://aws.amazon.com/source_identity';

export interface Passed {
  readonly tags: readonly Tag[];
  readonly transitiveTagKeys: readonly string[];
  readonly sourceIdentity?: string;
}

type Claims = Readonly<Record<string, unknown>>;

/** Throws `InvalidIdentityToken` for claims of this name that do not have AWS's form: they are never left out silently. */
export function passedClaims(claims: Claims): Passed {
  const nested = claims[tagsClaim];
  if (nested !== undefined && !isRecord(nested)) throw InvalidIdentityToken.claim(tagsClaim);
  const principalTags = nested?.['principal_tags'] ?? {};
  if (!isRecord(principalTags)) throw InvalidIdentityToken.claim(tagsClaim);
  const flat = Object.entries(claims).flatMap(([name, value]) =>
    name.startsWith(flatTag) ? [[name.slice(flatTag.length), value] as const] : [],
  );
  const tags = [...Object.entries(principalTags), ...flat].map(([key, value]) => tagOf(key, value));
  if (tags.length > webIdentityLimits.sessionTagsMax) throw InvalidIdentityToken.claim(tagsClaim);
  const transitiveTagKeys = [...textsOf(nested?.['transitive_tag_keys']), ...textsOf(claims[flatTransitive])];
  const sourceIdentity = claims[sourceIdentityClaim];
  if (sourceIdentity === undefined) return { tags, transitiveTagKeys };
  if (typeof sourceIdentity !== 'string' || !/^[\w+=,.@-]{2,64}$/.test(sourceIdentity)) {
    throw InvalidIdentityToken.claim(sourceIdentityClaim);
  }
  return { tags, transitiveTagKeys, sourceIdentity };
}

/** A value is a text, or a list of one text. */
function tagOf(key: string, value: unknown): Tag {
  const only: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
  const { tagKeyLengthMax, tagValueLengthMax } = webIdentityLimits;
  const isKey = key.length > 0 && key.length <= tagKeyLengthMax && isTagText(key);
  if (!isKey || typeof only !== 'string' || only.length > tagValueLengthMax || !isTagText(only)) {
    throw InvalidIdentityToken.claim(tagsClaim);
  }
  return { Key: key, Value: only };
}

/** The model's pattern for the tags that are passed as parameters. */
function isTagText(text: string): boolean {
  return /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(text);
}

function textsOf(value: unknown): readonly string[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
  throw InvalidIdentityToken.claim(tagsClaim);
}

function isRecord(value: unknown): value is Claims {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
