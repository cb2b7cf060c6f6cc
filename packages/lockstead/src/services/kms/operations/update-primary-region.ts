/**
 * UpdatePrimaryRegion: a replica becomes the primary key of its set, and the primary a replica.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdatePrimaryRegion.html
 */
import { schedule } from '#events/agenda';
import type { Region } from '#kernel/ids';
import type { FurtherEventRecorder } from '#service/further-event';
import { recordNewPrimary } from '../cross-region-events.ts';
import { NotFound } from '../errors.ts';
import { keyArn, requireKey } from '../key-reference.ts';
import { requireState } from '../key-state.ts';
import { changeSet, requirePrimary } from '../multi-region.ts';
import { endOfUpdate } from '../new-primary.ts';
import type { KmsWrite } from '../operation.ts';
import { cancelRotation, rotationOf } from '../rotate-key.ts';
import { kmsState } from '../state.ts';

export function updatePrimaryRegion(events: FurtherEventRecorder): KmsWrite<'UpdatePrimaryRegion'> {
  return {
    name: 'UpdatePrimaryRegion',
    effect: 'write',

    async handle({ KeyId, PrimaryRegion }, context) {
      const { tx, clock } = context;
      const before = await requireKey(tx, context, KeyId);
      const { owner, key } = before;
      const { keyId } = key;
      requireState('use', key.state, before.arn);
      const { replicaRegions } = requirePrimary(before);
      // AWS DIFFERS? Whether it refuses the Region that has the primary already is not known here.
      if (PrimaryRegion === before.region) return {};
      const region = PrimaryRegion as Region;
      const replica = replicaRegions.includes(region) ? await kmsState(tx, owner, region).keys.get(keyId) : undefined;
      const arn = keyArn(owner, PrimaryRegion, keyId);
      if (replica === undefined) throw NotFound.key(arn);
      requireState('use', replica.state, arn);
      const multiRegion = {
        primaryRegion: region,
        replicaRegions: replicaRegions.map((each) => (each === region ? before.region : each)),
      };
      const now = clock.now();
      await changeSet(tx, before, (each) => {
        const changes = each.region === region || each.region === before.region;
        return { ...each.key, multiRegion, ...(changes ? { state: 'Updating' as const } : {}) };
      });
      for (const each of [before, { ...before, region, arn }]) await schedule(tx, endOfUpdate(each, now));
      // The primary is the key that rotates.
      await cancelRotation(tx, { owner, region: before.region, keyId });
      if (key.rotation !== undefined) await schedule(tx, rotationOf({ owner, region, keyId }, key.rotation.nextAt));
      await recordNewPrimary(events, context, { ...before, key: replica, region, arn });
      return {};
    },
  };
}
