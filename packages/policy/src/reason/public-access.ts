/**
 * Whether a bucket's policy is public in S3's sense: an allow for everyone that no condition ties to fixed values.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
import { parseRange } from '../condition/ip-address.ts';
import { readOperator } from '../condition/operators.ts';
import { variableStart } from '../match/pattern.ts';
import type { Document } from '../parse/document.ts';
import type { ConditionElement, Statement } from '../statement.ts';

/** Keys that tie a request to somebody or somewhere. */
const narrowingKeys: ReadonlySet<string> = new Set([
  'aws:sourceip',
  'aws:sourcearn',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:sourceowner',
  'aws:sourceaccount',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:principalaccount',
  'aws:principalarn',
  'aws:userid',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
  's3:dataaccesspointarn',
  's3:dataaccesspointaccount',
]);

/** S3 takes wider ranges for the whole internet. */
const ipv4BitsMin = 8;
const ipv6BitsMin = 32;

/**
 * Whether a resource's policy is public as S3 and Access Analyzer mean it: some Allow for everyone has no condition that narrows it.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
export function isPublic(document: Document): boolean {
  return document.statements.some(isPublicStatement);
}

function isPublicStatement({ effect, principal, conditions }: Statement): boolean {
  if (effect === 'Deny' || principal === undefined) return false;
  return (principal.anyone || principal.negated) && !conditions.some(narrows);
}

function narrows(condition: ConditionElement): boolean {
  const operator = readOperator(condition.operator)?.operator;
  const key = condition.key.toLowerCase();
  if (operator === undefined || operator.negated || condition.ifExists || operator.family === 'Null') return false;
  // With ForAllValues a request without the key passes.
  if (!narrowingKeys.has(key) || condition.qualifier === 'ForAllValues' || condition.values.length === 0) return false;
  return condition.values.every((value) => isFixed(key, value));
}

function isFixed(key: string, value: string): boolean {
  if (value.includes(variableStart)) return false;
  if (key === 'aws:sourceip') {
    const range = parseRange(value);
    return range !== undefined && range.bits >= (range.address.length === 1 ? ipv4BitsMin : ipv6BitsMin);
  }
  // A role's id alone is fixed: the session name after it is the role's own affair.
  if (key === 'aws:userid') return !value.replace(/:\*$/, '').includes('*') && value.length > 2;
  // The account of an access point must be fixed, its name need not be.
  if (key === 's3:dataaccesspointarn') return !(value.split(':', 5)[4] ?? '*').includes('*');
  return !value.includes('*') && !value.includes('?');
}
