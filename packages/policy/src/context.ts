/**
 * A request's context from a plain record.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
import type { ContextValue, RequestContext } from './request.ts';

/** Keys match whatever their case, tag names included: AWS compares `aws:ResourceTag/Team` and `aws:resourcetag/team` alike. */
export function contextOf(record: Readonly<Record<string, ContextValue>>): RequestContext {
  const values = new Map<string, ContextValue>();
  for (const [key, value] of Object.entries(record)) values.set(key.toLowerCase(), value);
  return { get: (key) => values.get(key) ?? values.get(key.toLowerCase()) };
}
