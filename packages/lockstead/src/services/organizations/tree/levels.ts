/** The way from the root of an organization down to a place in it. */
import { invariant } from '#kernel/invariant';
import { organizationsLimits } from '../limits.ts';
import type { OrganizationRecord, OrganizationsReader } from '../state.ts';

/** Ids from the root to this parent, both included. A parent that is not there is a broken tree. */
export async function levelsTo(
  state: OrganizationsReader,
  { rootId }: OrganizationRecord,
  parent: string,
): Promise<readonly string[]> {
  const levels: string[] = [];
  for (let at = parent; at !== rootId; ) {
    levels.push(at);
    invariant(levels.length <= organizationsLimits.OrganizationalUnitDepth, 'OUs stand no deeper than their limit');
    const unit = await state.units.get(at);
    invariant(unit !== undefined, 'the parent of what is in an organization is in it too');
    at = unit.parent;
  }
  return [rootId, ...levels.reverse()];
}

/** `o-…/r-…/ou-…/`, as aws:PrincipalOrgPaths has it. */
export function pathOf({ id }: OrganizationRecord, levels: readonly string[]): string {
  return `${[id, ...levels].join('/')}/`;
}
