/** What a request names, found in the organization; the error says in which role it was named. */
import type { AwsError } from '#kernel/aws-error';
import { notFound } from '../errors.ts';
import type { MemberRecord, OrganizationRecord, OrganizationsReader, UnitRecord } from '../state.ts';

/** The root or an OU. */
export async function isParent(
  state: OrganizationsReader,
  { rootId }: OrganizationRecord,
  id: string,
): Promise<boolean> {
  return id === rootId || (await state.units.get(id)) !== undefined;
}

export async function requireParent(
  state: OrganizationsReader,
  organization: OrganizationRecord,
  id: string,
  refusal: () => AwsError = notFound.parent,
): Promise<void> {
  if (!(await isParent(state, organization, id))) throw refusal();
}

export async function requireUnit(state: OrganizationsReader, id: string): Promise<UnitRecord> {
  const unit = await state.units.get(id);
  if (unit === undefined) throw notFound.unit();
  return unit;
}

export async function requireMember(
  state: OrganizationsReader,
  id: string,
  refusal: () => AwsError = notFound.account,
): Promise<MemberRecord> {
  const member = await state.members.get(id);
  if (member === undefined) throw refusal();
  return member;
}
