/**
 * Reads one statement.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_statement.html
 */
import { readOperator } from '../condition/operators.ts';
import { awsMessages, missingField, prohibitedField } from './aws-messages.ts';
import type { ConditionElement, PatternList, PolicyKind, PrincipalElement, Statement, Version } from './document.ts';
import type { JsonMember, JsonNode } from './json.ts';
import { join, membersOf, type Problems } from './problems.ts';
import {
  actionFault,
  conditionKeyFault,
  consistsOf,
  isWordCharacter,
  principalFault,
  resourceFault,
  type ValueFault,
  variableFault,
} from './values.ts';

export interface StatementPlace {
  readonly index: number;
  readonly path: string;
  readonly kind: PolicyKind;
  readonly version: Version;
  readonly problems: Problems;
}

type Members = ReadonlyMap<string, JsonMember>;
type ObjectNode = Extract<JsonNode, { kind: 'object' }>;

const elements: ReadonlySet<string> = new Set([
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

/** Undefined when Effect or Action are beyond reading; the problems then say why. */
export function readStatement(node: ObjectNode, place: StatementPlace): Statement | undefined {
  const { path, problems, kind } = place;
  const members = membersOf(node.members, path, problems);
  for (const { key, keySpan } of node.members) {
    if (!elements.has(key))
      problems.add(join(path, key), keySpan, 'INVALID_POLICY_ELEMENT', `"${key}" is no element of a statement`);
  }
  const sid = readSid(members, place);
  const effect = readEffect(members, node, place);
  const principal = readPrincipals(members, node, place);
  const action = readPatterns(members, node, place, 'Action', actionFault);
  const resource = readPatterns(members, node, place, 'Resource', (text) => resourceFault(text, place.version));
  const conditions = readConditions(members.get('Condition')?.value, place);
  if (effect === undefined || action === undefined) return undefined;
  const statement: Statement = {
    index: place.index,
    effect,
    action,
    conditions,
    span: node.span,
    ...(sid === undefined ? {} : { sid }),
    ...(principal === undefined ? {} : { principal }),
    ...(resource === undefined ? {} : { resource }),
  };
  if (kind === 'trust') checkTrustActions(members, action, place);
  if (kind === 'resourceControl') checkResourceControl(node, statement, place);
  return statement;
}

function readSid(members: Members, { path, kind, problems }: StatementPlace): string | undefined {
  const node = members.get('Sid')?.value;
  if (node === undefined) return undefined;
  if (node.kind !== 'string') {
    problems.add(join(path, 'Sid'), node.span, 'DATA_TYPE_MISMATCH', 'Sid is a string');
    return undefined;
  }
  // Services that keep resource policies are not as strict as IAM.
  if (kind !== 'resource' && kind !== 'vpcEndpoint' && !consistsOf(node.value, isWordCharacter)) {
    problems.add(
      join(path, 'Sid'),
      node.span,
      'UNSUPPORTED_SID',
      'a Sid has letters and digits only',
      awsMessages.sidCharacters,
    );
  }
  return node.value;
}

function readEffect(
  members: Members,
  node: ObjectNode,
  { path, problems }: StatementPlace,
): 'Allow' | 'Deny' | undefined {
  const effect = members.get('Effect')?.value;
  if (effect === undefined) {
    problems.add(join(path, 'Effect'), node.span, 'MISSING_EFFECT', 'Effect is missing');
    return undefined;
  }
  if (effect.kind === 'string' && (effect.value === 'Allow' || effect.value === 'Deny')) return effect.value;
  problems.add(join(path, 'Effect'), effect.span, 'INVALID_EFFECT', 'Effect is "Allow" or "Deny"');
  return undefined;
}

/** Action or NotAction, Resource or NotResource: one of the two, never empty. */
function readPatterns(
  members: Members,
  node: ObjectNode,
  place: StatementPlace,
  element: 'Action' | 'Resource',
  faultOf: (text: string) => ValueFault | undefined,
): PatternList | undefined {
  const { path, kind, problems } = place;
  const plain = members.get(element);
  const not = members.get(`Not${element}`);
  const member = plain ?? not;
  const forbidden = element === 'Resource' && kind === 'trust';
  if (forbidden) {
    if (member !== undefined) {
      const message = 'a trust policy names no resource: it is the role itself';
      problems.add(
        join(path, member.key),
        member.keySpan,
        'ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE',
        message,
        prohibitedField(kind, 'Resource'),
      );
    }
    return undefined;
  }
  const sentence = element === 'Action' ? awsMessages.actions : awsMessages.resources;
  if (member === undefined) {
    const code = element === 'Action' ? 'MISSING_ACTION' : 'MISSING_RESOURCE';
    problems.add(
      join(path, element),
      node.span,
      code,
      `${element} is missing`,
      kind === 'trust' ? missingField(element) : sentence,
    );
    return undefined;
  }
  if (plain !== undefined && not !== undefined) {
    problems.add(
      join(path, not.key),
      not.keySpan,
      'UNSUPPORTED_ELEMENT_COMBINATION',
      `${element} and Not${element} exclude each other`,
    );
  }
  const patterns = readStrings(member, place);
  if (patterns === undefined) return undefined;
  if (patterns.length === 0) {
    problems.add(
      join(path, member.key),
      member.value.span,
      `EMPTY_ARRAY_${element.toUpperCase()}`,
      `${member.key} is empty`,
      sentence,
    );
  }
  for (const { text, node: item, path: itemPath } of patterns) {
    const fault = faultOf(text);
    if (fault !== undefined) problems.add(itemPath, item.span, fault.code, fault.message, fault.awsMessage);
  }
  return { negated: plain === undefined, patterns: patterns.map((pattern) => pattern.text) };
}

interface Text {
  readonly text: string;
  readonly node: JsonNode;
  readonly path: string;
}

/** A string or a list of them. */
function readStrings(
  { key, value }: JsonMember,
  { path, problems }: Pick<StatementPlace, 'path' | 'problems'>,
): readonly Text[] | undefined {
  const items = value.kind === 'array' ? value.items : [value];
  const texts: Text[] = [];
  for (const [i, node] of items.entries()) {
    const itemPath = value.kind === 'array' ? `${join(path, key)}[${i}]` : join(path, key);
    if (node.kind === 'string') texts.push({ text: node.value, node, path: itemPath });
    else problems.add(itemPath, node.span, 'DATA_TYPE_MISMATCH', `${key} is a string or a list of strings`);
  }
  return texts.length === items.length ? texts : undefined;
}

const principalKeys: ReadonlySet<string> = new Set(['AWS', 'Service', 'Federated', 'CanonicalUser']);

function readPrincipals(members: Members, node: ObjectNode, place: StatementPlace): PrincipalElement | undefined {
  const { path, kind, problems } = place;
  const plain = members.get('Principal');
  const not = members.get('NotPrincipal');
  const member = plain ?? not;
  const wanted = kind === 'resource' || kind === 'trust' || kind === 'vpcEndpoint' || kind === 'resourceControl';
  if (!wanted) {
    if (member !== undefined) {
      const message = `${member.key} has no place here: the policy speaks of whoever it is attached to`;
      problems.add(
        join(path, member.key),
        member.keySpan,
        'UNSUPPORTED_PRINCIPAL',
        message,
        prohibitedField(kind, member.key),
      );
    }
    return undefined;
  }
  if (member === undefined) {
    problems.add(
      join(path, 'Principal'),
      node.span,
      'MISSING_PRINCIPAL',
      'Principal is missing',
      missingField('Principal'),
    );
    return undefined;
  }
  if (plain !== undefined && not !== undefined) {
    problems.add(
      join(path, not.key),
      not.keySpan,
      'UNSUPPORTED_ELEMENT_COMBINATION',
      'Principal and NotPrincipal exclude each other',
    );
  }
  const negated = plain === undefined;
  if (negated && kind === 'trust') {
    const message = 'a trust policy cannot have NotPrincipal';
    problems.add(
      join(path, member.key),
      member.keySpan,
      'ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL',
      message,
      prohibitedField(kind, 'NotPrincipal'),
    );
  }
  return readPrincipalValue(member, negated, place);
}

function readPrincipalValue(
  member: JsonMember,
  negated: boolean,
  { path, problems }: StatementPlace,
): PrincipalElement {
  const found = {
    AWS: [] as string[],
    Service: [] as string[],
    Federated: [] as string[],
    CanonicalUser: [] as string[],
  };
  const element = (anyone: boolean): PrincipalElement => ({
    negated,
    anyone,
    aws: found.AWS.filter((name) => name !== '*'),
    service: found.Service,
    federated: found.Federated,
    canonicalUser: found.CanonicalUser.filter((name) => name !== '*'),
  });
  const { value } = member;
  const place = join(path, member.key);
  if (value.kind === 'string' && value.value === '*') return element(true);
  if (value.kind !== 'object') {
    problems.add(place, value.span, 'INVALID_PRINCIPAL_FORMAT', `${member.key} is "*" or an object`);
    return element(false);
  }
  for (const part of membersOf(value.members, place, problems).values()) {
    if (!principalKeys.has(part.key)) {
      problems.add(
        join(place, part.key),
        part.keySpan,
        'INVALID_PRINCIPAL_KEY',
        `"${part.key}" is no kind of principal`,
      );
      continue;
    }
    const key = part.key as keyof typeof found;
    for (const { text, node, path: textPath } of readStrings(part, { path: place, problems }) ?? []) {
      const fault = principalFault(key, text);
      if (fault !== undefined) problems.add(textPath, node.span, fault.code, fault.message, fault.awsMessage);
      found[key].push(text);
    }
  }
  return element(found.AWS.includes('*') || found.CanonicalUser.includes('*'));
}

function readConditions(node: JsonNode | undefined, place: StatementPlace): readonly ConditionElement[] {
  const { problems } = place;
  const path = join(place.path, 'Condition');
  if (node === undefined) return [];
  if (node.kind !== 'object') {
    problems.add(path, node.span, 'DATA_TYPE_MISMATCH', 'Condition is an object');
    return [];
  }
  const conditions: ConditionElement[] = [];
  for (const block of membersOf(node.members, path, problems).values()) {
    const blockPath = join(path, block.key);
    const name = readOperator(block.key);
    if (name === undefined) {
      problems.add(blockPath, block.keySpan, 'INVALID_CONDITION_OPERATOR', `"${block.key}" is no condition operator`);
      continue;
    }
    if (block.value.kind !== 'object') {
      problems.add(blockPath, block.value.span, 'DATA_TYPE_MISMATCH', 'an operator holds an object of keys and values');
      continue;
    }
    for (const member of membersOf(block.value.members, blockPath, problems).values()) {
      const fault = conditionKeyFault(member.key);
      if (fault !== undefined)
        problems.add(join(blockPath, member.key), member.keySpan, fault.code, fault.message, fault.awsMessage);
      const values = readConditionValues(member, blockPath, place, name.operator.variables);
      const { operator, ifExists, qualifier } = name;
      const condition = { operator: operator.name, ifExists, key: member.key, values };
      conditions.push(qualifier === undefined ? condition : { ...condition, qualifier });
    }
  }
  return conditions;
}

/** Numbers and booleans count as the text they are written with. */
function readConditionValues(
  member: JsonMember,
  blockPath: string,
  { problems, version }: StatementPlace,
  variables: boolean,
): readonly string[] {
  const path = join(blockPath, member.key);
  const list = member.value.kind === 'array';
  const items = member.value.kind === 'array' ? member.value.items : [member.value];
  const values: string[] = [];
  for (const [i, node] of items.entries()) {
    const itemPath = list ? `${path}[${i}]` : path;
    if (node.kind === 'object' || node.kind === 'array' || node.kind === 'null') {
      problems.add(
        itemPath,
        node.span,
        'INVALID_CONDITION_DATA_TYPE',
        'a condition value is a string, a number or a boolean',
      );
      continue;
    }
    const fault = variables ? variableFault(node.value, version) : undefined;
    if (fault !== undefined) problems.add(itemPath, node.span, fault.code, fault.message, fault.awsMessage);
    values.push(node.value);
  }
  return values;
}

/** A trust policy is about assuming the role and what goes with it. */
function checkTrustActions(members: Members, action: PatternList, { path, problems }: StatementPlace): void {
  const member = members.get('Action') ?? members.get('NotAction');
  if (member === undefined) return;
  if (action.negated) {
    problems.add(
      join(path, 'NotAction'),
      member.keySpan,
      'UNSUPPORTED_ACTION_IN_POLICY',
      'a trust policy names its actions',
      awsMessages.trustActions,
    );
    return;
  }
  for (const pattern of action.patterns) {
    if (pattern.toLowerCase().startsWith('sts:')) continue;
    problems.add(
      join(path, 'Action'),
      member.value.span,
      'UNSUPPORTED_ACTION_IN_POLICY',
      `"${pattern}" is no action of STS`,
      awsMessages.trustActions,
    );
  }
}

/** Customers write denies for everyone; the one Allow is AWS's own RCPFullAWSAccess. */
function checkResourceControl(node: ObjectNode, statement: Statement, { path, problems }: StatementPlace): void {
  const { principal, action, resource, effect, conditions } = statement;
  const everything =
    action.patterns.includes('*') && resource?.patterns.includes('*') === true && conditions.length === 0;
  if (effect === 'Allow' && !(everything && !action.negated && !resource.negated)) {
    problems.add(join(path, 'Effect'), node.span, 'INVALID_EFFECT', 'a resource control policy can only deny');
  }
  if (action.negated)
    problems.add(
      join(path, 'NotAction'),
      node.span,
      'UNSUPPORTED_ELEMENT_COMBINATION',
      'a resource control policy cannot have NotAction',
    );
  const everyone =
    principal?.anyone === true && principal.aws.length + principal.service.length + principal.federated.length === 0;
  if (principal !== undefined && (principal.negated || !everyone)) {
    problems.add(
      join(path, 'Principal'),
      node.span,
      'UNSUPPORTED_PRINCIPAL',
      'the Principal of a resource control policy is "*"',
    );
  }
}
