/** A service-linked role as it is stored: its trust and its policy are fixed. */
import type { Instant } from '#kernel/clock';
import type { IamWriter, RoleRecord } from '../../state/state.ts';
import { serviceLinkedPath } from '../well-known-paths.ts';
import type { ServiceLinkedRole } from './service-linked-role.ts';

/** What differs between two of them. */
export interface LinkedRoleParts {
  /** `AROA…` */
  readonly id: string;
  readonly name: string;
  readonly service: string;
  readonly description?: string;
  readonly createdAt: Instant;
}

/** Writes the role and attaches its policy. Whoever calls has made sure that the name is free. */
export async function insertLinkedRole(
  state: IamWriter,
  { policyArn }: ServiceLinkedRole,
  { id, name, service, description, createdAt }: LinkedRoleParts,
): Promise<RoleRecord> {
  const role: RoleRecord = {
    name,
    path: `${serviceLinkedPath}${service}/`,
    id,
    createdAt,
    trustPolicy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    }),
    ...(description === undefined ? {} : { description }),
    maxSessionSeconds: 3600,
    tags: [],
  };
  await state.roles.insert(role);
  await state.attachments.insert({ kind: 'role', name, policyArn });
  return role;
}
