/**
 * AssumeRole: temporary credentials of a role, in place of the caller's own permissions.
 * AWS: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
import { stsArn } from '#kernel/arn';
import { later, seconds, toDate } from '#kernel/clock';
import { newAccessKeyId } from '#kernel/ids';
import { present } from '#kernel/invariant';
import type { Session, Tag } from '#service/session';
import { findRoleByArn } from '#services/iam/api';
import { AccessDenied, InvalidParameterValue, ValidationError } from '../errors.ts';
import type { StsWrite } from '../operation.ts';
import { packedPolicySize, sessionPolicies, sessionTags } from '../session-input.ts';
import type { SessionTokens } from '../session-token.ts';

const secondsDefault = 3600;
/** A role assumed from a role's session lasts an hour at most, whatever the role allows. */
const chainedSecondsMax = 3600;

export function assumeRole(tokens: SessionTokens): StsWrite<'AssumeRole'> {
  return {
    name: 'AssumeRole',
    effect: 'write',
    readOnly: true,

    async handle(input, { tx, clock, entropy, session: caller }) {
      if (caller.principal.kind === 'root') throw new AccessDenied('Roles may not be assumed by root accounts.');
      const { account, arn, role } = present(
        await findRoleByArn(tx, input.RoleArn ?? ''),
        'a role that may be assumed exists',
      );
      const duration = input.DurationSeconds ?? secondsDefault;
      if (caller.principal.kind === 'assumedRole' && duration > chainedSecondsMax) {
        throw new ValidationError(
          'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
        );
      }
      if (duration > role.maxSessionSeconds) {
        throw new ValidationError('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
      }
      const policies = sessionPolicies(input);
      const passed = sessionTags(input.Tags);
      const inherited = transitiveTags(caller);
      for (const { Key } of passed) {
        if (inherited.some((tag) => tag.Key.toLowerCase() === Key.toLowerCase())) {
          throw new InvalidParameterValue(
            'One of the specified transitive tag keys can\u0027t be set because it conflicts with a transitive tag key from the calling session.',
          );
        }
      }
      const sourceIdentity = inheritedSourceIdentity(caller, input.SourceIdentity);
      const issuedAt = clock.now();
      const sessionName = input.RoleSessionName ?? '';
      const accessKeyId = newAccessKeyId(entropy, 'ASIA', account);
      const temporary = {
        issuedAt,
        expiresAt: later(issuedAt, seconds(duration)),
        madeBy: 'assumeRole' as const,
        ...(policies === undefined ? {} : { sessionPolicies: policies }),
        tags: [...inherited, ...passed],
        transitiveTagKeys: [...inherited.map(({ Key }) => Key), ...(input.TransitiveTagKeys ?? [])],
        ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
      };
      const principal = {
        kind: 'assumedRole' as const,
        account,
        arn: stsArn(account, `assumed-role/${role.name}/${sessionName}`),
        roleArn: arn,
        roleName: role.name,
        roleId: role.id,
        sessionName,
      };
      const packed = packedPolicySize(policies, temporary.tags);
      return {
        Credentials: {
          AccessKeyId: accessKeyId,
          SecretAccessKey: tokens.secretOf(accessKeyId).reveal(),
          SessionToken: tokens.seal({ principal, accessKeyId, temporary }, entropy),
          Expiration: toDate(temporary.expiresAt),
        },
        AssumedRoleUser: { AssumedRoleId: `${role.id}:${sessionName}`, Arn: principal.arn },
        ...(packed === undefined ? {} : { PackedPolicySize: packed }),
        ...(sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }),
      };
    },
  };
}

/** Tags that the calling session passes on. */
export function transitiveTags({ temporary }: Session): readonly Tag[] {
  if (temporary === undefined) return [];
  const keys = new Set(temporary.transitiveTagKeys.map((key) => key.toLowerCase()));
  return temporary.tags.filter(({ Key }) => keys.has(Key.toLowerCase()));
}

/** Once set, a source identity stays for the whole chain. */
function inheritedSourceIdentity({ temporary }: Session, asked: string | undefined): string | undefined {
  const own = temporary?.sourceIdentity;
  if (own !== undefined && asked !== undefined && asked !== own) {
    throw new AccessDenied('The source identity of a session can\u0027t be changed once it is set.');
  }
  return own ?? asked;
}
