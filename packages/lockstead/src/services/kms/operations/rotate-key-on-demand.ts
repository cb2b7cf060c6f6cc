/**
 * RotateKeyOnDemand: a key gets a new material now, beside its rotations by itself. Of a key whose materials are imported it is the one that has waited.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_RotateKeyOnDemand.html
 */
import { present } from '#kernel/invariant';
import type { FurtherEventRecorder } from '#service/further-event';
import type { Reader } from '#store/port';
import { requireCustomerManaged } from '../change-key.ts';
import { InvalidState, LimitExceeded, UnsupportedOperation } from '../errors.ts';
import { rotateToImported } from '../imported-key.ts';
import { materialToRotateTo } from '../imported-materials.ts';
import { type Asked, type FoundKey, requireKey } from '../key-reference.ts';
import { isSymmetric } from '../key-specs.ts';
import { requireState } from '../key-state.ts';
import { kmsLimits } from '../limits.ts';
import { refuseReplica } from '../multi-region.ts';
import type { KmsWrite } from '../operation.ts';
import { keepRotation, type NextMaterial, newMaterialFor } from '../rotate-key.ts';
import { recordRotation } from '../rotation-event.ts';
import type { ImportedMaterial } from '../state.ts';
import type { Vault } from '../vault/vault.ts';

/** `made` is absent where the material was imported. */
interface Prepared {
  readonly made?: NextMaterial;
}

export function rotateKeyOnDemand(vault: Vault, events: FurtherEventRecorder): KmsWrite<'RotateKeyOnDemand', Prepared> {
  return {
    name: 'RotateKeyOnDemand',
    effect: 'write',

    async prepare({ KeyId }, context) {
      const { found, imported } = await rotatedOnDemand(context.reader, context, KeyId);
      return imported === undefined ? { made: await newMaterialFor(vault, context.reader, found) } : {};
    },

    async handle({ KeyId }, context, { made }) {
      const { tx, clock } = context;
      const { found, imported } = await rotatedOnDemand(tx, context, KeyId);
      const at = clock.now();
      const onDemandRotations = (found.key.onDemandRotations ?? 0) + 1;
      const { materialId } = present(imported ?? made, 'a rotation has a material');
      if (imported !== undefined) await rotateToImported(tx, found, materialId, at, { onDemandRotations });
      else if (made !== undefined)
        await keepRotation(tx, found, made, { at, type: 'ON_DEMAND' }, { onDemandRotations });
      await recordRotation(events, tx, found, { at, type: 'ON_DEMAND', materialId });
      // AWS DIFFERS? Its documentation shows a key id here and in GetKeyRotationStatus. A recorded scenario of 2025 says that whoever gives a key id
      // gets the ARN, and another one has the same value in both answers.
      return { KeyId: found.arn };
    },
  };
}

/** The key, and of one whose materials are imported the material that has waited. */
async function rotatedOnDemand(
  reader: Reader,
  asked: Asked,
  keyId: string,
): Promise<{ readonly found: FoundKey; readonly imported: ImportedMaterial | undefined }> {
  const found = await requireKey(reader, asked, keyId);
  requireCustomerManaged(found);
  const { key, arn } = found;
  if (!isSymmetric(key.keySpec)) throw new UnsupportedOperation();
  requireState('use', key.state, arn);
  refuseReplica(found);
  const imported = key.origin === 'EXTERNAL' ? await materialToRotateTo(reader, found) : undefined;
  if (key.origin === 'EXTERNAL' && imported === undefined) {
    throw new InvalidState(`No available key material pending rotation for the key: ${arn}.`);
  }
  const max = kmsLimits.OnDemandRotationsPerKey;
  if ((key.onDemandRotations ?? 0) >= max) {
    // AWS DIFFERS? The code is AWS's; the sentence is not known here.
    throw new LimitExceeded(`You have reached the quota of ${max} rotations on demand for this key.`);
  }
  return { found, imported };
}
