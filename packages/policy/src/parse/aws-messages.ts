/**
 * What IAM itself says of a faulty document, in MalformedPolicyDocument.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_policies.html
 */
import type { PolicyKind } from '../statement.ts';

export const awsMessages = {
  syntax: 'Syntax errors in policy.',
  json: 'This policy contains invalid Json',
  version: 'Policy document must be version 2012-10-17 or greater.',
  actions: 'Policy statement must contain actions.',
  resources: 'Policy statement must contain resources.',
  sidUnique: 'Statement IDs (SID) in a single policy must be unique.',
  sidCharacters:
    'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
  vendor: 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
  oneColon: 'Actions/Condition can contain only one colon.',
  trustActions: 'AssumeRole policy may only specify STS AssumeRole actions.',
  legacy: 'The policy failed legacy parsing',
  principal: 'Policy document should not specify a principal.',
  // The sentences of trust policies.
  trustSyntax: 'Syntax error in policy.',
  trustVersion: 'The policy must contain a valid version string',
  trustStatements: 'Could not parse the policy: Statement is empty!',
  trustSids: 'The Statement Ids in the policy are not unique',
  trustEmptyPrincipal: 'Missing required field Principal cannot be empty!',
  trustAllowNotPrincipal: 'Allow with NotPrincipal is not allowed.',
  trustNotPrincipal: 'AssumeRole policy must not contain NotPrincipal field.',
  trustNotResource: 'AssumeRole policy must not contain resources.',
} as const;

export function prohibitedField(kind: PolicyKind, field: string): string {
  if (kind === 'trust' || kind === 'resource' || kind === 'vpcEndpoint') return `Has prohibited field ${field}`;
  return field === 'Principal' || field === 'NotPrincipal' ? awsMessages.principal : awsMessages.syntax;
}

/** An Effect that is none, in a trust policy. */
export function invalidEffect(effect: string): string {
  return `Invalid effect: ${effect}`;
}

export function missingField(field: string): string {
  return `Missing required field ${field}`;
}

export function invalidPrincipal(key: string, value: string): string {
  return `Invalid principal in policy: "${key}":"${value}"`;
}

export function invalidVendor(vendor: string): string {
  return `Vendor ${vendor} is not valid`;
}

export function invalidResource(resource: string): string {
  return `Resource ${resource} must be in ARN format or "*".`;
}

export function invalidPartition(partition: string, resource: string): string {
  return `Partition "${partition}" is not valid for resource "${resource}".`;
}
