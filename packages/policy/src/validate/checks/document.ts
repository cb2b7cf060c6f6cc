/** The document as a whole: elements, version, statements, Sids, size. */
import { consistsOf, isWordCharacter } from '../../parse/values.ts';
import { policyCharacters, policyQuotas } from '../../quotas.ts';
import { type CheckContext, namesPrincipals, type PolicyCheck, type StatementCheck } from '../check.ts';
import { member } from '../syntax.ts';

export const checkElements: PolicyCheck = ({ policy, report }) => {
  const { root } = policy;
  for (const { key, keySpan } of root.members) {
    if (!['Version', 'Id', 'Statement'].includes(key))
      report('INVALID_POLICY_ELEMENT', { path: [key], span: keySpan }, `"${key}" is no element of a policy`);
  }
  const id = member(root, 'Id')?.value;
  if (id !== undefined && id.kind !== 'string')
    report('DATA_TYPE_MISMATCH', { path: ['Id'], span: id.span }, 'Id is a string');
  const statement = member(root, 'Statement')?.value;
  if (statement === undefined)
    report('MISSING_STATEMENT', { path: [], span: root.span }, 'the policy has no Statement');
  const items =
    statement?.kind === 'array'
      ? statement.items.map((item, i) => [item, ['Statement', i]] as const)
      : statement === undefined
        ? []
        : [[statement, ['Statement']] as const];
  for (const [item, path] of items) {
    if (item.kind !== 'object') report('DATA_TYPE_MISMATCH', { path, span: item.span }, 'a statement is a JSON object');
  }
};

export const checkVersion: PolicyCheck = ({ policy, report }) => {
  const version = member(policy.root, 'Version')?.value;
  if (version === undefined) {
    report(
      'MISSING_VERSION',
      { path: [], span: policy.root.span },
      'without Version the policy is of 2008-10-17 and has no variables',
      '"Version": "2012-10-17"',
    );
  } else if (version.kind !== 'string') {
    report('DATA_TYPE_MISMATCH', { path: ['Version'], span: version.span }, 'Version is a string', '2012-10-17');
  } else if (version.value !== '2012-10-17' && version.value !== '2008-10-17') {
    report(
      'INVALID_VERSION',
      { path: ['Version'], span: version.span },
      'Version is 2012-10-17 or 2008-10-17',
      '2012-10-17',
    );
  }
};

