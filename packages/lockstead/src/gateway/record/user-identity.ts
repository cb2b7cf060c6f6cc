/**
 * Who a CloudTrail event is about.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
 */
import { isoSeconds } from '#kernel/clock';
import { principalId, type Session } from '#service/session';

export interface UserIdentity {
  readonly type:
    | 'Root'
    | 'IAMUser'
    | 'AssumedRole'
    | 'FederatedUser'
    | 'SAMLUser'
    | 'WebIdentityUser'
    | 'AWSService'
    | 'AWSAccount';
  readonly principalId?: string;
  readonly arn?: string;
  readonly accountId?: string;
  readonly accessKeyId?: string;
  readonly userName?: string;
  readonly identityProvider?: string;
  readonly sessionContext?: object;
  readonly invokedBy?: string;
}

function sessionContext({ temporary, principal }: Session): object | undefined {
  if (temporary === undefined) return undefined;
  return {
    ...(principal.kind === 'assumedRole'
      ? {
          sessionIssuer: {
            type: 'Role',
            principalId: principal.roleId,
            arn: principal.roleArn,
            accountId: principal.account,
            userName: principal.roleName,
          },
        }
      : {}),
    ...(principal.kind === 'federatedUser'
      ? {
          sessionIssuer: {
            type: principal.issuer.userName === undefined ? 'Root' : 'IAMUser',
            principalId: principal.issuer.userId,
            arn: principal.issuer.arn,
            accountId: principal.account,
            ...(principal.issuer.userName === undefined ? {} : { userName: principal.issuer.userName }),
          },
        }
      : {}),
    ...(temporary.federation === undefined || temporary.madeBy === 'assumeRoleWithSAML'
      ? {}
      : { webIdFederationData: { federatedProvider: temporary.federation.provider, attributes: {} } }),
    attributes: {
      creationDate: isoSeconds(temporary.issuedAt),
      mfaAuthenticated: temporary.mfaAt === undefined ? 'false' : 'true',
    },
    ...(temporary.sourceIdentity === undefined ? {} : { sourceIdentity: temporary.sourceIdentity }),
  };
}

/** The caller as another account is told of it, whose resource was called: an account number and an id, no name and no key. */
export function strangerIdentity({ principal }: Session, invokedBy?: string): UserIdentity {
  if (principal.account === undefined) return userIdentity({ principal }, invokedBy);
  return {
    type: 'AWSAccount',
    principalId: principalId(principal),
    accountId: principal.account,
    ...(invokedBy === undefined ? {} : { invokedBy }),
  };
}

/** Of sessions that are kept from request to request. */
const known = new WeakMap<Session, UserIdentity>();

/** `invokedBy`: the AWS service that passed the call on. */
export function userIdentity(session: Session, invokedBy?: string): UserIdentity {
  if (invokedBy !== undefined || session.accessKeyId === undefined) return makeIdentity(session, invokedBy);
  let identity = known.get(session);
  if (identity === undefined) {
    identity = makeIdentity(session);
    known.set(session, identity);
  }
  return identity;
}

function makeIdentity(session: Session, invokedBy?: string): UserIdentity {
  const { principal } = session;
  const via = invokedBy === undefined ? {} : { invokedBy };
  if (principal.kind === 'service') return { type: 'AWSService', invokedBy: principal.service };
  if (principal.kind === 'anonymous') return { type: 'AWSAccount', principalId: '', accountId: 'ANONYMOUS_PRINCIPAL' };
  if (principal.kind === 'federated') {
    return {
      type: principal.saml === undefined ? 'WebIdentityUser' : 'SAMLUser',
      principalId: principalId(principal),
      userName: principal.subject,
      identityProvider: principal.saml?.nameQualifier ?? principal.federation.provider,
    };
  }
  const context = sessionContext(session);
  const types = { root: 'Root', user: 'IAMUser', assumedRole: 'AssumedRole', federatedUser: 'FederatedUser' } as const;
  return {
    type: types[principal.kind],
    principalId: principalId(principal),
    arn: principal.arn,
    accountId: principal.account,
    ...(session.accessKeyId === undefined ? {} : { accessKeyId: session.accessKeyId }),
    ...(principal.kind === 'user' ? { userName: principal.userName } : {}),
    ...(context === undefined ? {} : { sessionContext: context }),
    ...via,
  };
}
