/** The document as a whole: elements, version, statements, Sids, size. */

import { lineAndColumn } from '../../parse/line-and-column.ts';
import { consistsOf, isWordCharacter } from '../../parse/values.ts';
import { policyCharacters, policyQuotas } from '../../quotas.ts';
import { type CheckContext, namesPrincipals, type PolicyCheck, type StatementCheck } from '../check.ts';
import { member, type StatementNode } from '../syntax.ts';

export const checkElements: PolicyCheck = ({ policy, report }) => {
  const { root } = policy;
  for (const { key, keySpan } of root.members) {
    if (!['Version', 'Id', 'Statement'].includes(key))
      report('INVALID_POLICY_ELEMENT', { path: [key], span: keySpan }, { element: key });
  }
  const id = member(root, 'Id')?.value;
  if (id !== undefined && id.kind !== 'string')
    report('DATA_TYPE_MISMATCH', { path: ['Id'], span: id.span }, { data_type: 'String' });
  const statement = member(root, 'Statement')?.value;
  if (statement === undefined) report('MISSING_STATEMENT', { path: [], span: root.span });
  const items =
    statement?.kind === 'array'
      ? statement.items.map((item, i) => [item, ['Statement', i]] as const)
      : statement === undefined
        ? []
        : [[statement, ['Statement']] as const];
  for (const [item, path] of items) {
    if (item.kind !== 'object') report('DATA_TYPE_MISMATCH', { path, span: item.span }, { data_type: 'Object' });
  }
};

export const checkVersion: PolicyCheck = ({ policy, report }) => {
  const version = member(policy.root, 'Version')?.value;
  if (version === undefined) {
    report('MISSING_VERSION', { path: [], span: policy.root.span }, {}, { fix: '"Version": "2012-10-17"' });
  } else if (version.kind !== 'string') {
    report(
      'DATA_TYPE_MISMATCH',
      { path: ['Version'], span: version.span },
      { data_type: 'String' },
      { fix: '2012-10-17' },
    );
  } else if (version.value !== '2012-10-17' && version.value !== '2008-10-17') {
    report(
      'INVALID_VERSION',
      { path: ['Version'], span: version.span },
      { version: version.value, versions: '2012-10-17, 2008-10-17' },
      { fix: '2012-10-17' },
    );
  }
};

/** A key written twice in one object: readers differ in which one they take. */
export const checkDuplicateKeys: PolicyCheck = ({ policy, report }) => {
  const visit = (node: typeof policy.root, path: readonly (string | number)[]): void => {
    const seen = new Set<string>();
    for (const { key, keySpan, value } of node.members) {
      if (seen.has(key))
        report(
          'JSON_SYNTAX_ERROR',
          { path: [...path, key], span: keySpan },
          { index: keySpan.start, ...lineAndColumn(policy.text, keySpan.start) },
          { note: `"${key}" stands twice in one object` },
        );
      seen.add(key);
      const inner = value.kind === 'array' ? value.items : [value];
      for (const [i, item] of inner.entries()) {
        if (item.kind === 'object') visit(item, value.kind === 'array' ? [...path, key, i] : [...path, key]);
      }
    }
  };
  visit(policy.root, []);
};

const statementElements: ReadonlySet<string> = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);

export const checkStatementElements: StatementCheck = (statement, { kind, report }) => {
  const { node, members, path, span } = statement;
  for (const { key, keySpan } of node.members) {
    if (!statementElements.has(key))
      report('INVALID_POLICY_ELEMENT', { path: [...path, key], span: keySpan }, { element: key });
  }
  const effect = members.get('Effect')?.value;
  const effectPlace = { path: [...path, 'Effect'], span: effect?.span ?? span };
  if (effect === undefined) report('MISSING_EFFECT', { path, span });
  else if (effect.kind !== 'string') report('DATA_TYPE_MISMATCH', effectPlace, { data_type: 'String' });
  else if (statement.effect === undefined) report('INVALID_EFFECT', effectPlace, { effect: effect.value });
  for (const element of ['Action', 'Resource', 'Principal']) {
    const [given, not] = [members.get(element), members.get(`Not${element}`)];
    if (given === undefined || not === undefined) continue;
    report(
      'UNSUPPORTED_ELEMENT_COMBINATION',
      { path: [...path, not.key], span: not.keySpan },
      { element1: element, element2: not.key },
      { also: [{ path: [...path, element], span: given.keySpan }] },
    );
  }
  if (statement.action === undefined) report('MISSING_ACTION', { path, span });
  if (statement.resource === undefined && kind !== 'trust' && !(kind === 'resource' && isAboutItsOwn(statement)))
    report('MISSING_RESOURCE', { path, span });
  if (statement.principal === undefined && namesPrincipals(kind)) report('MISSING_PRINCIPAL', { path, span });
  for (const element of [statement.action, statement.resource]) {
    if (element === undefined) continue;
    const { value } = element.member;
    const items = value.kind === 'array' ? value.items : [value];
    if (element.texts.length < items.length) report('DATA_TYPE_MISMATCH', element, { data_type: 'String' });
    if (value.kind === 'array' && value.items.length === 0)
      report(element === statement.action ? 'EMPTY_ARRAY_ACTION' : 'EMPTY_ARRAY_RESOURCE', element);
  }
  const condition = members.get('Condition')?.value;
  if (condition !== undefined && condition.kind !== 'object')
    report('DATA_TYPE_MISMATCH', { path: [...path, 'Condition'], span: condition.span }, { data_type: 'Object' });
};

