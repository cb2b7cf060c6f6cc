/**
 * The role that a service makes for itself in an account: its name and policy are fixed, and only the service may be trusted with it.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
 */
import { awsPolicyPrefix, serviceLinkedPath } from '../well-known-paths.ts';
import { serviceLinkedRows } from './table.ts';

export interface ServiceLinkedRole {
  /** `AWSServiceRoleForECS` */
  readonly role: string;
  readonly policyArn: string;
  /** Whether one service may have several, told apart by what its caller adds to the name. */
  readonly customSuffix: boolean;
}

const domain = '.amazonaws.com';

const byService: ReadonlyMap<string, ServiceLinkedRole> = new Map(
  serviceLinkedRows.map(([service, role, policy, customSuffix = false]) => [
    service + domain,
    {
      role: `AWSServiceRoleFor${role}`,
      policyArn: `${awsPolicyPrefix}${serviceLinkedPath.slice(1)}${policy}`,
      customSuffix,
    },
  ]),
);

/** By the service's principal, `ecs.amazonaws.com`; `undefined` for one that is not known to have such a role. */
export function serviceLinkedRole(service: string): ServiceLinkedRole | undefined {
  return byService.get(service);
}
