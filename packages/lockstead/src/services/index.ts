/** Every service that Lockstead serves: one line each. */
import type { EventLog } from '#events/event-log';
import type { Guardrails } from '#service/ports';
import type { ServiceDefinition } from '#service/service';
import { cloudTrail } from './cloudtrail/index.ts';
import type { AccountQuotas, CredentialUses, PrincipalPolicyReader } from './iam/api.ts';
import { iam } from './iam/index.ts';
import type { SessionTokens } from './sts/api.ts';
import { sts } from './sts/index.ts';

/** What services are given when they are put together. */
export interface ServiceParts {
  readonly events: EventLog;
  readonly policies: PrincipalPolicyReader;
  readonly sessionTokens: SessionTokens;
  readonly uses: CredentialUses;
  readonly quotas: AccountQuotas;
  readonly guardrails: Guardrails;
}

export function services({
  events,
  policies,
  sessionTokens,
  uses,
  quotas,
  guardrails,
}: ServiceParts): readonly ServiceDefinition[] {
  return [cloudTrail(events), iam(uses, policies, guardrails, quotas), sts(sessionTokens, policies)];
}
