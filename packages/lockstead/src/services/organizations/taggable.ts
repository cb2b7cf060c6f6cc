/** What can have tags, by its id. */
import type { Tag } from '#service/session';
import { notFound } from './errors.ts';
import { kindOfId } from './ids.ts';
import type { OrganizationRecord, OrganizationsReader, OrganizationsWriter } from './state.ts';

/** Its tags as they are, and how others are kept. */
export interface Taggable {
  readonly tags: readonly Tag[];
  keep(state: OrganizationsWriter, tags: readonly Tag[]): Promise<void>;
}

/** `undefined` where the organization has nothing of that id that could be tagged. */
export async function findTaggable(
  state: OrganizationsReader,
  organization: OrganizationRecord,
  id: string,
): Promise<Taggable | undefined> {
  switch (kindOfId(id)) {
    case 'root':
      if (id !== organization.rootId) return undefined;
      return {
        tags: organization.rootTags,
        keep: (writer, rootTags) => writer.organizations.update({ ...organization, rootTags }),
      };
    case 'organizationalUnit': {
      const unit = await state.units.get(id);
      return unit && { tags: unit.tags, keep: (writer, tags) => writer.units.update({ ...unit, tags }) };
    }
    case 'account': {
      const member = await state.members.get(id);
      return member && { tags: member.tags, keep: (writer, tags) => writer.members.update({ ...member, tags }) };
    }
    case 'policy': {
      const policy = await state.policies.get(id);
      return policy && { tags: policy.tags, keep: (writer, tags) => writer.policies.update({ ...policy, tags }) };
    }
    case 'resourcePolicy': {
      const policy = await state.resourcePolicies.get('policy');
      if (policy?.id !== id) return undefined;
      return { tags: policy.tags, keep: (writer, tags) => writer.resourcePolicies.update({ ...policy, tags }) };
    }
    default:
      return undefined;
  }
}

export async function requireTaggable(
  state: OrganizationsReader,
  organization: OrganizationRecord,
  id: string,
): Promise<Taggable> {
  const found = await findTaggable(state, organization, id);
  if (found === undefined) throw notFound.target();
  return found;
}
