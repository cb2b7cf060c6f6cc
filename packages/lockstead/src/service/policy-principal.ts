/** A session as the policy engine knows its principal. */
import type { Principal } from '@lockstead/policy';
import type { Session } from './session.ts';

export function policyPrincipal({ principal, temporary }: Session): Principal {
  const sessionToken = temporary?.madeBy === 'getSessionToken';
  switch (principal.kind) {
    case 'root':
      return { kind: 'root', arn: principal.arn, account: principal.account, sessionToken };
    case 'user':
      return { kind: 'user', arn: principal.arn, account: principal.account, id: principal.userId, sessionToken };
    case 'assumedRole':
      return {
        kind: 'roleSession',
        arn: principal.arn,
        account: principal.account,
        roleArn: principal.roleArn,
        roleId: principal.roleId,
      };
    case 'federatedUser':
      return {
        kind: 'federatedUser',
        arn: principal.arn,
        account: principal.account,
        issuerArn: principal.issuer.arn,
        issuerId: principal.issuer.userId,
      };
    case 'federated':
      return { kind: 'federated', provider: principal.federation.provider };
    case 'service':
      return { kind: 'service', service: principal.service };
    case 'anonymous':
      return { kind: 'anonymous' };
  }
}
