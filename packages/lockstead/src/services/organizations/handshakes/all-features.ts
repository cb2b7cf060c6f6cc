/**
 * The way from consolidated billing to all features: when all invited accounts have approved, the management account can accept.
 * AWS: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_org_support-all-features.html
 */
import { present } from '#kernel/invariant';
import type { Transaction } from '#store/port';
import { invalidHandshakeTransition } from '../errors.ts';
import { type HandshakeRecord, organizationsState } from '../state.ts';

/** The last approval opens the handshake that waits for it. */
export async function approved(tx: Transaction, { managementAccount, parent }: HandshakeRecord): Promise<void> {
  const { handshakes } = organizationsState(tx, managementAccount);
  const key = present(parent, 'an approval is waited for');
  const waiting = await handshakes.get(key);
  if (waiting?.isAsking === true || (await handshakes.count({ index: 'awaited', key })) > 0) return;
  if (waiting?.state === 'REQUESTED') await handshakes.update({ ...waiting, state: 'OPEN' });
}

/** AWS DIFFERS? Its page does not say whether service control policies are enabled then; here as in a new organization with all features. */
export async function finish(tx: Transaction, { managementAccount, organizationId }: HandshakeRecord): Promise<void> {
  const { organizations } = organizationsState(tx, managementAccount);
  const organization = await organizations.get('organization');
  if (organization?.id !== organizationId) throw invalidHandshakeTransition();
  const generation = organization.generations + 1;
  await organizations.update({
    ...organization,
    featureSet: 'ALL',
    policyTypes: [{ type: 'SERVICE_CONTROL_POLICY', generation }],
    generations: generation,
  });
}
