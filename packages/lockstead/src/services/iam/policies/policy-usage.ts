/** Who uses a managed policy: as what it may do, or as its permissions boundary. */
import type { IamReader } from '../state/state.ts';

/** How many use a policy. */
export interface PolicyUsage {
  readonly attachments: number;
  readonly boundaries: number;
}

/** `arn` is that of a managed policy, the account's own or AWS's. */
export async function policyUsage(state: IamReader, arn: string): Promise<PolicyUsage> {
  const boundary = { index: 'boundary', key: arn };
  const [attachments, users, roles] = await Promise.all([
    state.attachments.count({ index: 'policy', key: arn }),
    state.users.count(boundary),
    state.roles.count(boundary),
  ]);
  return { attachments, boundaries: users + roles };
}
