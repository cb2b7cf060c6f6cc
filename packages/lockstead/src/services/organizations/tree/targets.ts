/** What policies can be attached to: the root, OUs and accounts. */
import type { PolicyTargetSummary } from '@aws-sdk/client-organizations';
import { accountArn, rootArn, unitArn } from '../arns.ts';
import { notFound } from '../errors.ts';
import { kindOfId } from '../ids.ts';
import type { OrganizationRecord, OrganizationsReader } from '../state.ts';

/** As ListTargetsForPolicy shows it; undefined where the organization has nothing of that id. */
export async function findTarget(
  state: OrganizationsReader,
  organization: OrganizationRecord,
  id: string,
): Promise<PolicyTargetSummary | undefined> {
  switch (kindOfId(id)) {
    case 'root':
      if (id !== organization.rootId) return undefined;
      return { TargetId: id, Arn: rootArn(organization, id), Name: 'Root', Type: 'ROOT' };
    case 'organizationalUnit': {
      const unit = await state.units.get(id);
      return unit && { TargetId: id, Arn: unitArn(organization, id), Name: unit.name, Type: 'ORGANIZATIONAL_UNIT' };
    }
    case 'account': {
      const member = await state.members.get(id);
      return member && { TargetId: id, Arn: accountArn(organization, id), Name: member.name, Type: 'ACCOUNT' };
    }
    default:
      return undefined;
  }
}

export async function requireTarget(
  state: OrganizationsReader,
  organization: OrganizationRecord,
  id: string,
): Promise<void> {
  if ((await findTarget(state, organization, id)) === undefined) throw notFound.target();
}
