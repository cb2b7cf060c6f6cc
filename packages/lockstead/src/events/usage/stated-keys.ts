/** Condition keys that belong to a permission so much that a policy without them would be far too wide. */

/** Undefined: a policy for this action states none. */
export function statedKeyOf(action: string): string | undefined {
  if (action === 'iam:PassRole') return 'iam:PassedToService';
  if (action === 'iam:CreateServiceLinkedRole') return 'iam:AWSServiceName';
  return action.startsWith('kms:') ? 'kms:ViaService' : undefined;
}
