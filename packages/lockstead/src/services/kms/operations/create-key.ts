/**
 * CreateKey: makes a key, and its material unless that is to be imported.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html
 */
import type { TagRules } from '../../tags/tag-rules.ts';
import { UnsupportedOperation, ValidationError } from '../errors.ts';
import { newKeyId } from '../key-id.ts';
import { keyMetadata } from '../key-metadata.ts';
import { checkPolicyAsked, policyAsked } from '../key-policy.ts';
import { keyArn } from '../key-reference.ts';
import { algorithmsOf, isKeySpec, type KeySpec, type KeyUsage } from '../key-specs.ts';
import { checkedTags, requireRuledTags, requireTagQuota } from '../key-tags.ts';
import type { KmsInput, KmsWrite } from '../operation.ts';
import { requireKeyQuota } from '../quotas.ts';
import { type KeyRecord, kmsState } from '../state.ts';
import type { MadeMaterial, Vault } from '../vault/vault.ts';

interface Prepared {
  readonly keyId: string;
  readonly made: MadeMaterial | undefined;
}

export function createKey(vault: Vault, rules: TagRules): KmsWrite<'CreateKey', Prepared> {
  return {
    name: 'CreateKey',
    effect: 'write',

    async prepare(input, context) {
      const { account, region, entropy } = context;
      const { keySpec } = kindOf(input);
      checkPolicyAsked(input, context, '*');
      requireTagQuota(checkedTags(input.Tags));
      const keyId = newKeyId(entropy, input.MultiRegion === true);
      if (originOf(input) === 'EXTERNAL') return { keyId, made: undefined };
      return { keyId, made: await vault.make({ account, region, keyId, keySpec }) };
    },

    async handle(input, context, { keyId, made }) {
      const { account, region, tx, clock } = context;
      const state = kmsState(tx, account, region);
      await requireKeyQuota(state);
      await requireRuledTags(rules, context, input.Tags);
      const { keySpec, keyUsage } = kindOf(input);
      const arn = keyArn(account, region, keyId);
      const now = clock.now();
      const key: KeyRecord = {
        keyId,
        description: input.Description ?? '',
        keySpec,
        keyUsage,
        origin: originOf(input),
        manager: 'CUSTOMER',
        state: made === undefined ? 'PendingImport' : 'Enabled',
        ...(await policyAsked(tx, input, context, arn)),
        tags: requireTagQuota(checkedTags(input.Tags)),
        createdAt: now,
        ...(input.MultiRegion === true ? { multiRegion: { primaryRegion: region, replicaRegions: [] } } : {}),
        ...(made === undefined ? {} : { materialId: made.materialId }),
        ...(made?.publicKey === undefined ? {} : { publicKey: made.publicKey.toString('base64') }),
      };
      await state.keys.insert(key);
      if (made !== undefined) {
        const { materialId, sealed } = made;
        const material = { account, region, keyId, materialId, keySpec, createdAt: now };
        await state.materials.insert({ ...material, sealed: sealed.toString('base64') });
      }
      return { KeyMetadata: keyMetadata({ is: 'key', key, arn, owner: account, region }) };
    },
  };
}

type Input = KmsInput<'CreateKey'>;

/** Throws for combinations that AWS does not take. */
function kindOf(input: Input): { readonly keySpec: KeySpec; readonly keyUsage: KeyUsage } {
  if (input.KeySpec !== undefined && input.CustomerMasterKeySpec !== undefined) {
    throw new ValidationError(
      'You cannot specify KeySpec and CustomerMasterKeySpec in the same request. CustomerMasterKeySpec is deprecated.',
    );
  }
  const keySpec = input.KeySpec ?? input.CustomerMasterKeySpec ?? 'SYMMETRIC_DEFAULT';
  if (!isKeySpec(keySpec)) throw new UnsupportedOperation('SM2 keys exist in the China Regions alone.');
  if (input.KeyUsage === undefined && keySpec !== 'SYMMETRIC_DEFAULT') {
    throw new ValidationError(
      'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.',
    );
  }
  const keyUsage = input.KeyUsage ?? 'ENCRYPT_DECRYPT';
  if (algorithmsOf(keySpec, keyUsage).length === 0) {
    throw new ValidationError(`KeyUsage ${keyUsage} is not compatible with KeySpec ${keySpec}`);
  }
  return { keySpec, keyUsage };
}

function originOf({ Origin = 'AWS_KMS', CustomKeyStoreId, XksKeyId }: Input): KeyRecord['origin'] {
  if (
    Origin === 'AWS_CLOUDHSM' ||
    Origin === 'EXTERNAL_KEY_STORE' ||
    CustomKeyStoreId !== undefined ||
    XksKeyId !== undefined
  ) {
    throw new UnsupportedOperation(
      'Lockstead has no custom key stores: there is no hardware that they could stand for.',
    );
  }
  return Origin;
}
