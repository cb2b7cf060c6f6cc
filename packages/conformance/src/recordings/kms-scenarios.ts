/** The recorded scenarios of KMS, done again. The calls are ours, made from what the answers tell; the labels are the recordings'. */
import { Buffer } from 'node:buffer';
import { constants, createHash, createPublicKey, generateKeyPairSync, publicEncrypt } from 'node:crypto';
import * as sdk from '@aws-sdk/client-kms';
import type { Replay, Stage } from './replay.ts';

const otherRegion = 'ap-southeast-1';

/** Bytes to import, other ones for each word. */
function material(word: string, length = 32): Buffer {
  return createHash('sha512').update(word).digest().subarray(0, length);
}

/** The metadata of a new key. */
async function newKey(
  stage: Stage,
  input: sdk.CreateKeyCommandInput = {},
  region?: string,
): Promise<sdk.KeyMetadata & { readonly KeyId: string; readonly Arn: string }> {
  const { KeyMetadata } = await stage.kms(region).send(new sdk.CreateKeyCommand(input));
  return { ...KeyMetadata, KeyId: KeyMetadata?.KeyId ?? '', Arn: KeyMetadata?.Arn ?? '' };
}

/** Imports a material for good. */
async function importMaterial(
  stage: Stage,
  KeyId: string,
  clear: Buffer,
  ImportType?: sdk.ImportType,
): Promise<sdk.ImportKeyMaterialCommandOutput> {
  const kms = stage.kms();
  const { PublicKey = new Uint8Array(), ImportToken } = await kms.send(
    new sdk.GetParametersForImportCommand({
      KeyId,
      WrappingAlgorithm: 'RSAES_OAEP_SHA_256',
      WrappingKeySpec: 'RSA_2048',
    }),
  );
  const key = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
  const EncryptedKeyMaterial = publicEncrypt(
    { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
    clear,
  );
  return await kms.send(
    new sdk.ImportKeyMaterialCommand({
      KeyId,
      ImportToken,
      EncryptedKeyMaterial,
      ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
      ...(ImportType === undefined ? {} : { ImportType }),
    }),
  );
}

/** A key whose material is imported, looked at before, after, and without it again. */
async function importedKey(
  stage: Stage,
  input: sdk.CreateKeyCommandInput,
  clear: Buffer,
  use: (KeyId: string) => Promise<void>,
): Promise<void> {
  const kms = stage.kms();
  const { KeyId } = await newKey(stage, { ...input, Origin: 'EXTERNAL' });
  const describe = async (label: string): Promise<void> => {
    await stage.record(label, kms.send(new sdk.DescribeKeyCommand({ KeyId })));
  };
  await describe('describe-key-before-import');
  await importMaterial(stage, KeyId, clear);
  await describe('describe-key-after-import');
  await use(KeyId);
  await kms.send(new sdk.DeleteImportedKeyMaterialCommand({ KeyId }));
  await describe('describe-key-after-deleted-import');
}

async function macWith(stage: Stage, KeySpec: sdk.KeySpec, MacAlgorithm: string): Promise<void> {
  const { KeyId } = await newKey(stage, { KeySpec, KeyUsage: 'GENERATE_VERIFY_MAC' });
  const Message = Buffer.from('some important message');
  await stage.record(
    'generate-mac',
    stage.kms().send(new sdk.GenerateMacCommand({ KeyId, Message, MacAlgorithm: MacAlgorithm as never })),
  );
}

/** By the last part of a scenario's name; `parameter` is what stands in its brackets. */
export const kmsScenarios: Readonly<Record<string, (parameter: string) => Replay>> = {
  test_create_alias: () => async (stage) => {
    const { KeyId } = await newKey(stage);
    const create = new sdk.CreateAliasCommand({ AliasName: '8a4f', TargetKeyId: KeyId });
    await stage.record('create_alias', stage.kms().send(create));
  },

  test_create_key_with_invalid_tag_key: (kind) => async (stage) => {
    const TagKey = { lowercase_prefix: 'aws:key1', uppercase_prefix: 'AWS:key1' }[kind] ?? 'a'.repeat(129);
    const create = new sdk.CreateKeyCommand({ Tags: [{ TagKey, TagValue: 'value1' }] });
    await stage.record('invalid-tag-key', stage.kms().send(create));
  },

  test_key_with_long_tag_value_raises_error: () => async (stage) => {
    const create = new sdk.CreateKeyCommand({ Tags: [{ TagKey: 'tag1', TagValue: 'v'.repeat(257) }] });
    await stage.record('too-long-tag-value', stage.kms().send(create));
  },

  test_tag_existing_key_and_untag: () => async (stage) => {
    const kms = stage.kms();
    const { KeyId } = await newKey(stage);
    const Tags = ['1', '2'].map((n) => ({ TagKey: `tag${n}`, TagValue: `value${n}` }));
    await kms.send(new sdk.TagResourceCommand({ KeyId, Tags }));
    const listed = async (): Promise<unknown> => (await kms.send(new sdk.ListResourceTagsCommand({ KeyId }))).Tags;
    stage.recordPart('list-resource-tags', await listed());
    await kms.send(new sdk.UntagResourceCommand({ KeyId, TagKeys: ['tag1', 'tag2'] }));
    stage.recordPart('list-resource-tags-after-all-untagged', await listed());
  },

  test_derive_shared_secret: () => async (stage) => {
    const kms = stage.kms();
    const agreeing = await newKey(stage, { KeySpec: 'ECC_NIST_P256', KeyUsage: 'KEY_AGREEMENT' });
    const signing = await newKey(stage, { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
    const symmetric = await newKey(stage);
    const PublicKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({
      type: 'spki',
      format: 'der',
    });
    const derive = async (label: string, more: Partial<sdk.DeriveSharedSecretCommandInput>): Promise<void> => {
      const input = { KeyId: agreeing.KeyId, KeyAgreementAlgorithm: 'ECDH' as const, PublicKey, ...more };
      await stage.record(label, kms.send(new sdk.DeriveSharedSecretCommand(input)));
    };
    await derive('response', {});
    const spec = new sdk.CreateKeyCommand({ KeySpec: 'RSA_2048', KeyUsage: 'KEY_AGREEMENT' });
    await stage.record('response-invalid-key-spec', kms.send(spec));
    await derive('response-invalid-key', { KeyId: symmetric.KeyId });
    await derive('response-invalid-key-usage', { KeyId: signing.KeyId });
    await derive('response-invalid-key-agreement-algo', { KeyAgreementAlgorithm: 'INVALID' as never });
    await derive('response-invalid-public-key', { PublicKey: Buffer.from('InvalidPublicKey') });
  },

  test_describe_with_alias_arn: () => async (stage) => {
    const kms = stage.kms();
    const key = await newKey(stage, { Description: 'test - description' });
    stage.recordPart('created-key', key);
    await kms.send(new sdk.CreateAliasCommand({ AliasName: 'alias/described', TargetKeyId: key.KeyId }));
    const KeyId = key.Arn.replace(/key\/.*/, 'alias/described');
    await stage.record('describe-key', kms.send(new sdk.DescribeKeyCommand({ KeyId })));
  },

  test_encrypt_decrypt_encryption_context: () => async (stage) => {
    const kms = stage.kms();
    const { KeyId } = await newKey(stage);
    const EncryptionContext = { 'context-key': 'context-value' };
    const Plaintext = Buffer.from('test message');
    const encrypted = await stage.record(
      'encrypt_response',
      kms.send(new sdk.EncryptCommand({ KeyId, Plaintext, EncryptionContext })),
    );
    const decrypt = async (label: string, more: Partial<sdk.DecryptCommandInput>): Promise<void> => {
      const input = { KeyId, CiphertextBlob: encrypted?.CiphertextBlob, ...more };
      await stage.record(label, kms.send(new sdk.DecryptCommand(input)));
    };
    await decrypt('decrypt_response_with_encryption_context', { EncryptionContext });
    await decrypt('decrypt_response_with_invalid_ciphertext', {
      EncryptionContext,
      CiphertextBlob: Buffer.from('not a ciphertext'),
    });
    await decrypt('decrypt_response_without_encryption_context', {});
  },

  test_encrypt_validate_plaintext_size_per_key_type: (parameter) => async (stage) => {
    const [KeySpec, EncryptionAlgorithm] = parameter.split('-') as [sdk.KeySpec, sdk.EncryptionAlgorithmSpec];
    const { KeyId } = await newKey(stage, { KeySpec, KeyUsage: 'ENCRYPT_DECRYPT' });
    const encrypt = new sdk.EncryptCommand({ KeyId, EncryptionAlgorithm, Plaintext: Buffer.alloc(1_024) });
    await stage.record('generate-random-exc', stage.kms().send(encrypt));
  },

  test_plaintext_size_for_encrypt: () => async (stage) => {
    const { KeyId } = await newKey(stage);
    const encrypt = new sdk.EncryptCommand({ KeyId, Plaintext: Buffer.alloc(4_097) });
    await stage.record('invalid-plaintext-size-encrypt', stage.kms().send(encrypt));
  },

  test_generate_and_verify_mac: (parameter) => async (stage) => {
    const kms = stage.kms();
    const [KeySpec, MacAlgorithm] = parameter.split('-') as [sdk.KeySpec, sdk.MacAlgorithmSpec];
    const { KeyId } = await newKey(stage, { KeySpec, KeyUsage: 'GENERATE_VERIFY_MAC' });
    const input = { KeyId, MacAlgorithm, Message: Buffer.from('some important message') };
    const made = await stage.record('generate-mac', kms.send(new sdk.GenerateMacCommand(input)));
    const unknown = { ...input, KeyId: 'key_id' };
    await stage.record('generate-mac-invalid-key-id', kms.send(new sdk.GenerateMacCommand(unknown)));
    const Mac = made?.Mac;
    await stage.record('verify-mac', kms.send(new sdk.VerifyMacCommand({ ...input, Mac })));
    await stage.record('verify-mac-invalid-key-id', kms.send(new sdk.VerifyMacCommand({ ...unknown, Mac })));
  },

  test_invalid_generate_mac: (parameter) => async (stage) => {
    const [KeySpec, MacAlgorithm = ''] = parameter.split('-') as [sdk.KeySpec, string];
    await macWith(stage, KeySpec, MacAlgorithm);
  },

  test_invalid_verify_mac: (parameter) => async (stage) => {
    const kms = stage.kms();
    const [KeySpec, MacAlgorithm, words = ''] = parameter.split('-') as [sdk.KeySpec, string, string];
    const { KeyId } = await newKey(stage, { KeySpec, KeyUsage: 'GENERATE_VERIFY_MAC' });
    const Message = Buffer.from(words);
    const generate = new sdk.GenerateMacCommand({ KeyId, Message, MacAlgorithm: 'HMAC_SHA_256' });
    const made = await stage.record('generate-mac', kms.send(generate));
    const verify = { KeyId, Message, MacAlgorithm: MacAlgorithm as never, Mac: made?.Mac };
    await stage.record('verify-mac', kms.send(new sdk.VerifyMacCommand(verify)));
  },

  test_generate_random: (count) => async (stage) => {
    const answer = await stage.kms().send(new sdk.GenerateRandomCommand({ NumberOfBytes: Number(count) }));
    stage.recordPart('result_length', answer.Plaintext?.length);
  },

  test_generate_random_invalid_number_of_bytes: (count) => async (stage) => {
    const NumberOfBytes = count === 'None' ? undefined : Number(count);
    await stage.record('generate-random-exc', stage.kms().send(new sdk.GenerateRandomCommand({ NumberOfBytes })));
  },

  test_get_key_in_different_region: () => async (stage) => {
    const { KeyId, Arn } = await newKey(stage, { Description: 'test key 123' }, otherRegion);
    const describe = async (label: string, region: string | undefined, key: string): Promise<void> => {
      await stage.record(label, stage.kms(region).send(new sdk.DescribeKeyCommand({ KeyId: key })));
    };
    await describe('describe-key-diff-region-with-id', undefined, KeyId);
    await describe('describe-key-diff-region-with-arn', undefined, Arn);
    await describe('describe-key-same-specific-region-with-id', otherRegion, KeyId);
    await describe('describe-key-same-specific-region-with-arn', otherRegion, Arn);
  },

  test_get_key_invalid_uuid: () => async (stage) => {
    for (const [label, KeyId] of [
      ['describe-key-with-invalid-uuid', 'fake-key-id'],
      ['describe-key-with-invalid-uuid-2', '134f2428cec14b25a1ae9048164dba47'],
      ['describe-key-with-invalid-uuid-mrk', 'mrk-fake-key-id'],
    ] as const) {
      await stage.record(label, stage.kms().send(new sdk.DescribeKeyCommand({ KeyId })));
    }
  },

  test_hmac_create_key: () => async (stage) => {
    const key = await newKey(stage, {
      Description: 'test key',
      KeySpec: 'HMAC_256',
      KeyUsage: 'GENERATE_VERIFY_MAC',
    });
    stage.recordPart('create-hmac-key', key);
    const { KeyMetadata } = await stage.kms().send(new sdk.DescribeKeyCommand({ KeyId: key.KeyId }));
    stage.recordPart('describe-key', KeyMetadata);
  },

  test_hmac_create_key_invalid_operations: () => async (stage) => {
    const create = async (label: string, KeySpec: string, KeyUsage?: string): Promise<void> => {
      const usage = KeyUsage === undefined ? {} : { KeyUsage: KeyUsage as never };
      const command = new sdk.CreateKeyCommand({ KeySpec: KeySpec as never, ...usage });
      await stage.record(label, stage.kms().send(command));
    };
    await create('create-hmac-key-without-key-usage', 'HMAC_256');
    await create('create-hmac-key-invalid-spec', 'HMAC_random', 'GENERATE_VERIFY_MAC');
    await create('create-hmac-key-invalid-key-usage', 'HMAC_256', 'RANDOM');
  },

  test_import_key_ecc_keys: (spec) => async (stage) => {
    const kms = stage.kms();
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: spec.replace('ECC_NIST_P', 'P-') });
    const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' });
    const input = {
      Description: 'test ecc key import',
      KeySpec: spec as sdk.KeySpec,
      KeyUsage: 'SIGN_VERIFY',
    } as const;
    await importedKey(stage, input, pkcs8, async (KeyId) => {
      const sign = { KeyId, Message: Buffer.from('test'), SigningAlgorithm: 'ECDSA_SHA_256' } as const;
      const signed = await stage.record('sign-result', kms.send(new sdk.SignCommand(sign)));
      const verify = new sdk.VerifyCommand({ ...sign, Signature: signed?.Signature });
      await stage.record('verify-result', kms.send(verify));
    });
  },

  test_import_key_hmac_keys: (spec) => async (stage) => {
    const kms = stage.kms();
    const bits = Number(spec.slice('HMAC_'.length));
    const input = {
      Description: 'test import hmac key',
      KeySpec: spec as sdk.KeySpec,
      KeyUsage: 'GENERATE_VERIFY_MAC',
    } as const;
    await importedKey(stage, input, material('hmac', bits / 8), async (KeyId) => {
      const mac = {
        KeyId,
        Message: Buffer.from('test'),
        MacAlgorithm: `HMAC_SHA_${bits}` as sdk.MacAlgorithmSpec,
      };
      const made = await stage.record('generate-mac-response', kms.send(new sdk.GenerateMacCommand(mac)));
      const verify = new sdk.VerifyMacCommand({ ...mac, Mac: made?.Mac });
      await stage.record('verify-mac-response', kms.send(verify));
    });
  },

  test_import_key_material_raises_if_there_is_already_key_material_pending: () => async (stage) => {
    const { KeyId } = await newKey(stage, { Origin: 'EXTERNAL' });
    await stage.record('import-initial-material-response', importMaterial(stage, KeyId, material('first')));
    for (const label of ['import-pending-material-response', 'existing-pending-material-error']) {
      await stage.record(label, importMaterial(stage, KeyId, material(label), 'NEW_KEY_MATERIAL'));
    }
  },

  test_key_enable_rotation_status: (days) => async (stage) => {
    const kms = stage.kms();
    const { KeyId } = await newKey(stage);
    await kms.send(new sdk.EnableKeyRotationCommand({ KeyId, RotationPeriodInDays: Number(days) }));
    await stage.record('match_response', kms.send(new sdk.GetKeyRotationStatusCommand({ KeyId })));
  },

  test_key_rotation_updates_current_key_material_id_for_aws_symmetric_keys: () => async (stage) => {
    const kms = stage.kms();
    const { KeyId } = await newKey(stage, { Description: 'test-key' });
    const describe = async (label: string): Promise<void> => {
      await stage.record(label, kms.send(new sdk.DescribeKeyCommand({ KeyId })));
    };
    await describe('describe-key-before-rotation');
    await kms.send(new sdk.RotateKeyOnDemandCommand({ KeyId }));
    await describe('describe-key-after-rotation');
  },

  test_key_rotations_encryption_decryption: () => async (stage) => {
    const kms = stage.kms();
    const { KeyId } = await newKey(stage);
    const { CiphertextBlob = new Uint8Array() } = await kms.send(
      new sdk.EncryptCommand({ KeyId, Plaintext: Buffer.from('test message') }),
    );
    const bad = Buffer.from(CiphertextBlob);
    bad.fill(0, bad.length - 16);
    await stage.record('bad-ciphertext', kms.send(new sdk.DecryptCommand({ KeyId, CiphertextBlob: bad })));
  },

  test_re_encrypt_incorrect_source_key: () => async (stage) => {
    const kms = stage.kms();
    const { KeyId } = await newKey(stage);
    const other = await newKey(stage);
    const { CiphertextBlob } = await kms.send(new sdk.EncryptCommand({ KeyId, Plaintext: Buffer.from('message') }));
    const reEncrypt = new sdk.ReEncryptCommand({
      CiphertextBlob,
      SourceKeyId: other.KeyId,
      DestinationKeyId: other.KeyId,
    });
    await stage.record('incorrect-source-key', kms.send(reEncrypt));
  },

  test_replicate_key: () => async (stage) => {
    const kms = stage.kms();
    const { KeyId } = await newKey(stage, { MultiRegion: true, Description: 'test replicated key' });
    const there = stage.kms(otherRegion);
    await stage.record('describe-key-from-different-region', there.send(new sdk.DescribeKeyCommand({ KeyId })));
    const replicate = new sdk.ReplicateKeyCommand({ KeyId, ReplicaRegion: otherRegion });
    const replica = await stage.record('replicate-key', kms.send(replicate));
    if (replica === undefined) return;
    // The recording waited until the replica could be used.
    for (let left = 30; left > 0; left--) {
      const { KeyMetadata } = await there.send(new sdk.DescribeKeyCommand({ KeyId }));
      if (KeyMetadata?.KeyState === 'Enabled') break;
      await stage.cloud.clock.advance('PT1M');
    }
    await stage.record('describe-key-from-region', kms.send(new sdk.DescribeKeyCommand({ KeyId })));
    await stage.record('describe-replicated-key', there.send(new sdk.DescribeKeyCommand({ KeyId })));
  },

  test_rotate_key_on_demand_on_external_key_with_no_key_material: (spec) => async (stage) => {
    const key = await newKey(stage, { Description: 'test-key', Origin: 'EXTERNAL' });
    stage.recordPart('create-kms-external-key', key);
    const rotate = new sdk.RotateKeyOnDemandCommand({ KeyId: key.KeyId });
    await stage.record(`rotate-key-on-demand-error-response-${spec}`, stage.kms().send(rotate));
  },

  test_rotate_key_on_demand_raises_error_given_key_is_disabled: () => async (stage) => {
    const { KeyId } = await newKey(stage);
    await stage.kms().send(new sdk.DisableKeyCommand({ KeyId }));
    await stage.record('error-response', stage.kms().send(new sdk.RotateKeyOnDemandCommand({ KeyId })));
  },

  test_rotate_key_on_demand_raises_error_given_non_symmetric_key: () => async (stage) => {
    const { KeyId } = await newKey(stage, { KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' });
    await stage.record('error-response', stage.kms().send(new sdk.RotateKeyOnDemandCommand({ KeyId })));
  },

  test_rotate_key_on_demand_raises_for_no_pending_key_material: () => async (stage) => {
    const { KeyId } = await newKey(stage, { Origin: 'EXTERNAL' });
    await importMaterial(stage, KeyId, material('first'));
    const rotate = stage.kms().send(new sdk.RotateKeyOnDemandCommand({ KeyId }));
    await stage.record('rotate-key-on-demand-invalid-state-error', rotate);
  },

  test_rotate_key_on_demand_with_symmetric_key_and_automatic_rotation_disabled: () => async (stage) => {
    const kms = stage.kms();
    const { KeyId } = await newKey(stage);
    await stage.record('rotate-on-demand-response', kms.send(new sdk.RotateKeyOnDemandCommand({ KeyId })));
    const status = new sdk.GetKeyRotationStatusCommand({ KeyId });
    await stage.record('rotation-status-response-after-rotation', kms.send(status));
  },

  test_rotate_on_demand_returns_arn_for_key_id: () => async (stage) => {
    const { KeyId } = await newKey(stage);
    await stage.record('rotate-on-demand-aws-key', stage.kms().send(new sdk.RotateKeyOnDemandCommand({ KeyId })));
  },

  test_sign_verify: (parameter) => async (stage) => {
    const kms = stage.kms();
    const [KeySpec, SigningAlgorithm] = parameter.split('-') as [sdk.KeySpec, sdk.SigningAlgorithmSpec];
    const { KeyId } = await newKey(stage, { KeySpec, KeyUsage: 'SIGN_VERIFY' });
    const input = { KeyId, SigningAlgorithm, MessageType: 'RAW', Message: Buffer.from('test message') } as const;
    const signed = await stage.record('signature', kms.send(new sdk.SignCommand(input)));
    const verify = { ...input, Signature: signed?.Signature };
    await stage.record('verification', kms.send(new sdk.VerifyCommand(verify)));
    const bad = { ...verify, Signature: Buffer.concat([verify.Signature ?? new Uint8Array(), Buffer.from('1')]) };
    await stage.record('bad-signature', kms.send(new sdk.VerifyCommand(bad)));
    const digest = { ...input, MessageType: 'DIGEST', Message: Buffer.from('too short') } as const;
    await stage.record('bad-digest', kms.send(new sdk.SignCommand(digest)));
  },

  test_encryption_context_generate_data_key_pair: () => (stage) => dataKeyPair(stage, 'withPlaintext'),
  test_encryption_context_generate_data_key_pair_without_plaintext: () => (stage) =>
    dataKeyPair(stage, 'withoutPlaintext'),

  test_generate_data_key: () => async (stage) => {
    const { KeyId } = await newKey(stage);
    const generate = new sdk.GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256' });
    await stage.record('generate-data-key-result', stage.kms().send(generate));
  },

  test_generate_data_key_pair_dry_run: () => async (stage) => {
    const { KeyId } = await newKey(stage);
    const generate = new sdk.GenerateDataKeyPairCommand({ KeyId, KeyPairSpec: 'RSA_2048', DryRun: true });
    await stage.record('dryrun_exception', stage.kms().send(generate));
  },
};

/** The private key of a pair that was encrypted with an encryption context, opened without. */
async function dataKeyPair(stage: Stage, kind: 'withPlaintext' | 'withoutPlaintext'): Promise<void> {
  const kms = stage.kms();
  const { KeyId } = await newKey(stage);
  const input = { KeyId, KeyPairSpec: 'RSA_2048', EncryptionContext: { 'context-key': 'context-value' } } as const;
  const made = await (kind === 'withPlaintext'
    ? kms.send(new sdk.GenerateDataKeyPairCommand(input))
    : kms.send(new sdk.GenerateDataKeyPairWithoutPlaintextCommand(input))
  ).catch(() => undefined);
  // Not done yet.
  if (made === undefined) return;
  const CiphertextBlob = made.PrivateKeyCiphertextBlob;
  const decrypt = new sdk.DecryptCommand({ KeyId, CiphertextBlob });
  await stage.record('decrypt-without-encryption-context', kms.send(decrypt));
}
