/**
 * What S3 says of a bucket policy that breaks the grammar. Its sentences are not IAM's: of several faults it tells the first that it meets.
 *
 * AWS DIFFERS? Some of these sentences are known from public reports alone, and AWS has more of them. What has none here is "Invalid policy syntax.".
 */
import type { Problem } from '@lockstead/policy';

const subjects: readonly (readonly [RegExp, string])[] = [
  [/\.(?:Not)?Principal\b/, 'Invalid principal in policy'],
  [/\.(?:Not)?Action\b/, 'Policy has invalid action'],
  [/\.(?:Not)?Resource\b/, 'Policy has invalid resource'],
];

const missing = /^MISSING_(PRINCIPAL|ACTION|RESOURCE|EFFECT)$/;

export function policyFault(problems: readonly Problem[]): string {
  const [first] = problems;
  if (first === undefined) return 'Invalid policy syntax.';
  const field = missing.exec(first.code)?.[1];
  if (field !== undefined) return `Missing required field ${field.charAt(0)}${field.slice(1).toLowerCase()}`;
  return subjects.find(([place]) => place.test(first.path))?.[1] ?? 'Invalid policy syntax.';
}
