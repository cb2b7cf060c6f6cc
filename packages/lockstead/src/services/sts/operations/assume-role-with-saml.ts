/**
 * AssumeRoleWithSAML: temporary credentials of a role for whom an identity provider vouches that the role trusts. Nobody signs the request. The assertion is
 * verified before anything is authorized.
 * AWS: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithSAML.html
 */
import { elapsed } from '#kernel/clock';
import { AccessDenied, ValidationError } from '../errors.ts';
import { issueCredentials } from '../issue.ts';
import { stsLimits } from '../limits.ts';
import { findOpenRole } from '../open-role.ts';
import type { StsWrite } from '../operation.ts';
import { roleSession } from '../role-session.ts';
import { keptSamlKeys } from '../saml/condition-keys.ts';
import { identifySaml } from '../saml/identify.ts';
import type { Recipients } from '../saml/recipient.ts';
import { spendAssertion } from '../saml/spent-assertions.ts';
import { chainedTags } from '../session-chain.ts';
import { packedPolicySize, sessionPolicies, sessionTags } from '../session-input.ts';
import type { SessionTokens } from '../session-token.ts';

export function assumeRoleWithSAML(tokens: SessionTokens, recipients: Recipients): StsWrite<'AssumeRoleWithSAML'> {
  return {
    name: 'AssumeRoleWithSAML',
    effect: 'write',
    readOnly: true,
    authentication: 'none',
    masked: ['SAMLAssertion'],

    async identify(input, { clock }, reader) {
      return await identifySaml(recipients, input, reader, clock.wallNow());
    },

    async handle(input, { tx, clock, entropy, session: { principal: caller } }) {
      // A service that calls another brings no assertion.
      if (caller.kind !== 'federated' || caller.saml === undefined) throw AccessDenied.saml();
      const found = await findOpenRole(tx, input.RoleArn);
      // Policies have said so already, unless they are not enforced.
      if (found === undefined) throw AccessDenied.saml();
      const { account, arn, role } = found;
      const asked = input.DurationSeconds ?? stsLimits.assumeRoleSecondsDefault;
      if (asked > role.maxSessionSeconds) throw ValidationError.overMaxSessionDuration();

      const { federation, passes, subject, audience, saml } = caller;
      const { sessionName, until } = saml;
      const wallNow = clock.wallNow();
      await spendAssertion(
        tx,
        { account, provider: federation.provider, assertion: saml.assertionId, role: arn, until },
        wallNow,
      );
      // Both shorten a session, and neither prolongs one.
      const left = saml.sessionUntil === undefined ? Infinity : Math.ceil(elapsed(wallNow, saml.sessionUntil) / 1000);
      const seconds = Math.min(asked, saml.sessionSeconds ?? Infinity, Math.max(left, 1));
      const policies = await sessionPolicies(input, tx, account);
      const passed = chainedTags([], sessionTags(passes.tags), passes.transitiveTagKeys);
      const packed = packedPolicySize(policies, passed.tags);
      const { sourceIdentity } = passes;
      const principal = roleSession(found, sessionName);
      const grant = {
        account,
        principal,
        seconds,
        tokenSizeMin: input.MinimumSessionTokenSize ?? 0,
        carries: {
          madeBy: 'assumeRoleWithSAML' as const,
          federation: { provider: federation.provider, claims: keptSamlKeys(federation.claims) },
          ...passed,
          ...(policies === undefined ? {} : { sessionPolicies: policies }),
          ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
        },
      };
      return {
        Credentials: issueCredentials(tokens, grant, clock.now(), entropy),
        AssumedRoleUser: { AssumedRoleId: `${role.id}:${sessionName}`, Arn: principal.arn },
        ...(packed === undefined ? {} : { PackedPolicySize: packed }),
        Subject: subject,
        SubjectType: saml.subjectType,
        Issuer: saml.issuer,
        Audience: audience,
        NameQualifier: saml.nameQualifier,
        ...(sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }),
      };
    },
  };
}
