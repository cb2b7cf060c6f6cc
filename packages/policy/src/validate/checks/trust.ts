/**
 * Role trust policies: who may assume, and under which claims.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
 */
import { serviceKey, serviceReference } from '../../reference/reference.ts';
import { type CheckContext, hasWildcard, type StatementCheck } from '../check.ts';
import type { ConditionNode, PrincipalNode, StatementNode } from '../syntax.ts';
import { listed } from '../wording.ts';

export const checkTrust: StatementCheck = (statement, context) => {
  const { kind, report } = context;
  if (kind !== 'trust') return;
  const { resource, principal, action } = statement;
  if (resource !== undefined) report('ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE', resource);
  if (principal?.name === 'NotPrincipal') report('ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL', principal);
  for (const node of action?.texts ?? []) {
    if (!node.text.toLowerCase().startsWith('sts:'))
      report('UNSUPPORTED_ACTION_IN_POLICY', node, { action: node.text, resourceType: trustResourceType });
  }
  // AWS DIFFERS? Its sentence is of "Principal": "*"; {"AWS": "*"} means the same. A deny may be for everyone.
  for (const node of principal?.principals ?? []) {
    if (node.text === '*' && statement.effect === 'Allow')
      report('ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL', node);
  }
  if (statement.effect !== 'Allow') return;
  checkActionsOfPrincipals(statement, context);
  checkRedundantSessions(principal?.principals ?? [], context);
  checkRequiredActions(statement, context);
  checkClaims(statement, context);
};

/** As AWS's API names what a trust policy is attached to. */
export const trustResourceType = 'AWS::IAM::AssumeRolePolicyDocument';

const assumeActions: Readonly<Record<string, readonly string[]>> = {
  AWS: ['sts:assumerole'],
  Service: ['sts:assumerole'],
  saml: ['sts:assumerolewithsaml'],
  oidc: ['sts:assumerolewithwebidentity'],
};

function methodOf({ key, text }: PrincipalNode): string {
  return key === 'Federated' ? (text.includes(':saml-provider/') ? 'saml' : 'oidc') : key;
}

function checkActionsOfPrincipals({ action, principal }: StatementNode, { report }: CheckContext): void {
  const principals = principal?.principals ?? [];
  const methods = new Set(principals.map(methodOf));
  if (methods.size === 0 || methods.has('*')) return;
  const principalNames = listed(principals.map((each) => each.text));
  const fitting = new Set([...methods].flatMap((method) => assumeActions[method] ?? []));
  for (const node of action?.texts ?? []) {
    const text = node.text.toLowerCase();
    if (!text.startsWith('sts:assumerole') || hasWildcard(text) || fitting.has(text) || text === 'sts:assumeroot')
      continue;
    report('MISMATCHED_ACTION_FOR_PRINCIPAL', node, { actionName: node.text, principalNames }, { also: principals });
  }
}

/** A session of a role that is itself listed. */
function checkRedundantSessions(principals: readonly PrincipalNode[], { report }: CheckContext): void {
  const roles = new Map(
    principals
      .filter(({ text }) => text.includes(':role/'))
      .map(({ text }) => [`${text.split(':')[4]}/${text.split('/').at(-1)}`, text]),
  );
  for (const node of principals) {
    const parts = node.text.split(':');
    const [type, role] = (parts[5] ?? '').split('/');
    const parent = type === 'assumed-role' ? roles.get(`${parts[4]}/${role}`) : undefined;
    if (parent !== undefined)
      report('REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY', node, { redundant_principal: node.text, parent_role: parent });
  }
}

/** Keys that only have a value when another action goes with the assuming. */
const keyActions: Readonly<Record<string, string>> = {
  'sts:sourceidentity': 'sts:SetSourceIdentity',
  'sts:transitivetagkeys': 'sts:TagSession',
  'aws:tagkeys': 'sts:TagSession',
};

function checkRequiredActions({ action, principal, conditions }: StatementNode, { report }: CheckContext): void {
  if (action === undefined || action.name === 'NotAction') return;
  const named = new Set(action.texts.map(({ text }) => text.toLowerCase()));
  const has = (wanted: string): boolean => ['*', 'sts:*', wanted.toLowerCase()].some((each) => named.has(each));
  for (const condition of conditions) {
    const { key } = condition;
    const lower = key.toLowerCase();
    const wanted = keyActions[lower] ?? (lower.startsWith('aws:requesttag/') ? 'sts:TagSession' : undefined);
    if (wanted === undefined || has(wanted)) continue;
    report('MISSING_ACTION_FOR_CONDITION_KEY', condition, { actionName: wanted, keyName: key }, { fix: wanted });
  }
  if (!(principal?.principals ?? []).some(({ text }) => text === 'rolesanywhere.amazonaws.com')) return;
  if (!['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'].every(has))
    report('MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY', action);
}

const githubHost = 'token.actions.githubusercontent.com';

/** A web identity provider serves many: the claims say whose tokens are meant. */
function checkClaims({ principal, conditions }: StatementNode, { report }: CheckContext): void {
  const byHost = Map.groupBy(conditions, ({ key }) => key.slice(0, Math.max(0, key.indexOf(':'))).toLowerCase());
  for (const node of principal?.principals ?? []) {
    if (node.key !== 'Federated' || node.text.includes(':saml-provider/')) continue;
    const at = node.text.indexOf(':oidc-provider/');
    const host = (at < 0 ? node.text : node.text.slice(at + ':oidc-provider/'.length)).toLowerCase();
    const claims = byHost.get(host) ?? [];
    if (host === githubHost) checkGithub(node, claims, report);
    else if (claims.length === 0) report('MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL', node);
  }
  for (const condition of conditions) checkAudience(condition, report);
}

/**
 * The audience of a token is one value.
 * AWS DIFFERS? Which of its two checks speaks when: here the warning where AWS's reference knows the provider's key as one of one value,
 * else the question.
 */
function checkAudience({ key, name, ...place }: ConditionNode, report: CheckContext['report']): void {
  const lower = key.toLowerCase();
  if (!lower.endsWith(':aud') || name?.qualifier === undefined) return;
  const service = serviceReference('sts');
  const known = service !== undefined && serviceKey(service, lower) !== undefined;
  if (known && name.qualifier === 'ForAnyValue')
    report('FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE', place, { key }, { fix: name.operator.name });
  else report('CONFIRM_AUDIENCE_CLAIM_TYPE', place, { key: 'aud', audienceType: 'audience' });
}

const githubClaims: readonly string[] = [
  'sub',
  'repository',
  'repository_owner',
  'repository_id',
  'repository_owner_id',
  'job_workflow_ref',
  'environment',
];

const claimOf = (key: string): string => key.slice(key.lastIndexOf(':') + 1).toLowerCase();

function checkGithub(node: PrincipalNode, claims: readonly ConditionNode[], report: CheckContext['report']): void {
  const binding = claims.filter(({ key }) => githubClaims.includes(claimOf(key)));
  if (binding.length === 0) {
    report('MISSING_GITHUB_REPO_CONDITION_KEY', node, {}, { fix: `${githubHost}:sub` });
    return;
  }
  // The branch may stand in a key of its own.
  const branch = claims.some(({ key, values }) => claimOf(key) === 'ref' && values.every(({ text }) => text !== '*'));
  for (const { key, values } of binding) {
    if (claimOf(key) !== 'sub') continue;
    for (const value of values) {
      const [, repository = '', ...rest] = value.text.split(':');
      const open = rest.length === 0 || rest.join(':') === '*';
      if (repository.includes('*') || repository === '' || (open && !branch))
        report('SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED', value);
    }
  }
}