/** A key written twice in one object: readers differ in which one they take. */
export const checkDuplicateKeys: PolicyCheck = ({ policy, report }) => {
  const visit = (node: typeof policy.root, path: readonly (string | number)[]): void => {
    const seen = new Set<string>();
    for (const { key, keySpan, value } of node.members) {
      if (seen.has(key))
        report('JSON_SYNTAX_ERROR', { path: [...path, key], span: keySpan }, `"${key}" stands twice in one object`);
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
      report(
        'INVALID_POLICY_ELEMENT',
        { path: [...path, key], span: keySpan },
        `"${key}" is no element of a statement`,
      );
  }
  const effect = members.get('Effect')?.value;
  if (effect === undefined) report('MISSING_EFFECT', { path, span }, 'the statement has no Effect');
  else if (effect.kind !== 'string')
    report('DATA_TYPE_MISMATCH', { path: [...path, 'Effect'], span: effect.span }, 'Effect is a string');
  else if (statement.effect === undefined)
    report('INVALID_EFFECT', { path: [...path, 'Effect'], span: effect.span }, 'Effect is "Allow" or "Deny"');
  if (kind === 'resourceControl' && statement.effect === 'Allow' && effect !== undefined && !isFullAccess(statement)) {
    report(
      'INVALID_EFFECT',
      { path: [...path, 'Effect'], span: effect.span },
      'a resource control policy can only deny',
      'Deny',
    );
  }
  for (const element of ['Action', 'Resource', 'Principal']) {
    const not = members.get(`Not${element}`);
    if (members.has(element) && not !== undefined) {
      report(
        'UNSUPPORTED_ELEMENT_COMBINATION',
        { path: [...path, not.key], span: not.keySpan },
        `${element} and ${not.key} exclude each other`,
      );
    }
  }
  if (statement.action === undefined)
    report('MISSING_ACTION', { path, span }, 'the statement has neither Action nor NotAction');
  if (statement.resource === undefined && kind !== 'trust')
    report('MISSING_RESOURCE', { path, span }, 'the statement has neither Resource nor NotResource');
  if (statement.principal === undefined && namesPrincipals(kind))
    report('MISSING_PRINCIPAL', { path, span }, 'the statement has no Principal');
  for (const element of [statement.action, statement.resource]) {
    if (element === undefined) continue;
    const { value } = element.member;
    const items = value.kind === 'array' ? value.items : [value];
    if (element.texts.length < items.length)
      report('DATA_TYPE_MISMATCH', element, `${element.name} is a string or a list of strings`);
    if (value.kind === 'array' && value.items.length === 0) {
      report(
        element === statement.action ? 'EMPTY_ARRAY_ACTION' : 'EMPTY_ARRAY_RESOURCE',
        element,
        `${element.name} is empty: the statement matches nothing it could name`,
      );
    }
  }
  const condition = members.get('Condition')?.value;
  if (condition !== undefined && condition.kind !== 'object')
    report('DATA_TYPE_MISMATCH', { path: [...path, 'Condition'], span: condition.span }, 'Condition is an object');
};

function isFullAccess(statement: Parameters<StatementCheck>[0]): boolean {
  const [action, resource] = [statement.action?.texts[0]?.text, statement.resource?.texts[0]?.text];
  return action === '*' && resource === '*' && statement.conditions.length === 0;
}

export const checkSids: PolicyCheck = ({ policy, kind, report }) => {
  const strict = kind !== 'resource' && kind !== 'vpcEndpoint';
  const seen = new Set<string>();
  for (const { members, path } of policy.statements) {
    const sid = members.get('Sid')?.value;
    if (sid === undefined) continue;
    const place = { path: [...path, 'Sid'], span: sid.span };
    if (sid.kind !== 'string') report('DATA_TYPE_MISMATCH', place, 'Sid is a string');
    else if (sid.value === '') report('EMPTY_SID_VALUE', place, 'the Sid is empty: leave it out or name the statement');
    else {
      if (strict && !consistsOf(sid.value, isWordCharacter))
        report('UNSUPPORTED_SID', place, 'a Sid has letters and digits only');
      if (seen.has(sid.value))
        report(
          strict ? 'UNIQUE_SIDS_REQUIRED' : 'UNIQUE_SIDS_RECOMMENDED',
          place,
          `the Sid "${sid.value}" stands twice`,
        );
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
    if (seen.has(same)) report('REDUNDANT_STATEMENT', { path, span }, 'an earlier statement says the same');
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
  identity: { code: 'POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA', max: policyQuotas.managed },
  permissionsBoundary: { code: 'POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA', max: policyQuotas.managed },
  session: { code: 'POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA', max: policyQuotas.session, raw: true },
  resource: { code: 'POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA', max: policyQuotas.key },
  vpcEndpoint: { code: 'POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA', max: policyQuotas.bucket },
  trust: { code: 'POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA', max: policyQuotas.trust },
  serviceControl: { code: 'POLICY_SIZE_EXCEEDS_SCP_QUOTA', max: policyQuotas.serviceControl, raw: true },
  resourceControl: { code: 'POLICY_SIZE_EXCEEDS_SCP_QUOTA', max: policyQuotas.resourceControl, raw: true },
};

export const checkSize: PolicyCheck = ({ policy, kind, resourceType, report }) => {
  const size = sizes[kind];
  if (size === undefined) return;
  const max = resourceType === 'AWS::S3::Bucket' ? policyQuotas.bucket : size.max;
  const count = size.raw === true ? policy.text.length : policyCharacters(policy.text);
  if (count > max)
    report(size.code, { path: [], span: policy.root.span }, `${count} characters, where ${max} are the quota`);
};
