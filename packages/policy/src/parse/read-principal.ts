/**
 * Reads Principal and NotPrincipal.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */

import type { PrincipalElement } from '../statement.ts';
import { awsMessages, missingField, prohibitedField } from './aws-messages.ts';
import type { JsonMember } from './json.ts';
import { join, membersOf } from './problems.ts';
import { type Members, type ObjectNode, readStrings, type StatementPlace } from './statement-place.ts';
import { principalFault } from './values.ts';

const principalKeys: ReadonlySet<string> = new Set(['AWS', 'Service', 'Federated', 'CanonicalUser']);

export function readPrincipals(
  members: Members,
  node: ObjectNode,
  place: StatementPlace,
): PrincipalElement | undefined {
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
      isAllow(members) ? awsMessages.trustAllowNotPrincipal : awsMessages.trustNotPrincipal,
    );
  }
  return readPrincipalValue(member, negated, place);
}

function isAllow(members: Members): boolean {
  const effect = members.get('Effect')?.value;
  return effect?.kind === 'string' && effect.value === 'Allow';
}

function readPrincipalValue(
  member: JsonMember,
  negated: boolean,
  { path, problems, kind, stored }: StatementPlace,
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
  if (value.members.length === 0 && kind === 'trust' && stored) {
    const message = `${member.key} names nobody`;
    problems.add(place, value.span, 'EMPTY_OBJECT_PRINCIPAL', message, awsMessages.trustEmptyPrincipal);
  }
  for (const part of membersOf(value.members, place, problems).values()) {
    if (!principalKeys.has(part.key)) {
      problems.add(
        join(place, part.key),
        part.keySpan,
        'INVALID_PRINCIPAL_KEY',
        `"${part.key}" is not a kind of principal`,
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
