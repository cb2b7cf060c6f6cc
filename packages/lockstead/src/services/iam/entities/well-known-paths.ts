/**
 * Paths that AWS keeps for itself.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
import { partition } from '#kernel/arn';

interface WithPath {
  readonly path: string;
}

/** Of AWS's managed policies; what follows is the policy's path, without its first slash, and its name. */
export const awsPolicyPrefix = `arn:${partition}:iam::aws:policy/`;

/** Roles that services made for themselves, and the policies that are kept for such roles. */
export const serviceLinkedPath = '/aws-service-role/';

/** Roles that the identity centre makes. */
const reservedPath = '/aws-reserved/';

/** Whether a service made the role for itself, or the policy is kept for such roles. */
export function isServiceLinked({ path }: WithPath): boolean {
  return path.startsWith(serviceLinkedPath);
}

/** Whether AWS keeps something under this path from its account's owner. */
export function isProtected({ path }: WithPath): boolean {
  return isServiceLinked({ path }) || path.startsWith(reservedPath);
}
