/**
 * What a role's session takes over from the session that assumed it.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_role-chaining
 */
import type { Session, Tag } from '#service/session';
import { AccessDenied, InvalidParameterValue } from './errors.ts';

/** Tags that the calling session passes on. */
export function transitiveTags({ temporary }: Session): readonly Tag[] {
  if (temporary === undefined) return [];
  const keys = new Set(temporary.transitiveTagKeys.map((key) => key.toLowerCase()));
  return temporary.tags.filter(({ Key }) => keys.has(Key.toLowerCase()));
}

/** The session's own tags on top of those passed on, and which of them it passes on in its turn. */
export function chainedTags(
  inherited: readonly Tag[],
  passed: readonly Tag[],
  transitiveKeys: readonly string[],
): { readonly tags: readonly Tag[]; readonly transitiveTagKeys: readonly string[] } {
  const asked = new Set(passed.map(({ Key }) => Key.toLowerCase()));
  if (transitiveKeys.some((key) => !asked.has(key.toLowerCase()))) {
    throw new InvalidParameterValue('The specified transitive tag key must be included in the requested tags.');
  }
  if (inherited.some(({ Key }) => asked.has(Key.toLowerCase()))) {
    throw new InvalidParameterValue(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    );
  }
  return {
    tags: [...inherited, ...passed],
    transitiveTagKeys: [...inherited.map(({ Key }) => Key), ...transitiveKeys],
  };
}

/** Once set, a source identity stays for the whole chain: to ask for another is denied. */
export function chainedSourceIdentity(
  { temporary, principal }: Session,
  asked: string | undefined,
  roleArn: string,
): string | undefined {
  const own = temporary?.sourceIdentity;
  if (own !== undefined && asked !== undefined && asked !== own) {
    // AWS DIFFERS? That it is denied is documented, the sentence is that of a permission nobody can have.
    throw AccessDenied.action(principal, 'sts:SetSourceIdentity', roleArn);
  }
  return own ?? asked;
}
