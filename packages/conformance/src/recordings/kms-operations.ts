/** One recorded answer for each operation of KMS: the state in which ours should look alike, and the call. */
import * as sdk from '@aws-sdk/client-kms';
import type { Replay } from './replay.ts';

export const kmsOperations: Replay = async (stage) => {
  const kms = stage.kms();
  const created = await stage.record(
    'CreateKey',
    kms.send(new sdk.CreateKeyCommand({ Description: 'West SQS encryption key' })),
  );
  const KeyId = created?.KeyMetadata?.KeyId;
  await stage.record('GetKeyRotationStatus', kms.send(new sdk.GetKeyRotationStatusCommand({ KeyId })));
  const alias = { AliasName: 'alias/recorded', TargetKeyId: KeyId };
  await stage.record('CreateAlias', kms.send(new sdk.CreateAliasCommand(alias)));
  await stage.record('DescribeKey', kms.send(new sdk.DescribeKeyCommand({ KeyId })));
  await stage.record('ListAliases', kms.send(new sdk.ListAliasesCommand({})));
  await stage.record('DeleteAlias', kms.send(new sdk.DeleteAliasCommand(alias)));
  await stage.record('ListKeys', kms.send(new sdk.ListKeysCommand({})));
  await stage.record('ListGrants', kms.send(new sdk.ListGrantsCommand({ KeyId })));
  const Tags = [{ TagKey: 'RequisiteKey', TagValue: 'Required' }];
  await kms.send(new sdk.TagResourceCommand({ KeyId, Tags }));
  await stage.record('ListResourceTags', kms.send(new sdk.ListResourceTagsCommand({ KeyId })));
  await stage.record('GetKeyPolicy', kms.send(new sdk.GetKeyPolicyCommand({ KeyId })));
  const { Policy } = await kms.send(new sdk.GetKeyPolicyCommand({ KeyId }));
  await stage.record('PutKeyPolicy', kms.send(new sdk.PutKeyPolicyCommand({ KeyId, Policy })));
  await stage.record('EnableKeyRotation', kms.send(new sdk.EnableKeyRotationCommand({ KeyId })));
  await stage.cloud.clock.advance('P366D');
  await stage.record('ListKeyRotations', kms.send(new sdk.ListKeyRotationsCommand({ KeyId })));
  await kms.send(new sdk.EncryptCommand({ KeyId, Plaintext: Buffer.from('used') }));
  await stage.record('GetKeyLastUsage', kms.send(new sdk.GetKeyLastUsageCommand({ KeyId })));
  await stage.record('DisableKey', kms.send(new sdk.DisableKeyCommand({ KeyId })));
  await stage.record('ScheduleKeyDeletion', kms.send(new sdk.ScheduleKeyDeletionCommand({ KeyId })));
};
