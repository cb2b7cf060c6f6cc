/**
 * Tag policies: how the keys of tags are spelt, which values they have, and where that is enforced.
 * AWS: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_example-tag-policies.html and
 * orgs_manage_policies_tag-policies-enforcement.html
 */
import { isObject, type Json } from './inheritance-syntax.ts';
import type { Shape } from './schemas.ts';

/** `secretsmanager:*`, `dynamodb:table`, `ec2:ALL_SUPPORTED`: no wildcard in the service. */
const resourceTypes: Shape = { kind: 'texts', like: /^[a-z0-9-]+:(\*|ALL_SUPPORTED|[A-Za-z0-9/_-]+)$/ };

const statement: Shape = {
  kind: 'group',
  settings: {
    tag_key: { kind: 'text', like: /^[\s\S]{1,128}$/ },
    // One wildcard in each value.
    tag_value: { kind: 'texts', like: /^(?=[\s\S]{0,256}$)[^*]*\*?[^*]*$/ },
    enforced_for: resourceTypes,
    report_required_tag_for: resourceTypes,
  },
};

export const tagPolicyShape: Shape = {
  kind: 'group',
  // AWS DIFFERS? How many tag keys a policy may name is not documented, beyond its size.
  settings: { tags: { kind: 'named', name: /^[\s\S]{1,128}$/, each: statement, most: 1_000 } },
};

/** A tag key is spelt as its policy key, but for capitals. Answers the policy keys of which it is not. */
export function misspeltKeys(document: Json): readonly string[] {
  const tags = isObject(document['tags']) ? document['tags'] : {};
  return Object.entries(tags).flatMap(([name, one]) => {
    const key = isObject(one) ? one['tag_key'] : undefined;
    const spelt = isObject(key) ? key['@@assign'] : key;
    return typeof spelt === 'string' && spelt.toLowerCase() !== name.toLowerCase() ? [name] : [];
  });
}

/** `key`: it is spelt with other capitals. `value`: the policy does not have it. */
export interface TagBreach {
  readonly key: string;
  readonly what: 'key' | 'value';
}

/**
 * The first tag that an effective policy does not take on a resource of this type, as `organizations:account`. Tags whose keys no policy names are
 * free, and what has no tags complies.
 */
export function tagBreach(
  effective: Json,
  resourceType: string,
  tags: readonly { readonly Key: string; readonly Value: string }[],
): TagBreach | undefined {
  const named = new Map(
    Object.entries(isObject(effective['tags']) ? effective['tags'] : {}).map(([name, one]) => [
      name.toLowerCase(),
      one,
    ]),
  );
  for (const { Key, Value } of tags) {
    const one = named.get(Key.toLowerCase());
    if (!isObject(one) || !isEnforced(one['enforced_for'], resourceType)) continue;
    // Without a spelling of its own, a key is written in small letters.
    const spelt = typeof one['tag_key'] === 'string' ? one['tag_key'] : Key.toLowerCase();
    if (spelt !== Key) return { key: Key, what: 'key' };
    const values = one['tag_value'];
    if (Array.isArray(values) && !values.some((value) => typeof value === 'string' && matches(value, Value))) {
      return { key: Key, what: 'value' };
    }
  }
  return undefined;
}

function isEnforced(enforcedFor: unknown, resourceType: string): boolean {
  const service = resourceType.slice(0, resourceType.indexOf(':'));
  const types: readonly unknown[] = Array.isArray(enforcedFor) ? enforcedFor : [];
  return [resourceType, `${service}:*`, `${service}:ALL_SUPPORTED`].some((type) => types.includes(type));
}

/** At most one wildcard. */
function matches(pattern: string, value: string): boolean {
  const at = pattern.indexOf('*');
  if (at === -1) return pattern === value;
  const [before, after] = [pattern.slice(0, at), pattern.slice(at + 1)];
  return value.length >= before.length + after.length && value.startsWith(before) && value.endsWith(after);
}
