/**
 * ReplicateKey: makes a replica of a multi-Region primary key in another Region of its account.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_ReplicateKey.html
 */
import { schedule } from '#events/agenda';
import { parseRegion, type Region } from '#kernel/ids';
import type { FurtherEventRecorder } from '#service/further-event';
import type { OpenRegions } from '#service/ports';
import type { TagRules } from '../../tags/tag-rules.ts';
import { recordReplica } from '../cross-region-events.ts';
import { AlreadyExists, UnsupportedOperation } from '../errors.ts';
import { keyMetadata } from '../key-metadata.ts';
import { policyAsked } from '../key-policy.ts';
import { type FoundKey, keyArn, requireKey } from '../key-reference.ts';
import { requireState } from '../key-state.ts';
import { checkedTags, kmsTag, requireRuledTags, requireTagQuota } from '../key-tags.ts';
import { changeSet, requirePrimary } from '../multi-region.ts';
import { fillingOf } from '../new-replica.ts';
import type { KmsWrite } from '../operation.ts';
import { requireKeyQuota } from '../quotas.ts';
import { type KeyRecord, kmsState } from '../state.ts';

interface ReplicateParts {
  readonly openRegions: OpenRegions;
  readonly tagRules: TagRules;
  readonly furtherEvents: FurtherEventRecorder;
}

export function replicateKey({
  openRegions: regions,
  tagRules: rules,
  furtherEvents,
}: ReplicateParts): KmsWrite<'ReplicateKey', Region> {
  return {
    name: 'ReplicateKey',
    effect: 'write',

    async prepare({ ReplicaRegion }, { account }) {
      const region = parseRegion(ReplicaRegion);
      if (region !== undefined && (regions.isAlwaysOpen(region) || (await regions.isOpen(account, region))))
        return region;
      // AWS DIFFERS? The code is one that AWS names for this operation; the sentence is not known here.
      throw new UnsupportedOperation(`${ReplicaRegion} is no Region that your account has enabled.`);
    },

    async handle(input, context, region) {
      const { tx, clock } = context;
      const primary = await requireKey(tx, context, input.KeyId);
      const { key, owner } = primary;
      requireState('replicate', key.state, primary.arn);
      const multiRegion = requirePrimary(primary);
      const { keyId } = key;
      const arn = keyArn(owner, region, keyId);
      const state = kmsState(tx, owner, region);
      if (region === primary.region || (await state.keys.get(keyId)) !== undefined) throw AlreadyExists.key(arn);
      await requireKeyQuota(state);
      await requireRuledTags(rules, context, input.Tags);
      const now = clock.now();
      const wider = { ...multiRegion, replicaRegions: [...multiRegion.replicaRegions, region] };
      // What depends on the key's state, or belongs to each key of its own, stays behind.
      const { materialId, imported, policyById: _, ...shared } = key;
      const replica: KeyRecord = {
        ...shared,
        // Imported materials are those of the whole set, and each Region has them brought in again.
        ...(imported === undefined || materialId === undefined
          ? {}
          : { materialId, imported: imported.map(({ expires: _, ...each }) => each) }),
        description: input.Description ?? '',
        state: 'Creating',
        ...(await policyAsked(tx, input, context, arn)),
        tags: requireTagQuota(checkedTags(input.Tags)),
        createdAt: now,
        multiRegion: wider,
      };
      await changeSet(tx, primary, (each) => ({ ...each.key, multiRegion: wider }));
      await state.keys.insert(replica);
      const found: FoundKey = { is: 'key', key: replica, arn, owner, region };
      await schedule(tx, fillingOf(found, now));
      await recordReplica(furtherEvents, context, input, found);
      return {
        ReplicaKeyMetadata: keyMetadata(found),
        ReplicaPolicy: replica.policy,
        ...(replica.tags.length === 0 ? {} : { ReplicaTags: replica.tags.map(kmsTag) }),
      };
    },
  };
}
