/** Names that are like others and that nothing has: variables, service principals. And claims under a qualifier that forgives their absence. */
import { tokenize } from '../../match/pattern.ts';
import {
  globalConditionKeys,
  globalKeyType,
  serviceKey,
  servicePrefixes,
  serviceReference,
} from '../../reference/reference.ts';
import { unlistedKeys } from '../../reference/unlisted.ts';
import type { CheckContext, StatementCheck } from '../check.ts';
import type { Place } from '../finding.ts';
import { isServicePrincipal } from './service-principals.ts';

export const checkVariableNames: StatementCheck = (statement, context) => {
  if (context.policy.version !== '2012-10-17') return;
  for (const node of statement.resource?.texts ?? []) checkVariablesOf(node.text, node, context);
  for (const { name, values } of statement.conditions) {
    if (name?.operator.variables !== true) continue;
    for (const value of values) checkVariablesOf(value.text, value, context);
  }
};

/** Keys of identity providers bear a host, which may be anybody's; those of services are known. */
function checkVariablesOf(text: string, place: Place, { report, nearest }: CheckContext): void {
  if (!text.includes('${')) return;
  for (const token of tokenize(text, true, true).tokens) {
    if (token.kind !== 'variable') continue;
    const { key } = token.variable;
    if (isKnownKey(key)) continue;
    const near = nearest(key, globalConditionKeys());
    report(
      'lockstead-variable-unknown',
      place,
      { key },
      { fix: near === undefined ? undefined : text.replace(keyIn(text, key), near) },
    );
    return;
  }
}

function keyIn(text: string, key: string): string {
  const at = text.toLowerCase().indexOf(key.toLowerCase());
  return at < 0 ? key : text.slice(at, at + key.length);
}

function isKnownKey(key: string): boolean {
  const lower = key.toLowerCase();
  const prefix = lower.slice(0, Math.max(0, lower.indexOf(':')));
  if (globalKeyType(lower) !== undefined || unlistedKeys.has(lower)) return true;
  if (prefix === 'aws' || prefix === '') return false;
  const service = serviceReference(prefix);
  return service === undefined || serviceKey(service, lower) !== undefined;
}

/** Principals that bear another name than the service's actions, before AWS's domain. */
const otherPrincipals: readonly string[] = [
  'billingconsole',
  'build.apprunner',
  'cloudfront-logs',
  'codestar-notifications',
  'delivery.logs',
  'edgelambda',
  'ecs-tasks',
  'eks-fargate-pods',
  'elasticmapreduce',
  'export.rds',
  'guardduty',
  'lex',
  'lexv2',
  'log-delivery',
  'logdelivery',
  'logging.s3',
  'member.org.stacksets.cloudformation',
  'monitoring',
  'ops.apigateway',
  'pods.eks',
  'replicator.lambda',
  'spotfleet',
  'ssm-incidents',
  'stacksets.cloudformation',
  'tasks.apprunner',
  'vpc-flow-logs',
  'vpc-flow-logs.delivery.logs',
];

let principalsMade: readonly string[] | undefined;

function principalNames(): readonly string[] {
  principalsMade ??= [...new Set([...servicePrefixes, ...otherPrincipals])];
  return principalsMade;
}

/**
 * A principal that no service has, where one of almost the same name is known. There is no public list of all of them, so that a name like no
 * other is not a finding.
 */
export const checkServicePrincipalNames: StatementCheck = ({ principal }, { report, nearest }) => {
  for (const node of principal?.principals ?? []) {
    if (node.key !== 'Service' || !isServicePrincipal(node.text)) continue;
    const domain = node.text.search(/\.(amazonaws|amazon|aws)\./);
    const name = node.text.slice(0, domain);
    // A region may stand between the name and the domain, and a part of the service before it.
    const labels = name.split('.').filter((label) => !/^[a-z]{2,3}(-[a-z]+)+-\d$/.test(label));
    const plain = labels.join('.');
    const known = principalNames();
    if (known.includes(plain) || labels.some((label) => known.includes(label))) continue;
    const near = nearest(plain, known);
    if (near === undefined || Math.abs(near.length - plain.length) > 2) continue;
    const fix = node.text.replace(plain, near);
    report('lockstead-service-principal-unknown', node, { service: node.text }, { note: `${fix} is like it`, fix });
  }
};

/** What a token of an identity provider says. `aud` with a qualifier has a finding of AWS's own. */
const claims = /^(?<host>[^/:]+\.[^:]+):(?<claim>[^:]+)$/;

export const checkClaims: StatementCheck = ({ conditions, effect }, { kind, report }) => {
  if (kind !== 'trust' || effect !== 'Allow') return;
  for (const condition of conditions) {
    const { key, name } = condition;
    if (name?.qualifier !== 'ForAllValues' || name.operator.family === 'Null' || !claims.test(key)) continue;
    report('lockstead-forallvalues-on-claim', condition, { key }, { fix: name.operator.name });
  }
};
