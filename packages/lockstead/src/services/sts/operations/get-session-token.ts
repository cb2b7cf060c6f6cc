/**
 * GetSessionToken: temporary credentials with the caller's own permissions. Most callers use it to prove a second factor.
 * AWS: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
 */
import { AccessDenied } from '../errors.ts';
import { issueCredentials, sessionSeconds } from '../issue.ts';
import type { StsWrite } from '../operation.ts';
import { spendSecondFactor } from '../second-factor.ts';
import type { SessionTokens } from '../session-token.ts';

export function getSessionToken(tokens: SessionTokens): StsWrite<'GetSessionToken'> {
  return {
    name: 'GetSessionToken',
    effect: 'write',
    masked: ['TokenCode'],

    async handle(input, context) {
      const { clock, entropy, session } = context;
      const { principal, temporary } = session;
      if (temporary !== undefined || (principal.kind !== 'user' && principal.kind !== 'root')) {
        throw AccessDenied.sessionCredentials('GetSessionToken');
      }
      const grant = {
        account: principal.account,
        principal,
        seconds: sessionSeconds(principal, input.DurationSeconds),
        tokenSizeMin: input.MinimumSessionTokenSize ?? 0,
        carries: {
          madeBy: 'getSessionToken' as const,
          tags: [],
          transitiveTagKeys: [],
          ...(await spendSecondFactor(input, context)),
        },
      };
      return { Credentials: issueCredentials(tokens, grant, clock.now(), entropy) };
    },
  };
}
