/** Services as principals: on whose behalf do they act? And their names, wherever a policy has them. */
import { type CheckContext, hasWildcard, type StatementCheck } from '../check.ts';
import type { ConditionNode } from '../syntax.ts';
import { listed } from '../wording.ts';

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
/** Other ways of saying it. AWS names aws:Referer; AWS DIFFERS? The others are service by service. */
const otherKeys: ReadonlySet<string> = new Set([
  'aws:referer',
  'aws:sourceowner',
  'kms:calleraccount',
  'kms:viaservice',
]);

export const checkServicePrincipals: StatementCheck = ({ principal, conditions, effect }, { kind, report }) => {
  if (kind !== 'resource' || effect !== 'Allow' || principal === undefined || principal.name !== 'Principal') return;
  const services = principal.principals.filter((node) => node.key === 'Service');
  const [first, ...more] = services;
  if (first === undefined) return;
  const keys = conditions.map((condition) => condition.key.toLowerCase());
  const [of, ...also] = conditions.filter((condition) => callerKeys.has(condition.key.toLowerCase()));
  if (of !== undefined && principal.principals.length === services.length) {
    report(
      'UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL',
      of,
      { conditionKeys: listed([of, ...also].map(({ key }) => key)) },
      { also: [...also, first], fix: 'aws:SourceOrgID' },
    );
  }
  if (keys.some((key) => sourceKeys.has(key))) return;
  const other = conditions.find((condition) => otherKeys.has(condition.key.toLowerCase()));
  if (other === undefined) report('RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL', first, {}, { also: more });
  else
    report('RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL', other, {
      servicePrincipalPrefix: first.text.split('.')[0] ?? first.text,
      key: other.key,
    });
};

const plainFormat = 'service-name.amazonaws.com';
const regionalFormat = 'service-name.AWS_region.amazonaws.com';

/** What the values of these keys look like. */
const formats: Readonly<Record<string, string>> = {
  'aws:calledvia': plainFormat,
  'aws:calledviafirst': plainFormat,
  'aws:calledvialast': plainFormat,
  'aws:principalservicename': plainFormat,
  'aws:principalservicenameslist': plainFormat,
  'iam:passedtoservice': plainFormat,
  'iam:awsservicename': plainFormat,
  'kms:viaservice': regionalFormat,
};

/** A name of the service and, for `kms:ViaService`, a region before AWS's domain, all in lower case. */
export function checkServiceNames({ key, name, values }: ConditionNode, { report }: CheckContext): void {
  const expectedFormat = formats[key.toLowerCase()];
  if (expectedFormat === undefined || name?.operator.family !== 'String') return;
  for (const value of values) {
    if (hasWildcard(value.text) || value.text.includes('${')) continue;
    const labels = value.text.split('.').length;
    if (!isServicePrincipal(value.text) || (expectedFormat === regionalFormat && labels < 4))
      report('INVALID_SERVICE_PRINCIPAL_FORMAT', value, { expectedFormat });
  }
}

export function reportServicePrincipal(place: Parameters<CheckContext['report']>[1], { report }: CheckContext): void {
  report('INVALID_SERVICE_PRINCIPAL_FORMAT', place, { expectedFormat: plainFormat });
}

export function isServicePrincipal(text: string): boolean {
  return /^[a-z0-9][a-z0-9.-]*\.(amazonaws\.com(\.cn)?|aws\.internal|amazon\.com|amazonaws\.eu)$/.test(text);
}
