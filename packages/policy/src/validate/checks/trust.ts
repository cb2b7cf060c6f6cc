/**
 * Role trust policies: who may assume, and under which claims.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
 */
import { type CheckContext, hasWildcard, type StatementCheck } from '../check.ts';
import type { PrincipalNode, StatementNode } from '../syntax.ts';

export const checkTrust: StatementCheck = (statement, context) => {
  const { kind, report } = context;
  if (kind !== 'trust') return;
  const { resource, principal, action } = statement;
  if (resource !== undefined)
    report(
      'ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE',
      resource,
      'a trust policy names no resource: it is about its role',
    );
  if (principal?.name === 'NotPrincipal')
    report('ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL', principal, 'a trust policy cannot have NotPrincipal');
  for (const node of action?.texts ?? []) {
    if (!node.text.toLowerCase().startsWith('sts:'))
      report('UNSUPPORTED_ACTION_IN_POLICY', node, 'a trust policy speaks of actions of STS alone');
  }
  for (const node of principal?.principals ?? []) {
    if (node.text === '*' && statement.effect === 'Allow') {
      report(
        'ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL',
        node,
        'everyone could assume the role: name who may',
      );
    }
  }
  if (statement.effect !== 'Allow') return;
  checkActionsOfPrincipals(statement, context);
  checkRedundantSessions(principal?.principals ?? [], context);
  checkRequiredActions(statement, context);
  checkClaims(statement, context);
};

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
  const methods = new Set((principal?.principals ?? []).map(methodOf));
  if (methods.size === 0 || methods.has('*')) return;
  const fitting = new Set([...methods].flatMap((method) => assumeActions[method] ?? []));
  for (const node of action?.texts ?? []) {
    const text = node.text.toLowerCase();
    if (!text.startsWith('sts:assumerole') || hasWildcard(text) || fitting.has(text) || text === 'sts:assumeroot')
      continue;
    report('MISMATCHED_ACTION_FOR_PRINCIPAL', node, `${node.text} is not how these principals assume a role`);
  }
}

/** A session of a role that is itself listed. */
function checkRedundantSessions(principals: readonly PrincipalNode[], { report }: CheckContext): void {
  const roles = new Set(
    principals.flatMap(({ text }) =>
      text.includes(':role/') ? [`${text.split(':')[4]}/${text.split('/').at(-1)}`] : [],
    ),
  );
  for (const node of principals) {
    const parts = node.text.split(':');
    const [type, role] = (parts[5] ?? '').split('/');
    if (type === 'assumed-role' && roles.has(`${parts[4]}/${role}`)) {
      report(
        'REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY',
        node,
        'the role of this session is listed: all its sessions are trusted',
      );
    }
  }
}

/** Keys that only have a value when another action goes with the assuming. */
const keyActions: Readonly<Record<string, string>> = {
  'sts:sourceidentity': 'sts:SetSourceIdentity',
  'sts:transitivetagkeys': 'sts:TagSession',
  'aws:tagkeys': 'sts:TagSession',
};

function checkRequiredActions(
  { action, principal, conditions }: StatementNode,
  { policy, report }: CheckContext,
): void {
  const allowed = policy.statements
    .filter((each) => each.effect === 'Allow')
    .flatMap((each) => each.action?.texts ?? [])
    .map(({ text }) => text.toLowerCase());
  const has = (wanted: string): boolean =>
    allowed.includes(wanted.toLowerCase()) || allowed.includes('sts:*') || allowed.includes('*');
  for (const condition of conditions) {
    const key = condition.key.toLowerCase();
    const wanted = keyActions[key] ?? (key.startsWith('aws:requesttag/') ? 'sts:TagSession' : undefined);
    if (wanted !== undefined && !has(wanted))
      report(
        'MISSING_ACTION_FOR_CONDITION_KEY',
        condition,
        `${condition.key} has a value only with ${wanted}, which is not allowed`,
        wanted,
      );
  }
  if (action === undefined || !(principal?.principals ?? []).some(({ text }) => text === 'rolesanywhere.amazonaws.com'))
    return;
  const missing = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'].filter((each) => !has(each));
  if (missing.length > 0)
    report('MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY', action, `Roles Anywhere also needs ${missing.join(', ')}`);
}

const githubHost = 'token.actions.githubusercontent.com';

/** A web identity provider serves many: the claims say whose tokens are meant. */
function checkClaims({ principal, conditions }: StatementNode, { report }: CheckContext): void {
  for (const node of principal?.principals ?? []) {
    if (node.key !== 'Federated' || node.text.includes(':saml-provider/')) continue;
    const at = node.text.indexOf(':oidc-provider/');
    const host = (at < 0 ? node.text : node.text.slice(at + ':oidc-provider/'.length)).toLowerCase();
    const claims = conditions.filter((condition) => condition.key.toLowerCase().startsWith(`${host}:`));
    if (host === githubHost) checkGithub(node, claims, report);
    else if (claims.length === 0)
      report(
        'MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL',
        node,
        `everyone with a token of ${host} could assume the role: add a condition on ${host}:aud or ${host}:sub`,
      );
  }
  for (const condition of conditions) {
    if (condition.key.toLowerCase().endsWith(':aud') && condition.name?.qualifier !== undefined) {
      report(
        'CONFIRM_AUDIENCE_CLAIM_TYPE',
        condition,
        'the audience of a token is one value with most providers: make sure that this one sends several',
      );
    }
  }
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

function checkGithub(node: PrincipalNode, claims: StatementNode['conditions'], report: CheckContext['report']): void {
  const binding = claims.filter(({ key }) => githubClaims.includes(key.slice(key.lastIndexOf(':') + 1).toLowerCase()));
  if (binding.length === 0) {
    report(
      'MISSING_GITHUB_REPO_CONDITION_KEY',
      node,
      `any repository on GitHub could assume the role: add a condition on ${githubHost}:sub`,
    );
    return;
  }
  for (const { key, values } of binding) {
    if (!key.toLowerCase().endsWith(':sub')) continue;
    for (const value of values) {
      const [, repository = '', rest = ''] = value.text.split(':', 3);
      if (repository.includes('*') || repository === '' || rest === '*' || rest === '') {
        report(
          'SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED',
          value,
          'name the repository and the branch: repo:owner/name:ref:refs/heads/main',
        );
      }
    }
  }
}
