/**
 * RotateKeyOnDemand: a key gets a new material now, beside its rotations by itself.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_RotateKeyOnDemand.html
 */
import type { WriteContext } from '#service/operation';
import type { Reader } from '#store/port';
import { requireCustomerManaged } from '../change-key.ts';
import { InvalidState, LimitExceeded, UnsupportedOperation } from '../errors.ts';
import { type Asked, type FoundKey, requireKey } from '../key-reference.ts';
import { isSymmetric } from '../key-specs.ts';
import { requireState } from '../key-state.ts';
import { kmsLimits } from '../limits.ts';
import { refuseReplica } from '../multi-region.ts';
import type { KmsWrite } from '../operation.ts';
import { keepRotation, type NextMaterial, newMaterialFor } from '../rotate-key.ts';
import type { Vault } from '../vault/vault.ts';

export function rotateKeyOnDemand(vault: Vault): KmsWrite<'RotateKeyOnDemand', NextMaterial> {
  return {
    name: 'RotateKeyOnDemand',
    effect: 'write',

    async prepare({ KeyId }, context) {
      return await newMaterialFor(vault, context.reader, await rotatedOnDemand(context.reader, context, KeyId));
    },

    async handle({ KeyId }, context: WriteContext, made) {
      const found = await rotatedOnDemand(context.tx, context, KeyId);
      const rotation = { at: context.clock.now(), type: 'ON_DEMAND' } as const;
      const onDemandRotations = (found.key.onDemandRotations ?? 0) + 1;
      await keepRotation(context.tx, found, made, rotation, { onDemandRotations });
      // AWS DIFFERS? Its documentation shows a key id here and in GetKeyRotationStatus. A recorded scenario of 2025 says that whoever gives a key id
      // gets the ARN, and another one has the same value in both answers.
      return { KeyId: found.arn };
    },
  };
}

async function rotatedOnDemand(reader: Reader, asked: Asked, keyId: string): Promise<FoundKey> {
  const found = await requireKey(reader, asked, keyId);
  requireCustomerManaged(found);
  const { key, arn } = found;
  if (!isSymmetric(key.keySpec)) throw new UnsupportedOperation();
  requireState('use', key.state, arn);
  refuseReplica(found);
  if (key.origin === 'EXTERNAL')
    throw new InvalidState(`No available key material pending rotation for the key: ${arn}.`);
  const max = kmsLimits.OnDemandRotationsPerKey;
  if ((key.onDemandRotations ?? 0) >= max) {
    // AWS DIFFERS? The code is AWS's; the sentence is not known here.
    throw new LimitExceeded(`You have reached the quota of ${max} rotations on demand for this key.`);
  }
  return found;
}
