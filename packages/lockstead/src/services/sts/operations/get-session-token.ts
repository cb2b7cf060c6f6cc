/**
 * GetSessionToken: temporary credentials with the caller's own permissions, above all to prove a second factor with.
 * AWS: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
 */
import { AccessDenied } from '../errors.ts';
import { issueCredentials, sessionSeconds } from '../issue.ts';
import type { StsWrite } from '../operation.ts';
import type { SessionTokens } from '../session-token.ts';

export function getSessionToken(tokens: SessionTokens): StsWrite<'GetSessionToken'> {
  return {
    name: 'GetSessionToken',
    effect: 'write',
    readOnly: true,
    masked: ['TokenCode'],

    async handle(input, { clock, entropy, session: { principal, temporary } }) {
      if (temporary !== undefined || (principal.kind !== 'user' && principal.kind !== 'root')) {
        throw AccessDenied.sessionCredentials('GetSessionToken');
      }
      const grant = {
        account: principal.account,
        principal,
        seconds: sessionSeconds(principal, input.DurationSeconds),
        tokenSizeMin: input.MinimumSessionTokenSize ?? 0,
        carries: { madeBy: 'getSessionToken' as const, tags: [], transitiveTagKeys: [] },
      };
      return { Credentials: issueCredentials(tokens, grant, clock.now(), entropy) };
    },
  };
}
