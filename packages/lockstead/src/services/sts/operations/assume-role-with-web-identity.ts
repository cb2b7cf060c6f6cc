/**
 * AssumeRoleWithWebIdentity: temporary credentials of a role for whoever brings a token of an identity provider that the role trusts. Nobody signs
 * the request. The token is verified before anything is authorized, and AWS lets it be used again as long as it counts.
 * AWS: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
import { AccessDenied, ValidationError } from '../errors.ts';
import { issueCredentials } from '../issue.ts';
import { stsLimits } from '../limits.ts';
import { findOpenRole } from '../open-role.ts';
import type { StsWrite } from '../operation.ts';
import { roleSession } from '../role-session.ts';
import { chainedTags } from '../session-chain.ts';
import { packedPolicySize, sessionPolicies, sessionTags } from '../session-input.ts';
import type { SessionTokens } from '../session-token.ts';
import { keptKeys } from '../web-identity/claims.ts';
import { identifyWebIdentity } from '../web-identity/identify.ts';
import type { IssuerKeys } from '../web-identity/issuer-keys.ts';

export function assumeRoleWithWebIdentity(
  tokens: SessionTokens,
  keys: IssuerKeys,
): StsWrite<'AssumeRoleWithWebIdentity'> {
  return {
    name: 'AssumeRoleWithWebIdentity',
    effect: 'write',
    readOnly: true,
    authentication: 'none',
    masked: ['WebIdentityToken'],

    async identify(input, { clock }, reader) {
      return await identifyWebIdentity(keys, input, reader, clock.wallNow());
    },

    async handle(input, { tx, clock, entropy, session: { principal: caller } }) {
      // A service that calls another brings no token.
      if (caller.kind !== 'federated') throw AccessDenied.webIdentity();
      const found = await findOpenRole(tx, input.RoleArn);
      // Policies have said so already, unless they are not enforced.
      if (found === undefined) throw AccessDenied.webIdentity();
      const { account, role } = found;
      const seconds = input.DurationSeconds ?? stsLimits.assumeRoleSecondsDefault;
      if (seconds > role.maxSessionSeconds) throw ValidationError.overMaxSessionDuration();

      const { federation, passes, subject, audience } = caller;
      const policies = await sessionPolicies(input, tx, account);
      const passed = chainedTags([], sessionTags(passes.tags), passes.transitiveTagKeys);
      const packed = packedPolicySize(policies, passed.tags);
      const { sourceIdentity } = passes;
      const [, url = federation.provider] = federation.provider.split(':oidc-provider/');
      const sessionName = input.RoleSessionName;
      const principal = roleSession(found, sessionName);
      const grant = {
        account,
        principal,
        seconds,
        tokenSizeMin: 0,
        carries: {
          madeBy: 'assumeRoleWithWebIdentity' as const,
          federation: { provider: federation.provider, claims: keptKeys(url, federation.claims) },
          ...passed,
          ...(policies === undefined ? {} : { sessionPolicies: policies }),
          ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
        },
      };
      return {
        Credentials: issueCredentials(tokens, grant, clock.now(), entropy),
        SubjectFromWebIdentityToken: subject,
        AssumedRoleUser: { AssumedRoleId: `${role.id}:${sessionName}`, Arn: principal.arn },
        ...(packed === undefined ? {} : { PackedPolicySize: packed }),
        Provider: federation.provider,
        Audience: audience,
        ...(sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }),
      };
    },
  };
}
