/** Which rule a resource's own policy follows, where nobody says. */
import type { ResourcePolicyRule } from '../layers.ts';

/** How the resource's policy counts: roles must trust, keys must consent, all else may add. */
export function ruleFor(action: string, resource: string): ResourcePolicyRule {
  const lower = action.toLowerCase();
  if (lower.startsWith('sts:') && resource.includes(':role/')) return 'trust';
  return lower.startsWith('kms:') && resource.includes(':key/') ? 'required' : 'optional';
}
