/** Who somebody is that has assumed a role, whichever way he came. */
import { stsArn } from '#kernel/arn';
import type { Session } from '#service/session';
import type { FoundRole } from '#services/iam/api';

type AssumedRole = Extract<Session['principal'], { kind: 'assumedRole' }>;

export function roleSession({ account, arn, role }: FoundRole, sessionName: string): AssumedRole {
  return {
    kind: 'assumedRole',
    account,
    arn: stsArn(account, `assumed-role/${role.name}/${sessionName}`),
    roleArn: arn,
    roleName: role.name,
    roleId: role.id,
    sessionName,
  };
}
