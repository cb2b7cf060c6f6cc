/**
 * Reads one statement.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_statement.html
 */
import { globOf, matchesGlob } from '../match/glob.ts';
import { tokenize } from '../match/pattern.ts';
import type { PatternList, Statement } from '../statement.ts';
import { awsMessages, invalidEffect, missingField, prohibitedField } from './aws-messages.ts';
import { join, membersOf } from './problems.ts';
import { readConditions } from './read-condition.ts';
import { readPrincipals } from './read-principal.ts';
import { type Members, type ObjectNode, readStrings, type StatementPlace } from './statement-place.ts';
import { storedResourceFault } from './stored-values.ts';
import { actionFault, consistsOf, isWordCharacter, resourceFault, type ValueFault } from './values.ts';

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
      problems.add(join(path, key), keySpan, 'INVALID_POLICY_ELEMENT', `"${key}" is not an element of a statement`);
  }
  const sid = readSid(members, place);
  const effect = readEffect(members, node, place);
  const principal = readPrincipals(members, node, place);
  const action = readPatterns(members, node, place, 'Action', actionFault);
  const resource = readPatterns(
    members,
    node,
    place,
    'Resource',
    (text) => (place.stored ? storedResourceFault(text) : undefined) ?? resourceFault(text, place.version),
  );
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

/** The Sid as it stands, whatever else is wrong with the statement. */
export function sidOf(node: ObjectNode): string | undefined {
  const value = node.members.find(({ key }) => key === 'Sid')?.value;
  return value?.kind === 'string' ? value.value : undefined;
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
  { path, problems, kind }: StatementPlace,
): 'Allow' | 'Deny' | undefined {
  const effect = members.get('Effect')?.value;
  if (effect === undefined) {
    const sentence = kind === 'trust' ? missingField('Effect') : awsMessages.syntax;
    problems.add(join(path, 'Effect'), node.span, 'MISSING_EFFECT', 'Effect is missing', sentence);
    return undefined;
  }
  if (effect.kind === 'string' && (effect.value === 'Allow' || effect.value === 'Deny')) return effect.value;
  const text = effect.kind === 'string' ? effect.value : '';
  const sentence = /^(allow|deny)$/i.test(text) ? awsMessages.legacy : awsMessages.syntax;
  problems.add(
    join(path, 'Effect'),
    effect.span,
    'INVALID_EFFECT',
    'Effect is "Allow" or "Deny"',
    kind === 'trust' ? invalidEffect(text) : sentence,
  );
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
        member === plain ? prohibitedField(kind, 'Resource') : awsMessages.trustNotResource,
      );
    }
    return undefined;
  }
  const sentence = element === 'Action' ? awsMessages.actions : awsMessages.resources;
  if (member === undefined) {
    if (element === 'Resource' && place.resourceOptional) return undefined;
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

/** The actions that a trust policy decides about, in lower case: assuming the role, and what may be said with it. */
const assuming: readonly string[] = [
  'sts:assumerole',
  'sts:assumerolewithsaml',
  'sts:assumerolewithwebidentity',
  'sts:setcontext',
  'sts:setsourceidentity',
  'sts:tagsession',
];

/**
 * A trust policy is about assuming the role and what goes with it.
 * AWS DIFFERS? Whether IAM takes a pattern such as `sts:*` is not on record. One that means any of these actions is taken.
 */
function checkTrustActions(members: Members, action: PatternList, { path, problems, stored }: StatementPlace): void {
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
    if (isAssuming(pattern.toLowerCase(), stored)) continue;
    problems.add(
      join(path, 'Action'),
      member.value.span,
      'UNSUPPORTED_ACTION_IN_POLICY',
      `"${pattern}" does not assume a role`,
      awsMessages.trustActions,
    );
  }
}

function isAssuming(pattern: string, stored: boolean): boolean {
  if (!pattern.startsWith('sts:')) return false;
  const glob = globOf(tokenize(pattern, false, true).tokens);
  return !stored || assuming.some((action) => matchesGlob(glob, action));
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
