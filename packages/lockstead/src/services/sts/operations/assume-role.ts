/**
 * AssumeRole: temporary credentials of a role, in place of the caller's own permissions.
 * AWS: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
import { AccessDenied, NotImplemented, ValidationError } from '../errors.ts';
import { issueCredentials } from '../issue.ts';
import { stsLimits } from '../limits.ts';
import { findOpenRole } from '../open-role.ts';
import type { StsWrite } from '../operation.ts';
import { roleSession } from '../role-session.ts';
import { spendSecondFactor } from '../second-factor.ts';
import { chainedSourceIdentity, chainedTags, transitiveTags } from '../session-chain.ts';
import { packedPolicySize, sessionPolicies, sessionTags } from '../session-input.ts';
import type { SessionTokens } from '../session-token.ts';

export function assumeRole(tokens: SessionTokens): StsWrite<'AssumeRole'> {
  return {
    name: 'AssumeRole',
    effect: 'write',
    readOnly: true,
    masked: ['TokenCode'],

    async handle(input, context) {
      const { tx, clock, entropy, session: caller } = context;
      if (caller.principal.kind === 'root') throw AccessDenied.rootAssumesRole();
      if (input.ProvidedContexts !== undefined && input.ProvidedContexts.length > 0) {
        throw new NotImplemented('Lockstead does not implement ProvidedContexts of sts:AssumeRole');
      }
      const found = await findOpenRole(tx, input.RoleArn);
      // Policies have said so already, unless they are not enforced.
      if (found === undefined) throw AccessDenied.action(caller.principal, 'sts:AssumeRole', input.RoleArn);
      const { account, arn, role } = found;
      const seconds = input.DurationSeconds ?? stsLimits.assumeRoleSecondsDefault;
      if (caller.temporary !== undefined && seconds > stsLimits.chainedSecondsMax) {
        throw ValidationError.overChainedDuration();
      }
      if (seconds > role.maxSessionSeconds) throw ValidationError.overMaxSessionDuration();

      const policies = await sessionPolicies(input, tx, account);
      const chained = chainedTags(transitiveTags(caller), sessionTags(input.Tags), input.TransitiveTagKeys ?? []);
      const sourceIdentity = chainedSourceIdentity(caller, input.SourceIdentity, arn);
      const packed = packedPolicySize(policies, chained.tags);
      const sessionName = input.RoleSessionName;
      const principal = roleSession(found, sessionName);
      const grant = {
        account,
        principal,
        seconds,
        tokenSizeMin: input.MinimumSessionTokenSize ?? 0,
        carries: {
          madeBy: 'assumeRole' as const,
          ...chained,
          ...(await spendSecondFactor(input, context)),
          ...(policies === undefined ? {} : { sessionPolicies: policies }),
          ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
        },
      };
      return {
        Credentials: issueCredentials(tokens, grant, clock.now(), entropy),
        AssumedRoleUser: { AssumedRoleId: `${role.id}:${sessionName}`, Arn: principal.arn },
        ...(packed === undefined ? {} : { PackedPolicySize: packed }),
        ...(sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }),
      };
    },
  };
}
