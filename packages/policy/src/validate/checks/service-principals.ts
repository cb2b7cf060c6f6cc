/** Services as principals: on whose behalf do they act? */
import type { StatementCheck } from '../check.ts';

/** Keys that say for which resource, account or organization a service works. */
const sourceKeys: ReadonlySet<string> = new Set([
  'aws:sourcearn',
  'aws:sourceaccount',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
]);
/** Keys of callers with an account, which a service has not. */
const callerKeys: ReadonlySet<string> = new Set([
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:principalaccount',
  'aws:principalarn',
]);
/** Older ways of saying it, service by service. */
const formerKeys: ReadonlySet<string> = new Set(['aws:sourceowner', 'kms:calleraccount', 'kms:viaservice']);

export const checkServicePrincipals: StatementCheck = ({ principal, conditions, effect }, { kind, report }) => {
  if (kind !== 'resource' || effect !== 'Allow' || principal === undefined || principal.name !== 'Principal') return;
  const services = principal.principals.filter((node) => node.key === 'Service');
  if (services.length === 0) return;
  const keys = conditions.map((condition) => condition.key.toLowerCase());
  for (const condition of conditions) {
    if (callerKeys.has(condition.key.toLowerCase()) && principal.principals.length === services.length) {
      report(
        'UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL',
        condition,
        `${condition.key} is absent when a service calls`,
        'aws:SourceOrgID',
      );
    }
  }
  if (keys.some((key) => sourceKeys.has(key))) return;
  const former = conditions.find((condition) => formerKeys.has(condition.key.toLowerCase()));
  if (former !== undefined) {
    report(
      'RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL',
      former,
      `aws:SourceArn or aws:SourceAccount say for whom the service acts; ${former.key} does so only in part`,
    );
    return;
  }
  for (const node of services) {
    report(
      'RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL',
      node,
      `${node.text} acts for every customer: a condition on aws:SourceArn or aws:SourceAccount says for whom here`,
    );
  }
};
