/**
 * GetFederationToken: temporary credentials under a name of the caller's choice, with no more than the policies passed allow.
 * AWS: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
 */
import { stsArn } from '#kernel/arn';
import { principalId } from '#service/session';
import { AccessDenied } from '../errors.ts';
import { issueCredentials, sessionSeconds } from '../issue.ts';
import type { StsWrite } from '../operation.ts';
import { packedPolicySize, sessionPolicies, sessionTags } from '../session-input.ts';
import type { SessionTokens } from '../session-token.ts';

export function getFederationToken(tokens: SessionTokens): StsWrite<'GetFederationToken'> {
  return {
    name: 'GetFederationToken',
    effect: 'write',

    async handle(input, { tx, clock, entropy, session: { principal: caller, temporary } }) {
      if (temporary !== undefined || (caller.kind !== 'user' && caller.kind !== 'root')) {
        throw AccessDenied.sessionCredentials('GetFederationToken');
      }
      const { account } = caller;
      const name = input.Name;
      const policies = await sessionPolicies(input, tx, account);
      const tags = sessionTags(input.Tags);
      // Where none is passed it says so by a nought; AssumeRole leaves the member out.
      const packed = packedPolicySize(policies, tags) ?? 0;
      const principal = {
        kind: 'federatedUser' as const,
        account,
        arn: stsArn(account, `federated-user/${name}`),
        name,
        issuer: {
          arn: caller.arn,
          userId: principalId(caller),
          ...(caller.kind === 'user' ? { userName: caller.userName } : {}),
        },
      };
      const grant = {
        account,
        principal,
        seconds: sessionSeconds(caller, input.DurationSeconds),
        tokenSizeMin: input.MinimumSessionTokenSize ?? 0,
        carries: {
          madeBy: 'getFederationToken' as const,
          tags,
          transitiveTagKeys: [],
          ...(policies === undefined ? {} : { sessionPolicies: policies }),
        },
      };
      return {
        Credentials: issueCredentials(tokens, grant, clock.now(), entropy),
        FederatedUser: { FederatedUserId: principalId(principal), Arn: principal.arn },
        PackedPolicySize: packed,
      };
    },
  };
}
