/**
 * EnableAllFeatures: from consolidated billing. Invited accounts are asked; when all have approved, the management account accepts the handshake.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_EnableAllFeatures.html
 */
import { ofManagement } from '../access.ts';
import { constraintViolation, handshakeConstraint } from '../errors.ts';
import { askApprovals } from '../handshakes/ask-approvals.ts';
import { keepHandshake } from '../handshakes/forget-handshake.ts';
import { expiryFrom, handshakeShape, stateOf } from '../handshakes/handshake.ts';
import { newHandshakeId } from '../ids.ts';
import { organizationsLimits } from '../limits.ts';
import type { OrganizationsWrite } from '../operation.ts';
import { type HandshakeRecord, organizationsState } from '../state.ts';

export const enableAllFeatures: OrganizationsWrite<'EnableAllFeatures'> = {
  name: 'EnableAllFeatures',
  effect: 'write',

  async handle(_input, context) {
    const { tx, clock, entropy } = context;
    const now = clock.now();
    const { account, id: organizationId, featureSet } = await ofManagement(tx, context);
    const state = organizationsState(tx, account);
    if (featureSet === 'ALL') {
      throw handshakeConstraint('ORGANIZATION_ALREADY_HAS_ALL_FEATURES', 'The organization has all features already.');
    }
    const ours = await state.handshakes.list({ index: 'organization', key: organizationId });
    const isPending = ours.some(
      ({ record }) => record.action === 'ENABLE_ALL_FEATURES' && ['OPEN', 'REQUESTED'].includes(stateOf(record, now)),
    );
    if (isPending) {
      throw handshakeConstraint(
        'ORGANIZATION_IS_ALREADY_PENDING_ALL_FEATURES_MIGRATION',
        'The organization is enabling all features already.',
      );
    }
    if ((await state.members.count()) > organizationsLimits.AccountsForEnableAllFeatures) {
      throw constraintViolation(
        'ALL_FEATURES_MIGRATION_ORGANIZATION_SIZE_LIMIT_EXCEEDED',
        'The organization has too many accounts.',
      );
    }
    // Invited accounts are asked next. Until all are, nothing opens this one.
    const handshake: HandshakeRecord = {
      id: newHandshakeId(entropy),
      action: 'ENABLE_ALL_FEATURES',
      managementAccount: account,
      organizationId,
      recipient: account,
      tags: [],
      state: 'REQUESTED',
      requestedAt: now,
      expiresAt: expiryFrom(now),
    };
    await keepHandshake(tx, handshake);
    const asked = await askApprovals(tx, handshake, now);
    return { Handshake: await handshakeShape(tx, asked, now) };
  },
};