/** Policies of repositories (ECR) and file systems (EFS) speak of what they are attached to, and name no resource. */
function isAboutItsOwn({ action }: StatementNode): boolean {
  return action?.texts.every(({ text }) => /^(ecr|elasticfilesystem):/i.test(text)) === true;
}

export const checkSids: PolicyCheck = ({ policy, kind, report }) => {
  const strict = kind !== 'resource' && kind !== 'vpcEndpoint';
  const seen = new Set<string>();
  for (const { members, path } of policy.statements) {
    const sid = members.get('Sid')?.value;
    if (sid === undefined) continue;
    const place = { path: [...path, 'Sid'], span: sid.span };
    if (sid.kind !== 'string') report('DATA_TYPE_MISMATCH', place, { data_type: 'String' });
    else if (sid.value === '') report('EMPTY_SID_VALUE', place);
    else {
      if (strict && !consistsOf(sid.value, isWordCharacter)) report('UNSUPPORTED_SID', place);
      if (seen.has(sid.value)) report(strict ? 'UNIQUE_SIDS_REQUIRED' : 'UNIQUE_SIDS_RECOMMENDED', place);
      seen.add(sid.value);
    }
  }
};

export const checkRedundantStatements: PolicyCheck = ({ policy, report }) => {
  const seen = new Set<string>();
  for (const { node, path, span } of policy.statements) {
    const same = JSON.stringify(
      node.members
        .filter(({ key }) => key !== 'Sid')
        .map(({ key, value }) => [key, plain(value)])
        .sort(),
    );
    if (seen.has(same)) report('REDUNDANT_STATEMENT', { path, span });
    seen.add(same);
  }
};

type Node = CheckContext['policy']['root'] | Parameters<StatementCheck>[0]['node']['members'][number]['value'];

/** A value without its places; a list of one is the value itself. */
function plain(node: Node): unknown {
  if (node.kind === 'object')
    return Object.fromEntries(node.members.map(({ key, value }) => [key, plain(value)]).sort());
  if (node.kind === 'array') return node.items.length === 1 ? plain(node.items[0] as Node) : node.items.map(plain);
  return node.value;
}

const sizes: Readonly<
  Record<CheckContext['kind'], { readonly code: string; readonly max: number; readonly raw?: boolean } | undefined>
> = {
  // AWS tells it of policies above the largest quota that an identity policy can have, that of a role's inline policies.
  identity: { code: 'POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA', max: policyQuotas.roleInlineTotal },
  permissionsBoundary: { code: 'POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA', max: policyQuotas.roleInlineTotal },
  session: { code: 'POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA', max: policyQuotas.session, raw: true },
  resource: { code: 'POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA', max: policyQuotas.key },
  vpcEndpoint: { code: 'POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA', max: policyQuotas.bucket },
  trust: { code: 'POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA', max: policyQuotas.trust },
  serviceControl: { code: 'POLICY_SIZE_EXCEEDS_SCP_QUOTA', max: policyQuotas.serviceControl, raw: true },
  resourceControl: { code: 'POLICY_SIZE_EXCEEDS_RCP_QUOTA', max: policyQuotas.resourceControl, raw: true },
};

export const checkSize: PolicyCheck = ({ policy, kind, resourceType, report }) => {
  const size = sizes[kind];
  if (size === undefined) return;
  const max = resourceType === 'AWS::S3::Bucket' ? policyQuotas.bucket : size.max;
  const count = size.raw === true ? policy.text.length : policyCharacters(policy.text);
  if (count > max) report(size.code, { path: [], span: policy.root.span }, { policySize: count, policySizeQuota: max });
};
