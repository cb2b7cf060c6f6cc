/** KeyMetadata, as CreateKey and DescribeKey answer it. */
import type { KeyMetadata, MultiRegionConfiguration } from '@aws-sdk/client-kms';
import { toDate } from '#kernel/clock';
import type { Region } from '#kernel/ids';
import type { WithRequired } from '#service/sdk-types';
import { type FoundKey, keyArn } from './key-reference.ts';
import { algorithmsOf, isSymmetric, type KeyUsage } from './key-specs.ts';
import { type KeyRecord, type MultiRegion, multiRegionKeyType } from './state.ts';

/** The member in which each key usage lists its algorithms. */
export const algorithmMembers: Readonly<Record<KeyUsage, string>> = {
  ENCRYPT_DECRYPT: 'EncryptionAlgorithms',
  SIGN_VERIFY: 'SigningAlgorithms',
  GENERATE_VERIFY_MAC: 'MacAlgorithms',
  KEY_AGREEMENT: 'KeyAgreementAlgorithms',
  ENCAPSULATE_DECAPSULATE: 'EncapsulationAlgorithms',
};

export function keyMetadata(found: FoundKey): WithRequired<KeyMetadata> {
  const { key, arn, owner } = found;
  const { keySpec, keyUsage, state, deletionAt, pendingWindowDays, materialId, multiRegion } = key;
  return {
    AWSAccountId: owner,
    KeyId: key.keyId,
    Arn: arn,
    CreationDate: toDate(key.createdAt),
    Enabled: state === 'Enabled',
    Description: key.description,
    KeyUsage: keyUsage,
    KeyState: state,
    ...(deletionAt === undefined ? {} : { DeletionDate: toDate(deletionAt) }),
    ...(pendingWindowDays === undefined ? {} : { PendingDeletionWindowInDays: pendingWindowDays }),
    Origin: key.origin,
    ...expiry(key),
    KeyManager: key.manager,
    CustomerMasterKeySpec: keySpec as never,
    KeySpec: keySpec,
    [algorithmMembers[keyUsage]]: [...algorithmsOf(keySpec, keyUsage)],
    MultiRegion: multiRegion !== undefined,
    ...(multiRegion === undefined ? {} : { MultiRegionConfiguration: configuration(found, multiRegion) }),
    // AWS DIFFERS? Whether it is told while an imported material is away is not known here. The material stays the key's own, so it is.
    ...(isSymmetric(keySpec) && materialId !== undefined ? { CurrentKeyMaterialId: materialId } : {}),
  };
}

/** The earliest end counts of the materials that belong to the key for good. */
function expiry({ imported = [] }: KeyRecord): Pick<KeyMetadata, 'ExpirationModel' | 'ValidTo'> {
  const ends = imported.flatMap(({ expires, isPending }) =>
    expires === undefined || isPending === true ? [] : [expires],
  );
  if (ends.length === 0) return {};
  const [first] = ends.filter((end) => end !== 'never').sort((a, b) => a - b);
  if (first === undefined) return { ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' };
  return { ExpirationModel: 'KEY_MATERIAL_EXPIRES', ValidTo: toDate(first) };
}

function configuration(
  { key, owner, region }: FoundKey,
  multiRegion: MultiRegion,
): WithRequired<MultiRegionConfiguration> {
  const one = (of: Region): { Arn: string; Region: string } => ({ Arn: keyArn(owner, of, key.keyId), Region: of });
  return {
    MultiRegionKeyType: multiRegionKeyType(multiRegion, region),
    PrimaryKey: one(multiRegion.primaryRegion),
    ReplicaKeys: multiRegion.replicaRegions.map(one),
  };
}
