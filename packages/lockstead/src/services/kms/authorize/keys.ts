/** Keys: making, looking at, switching, deleting; their policies and tags. */

import type { AccessPair } from '#service/authorization';
import type { RequestContext } from '#service/request-context';
import type { Reader } from '#store/port';
import { type ConditionKeys, requestTagKeys } from '../../tags/condition-keys.ts';
import { type FoundKey, nameKey } from '../key-reference.ts';
import { tagsOf } from '../key-tags.ts';
import { daysWithoutUse, type LastUses } from '../last-uses.ts';
import { kmsLimits } from '../limits.ts';
import type { KmsEntries } from '../operation.ts';
import { onKey } from './entries.ts';
import { type Asking, accountPair, callerKeys, keyPair, type PairParts } from './pairs.ts';

type KeysOperation =
  | 'CreateKey'
  | 'DescribeKey'
  | 'ListKeys'
  | 'EnableKey'
  | 'DisableKey'
  | 'UpdateKeyDescription'
  | 'ScheduleKeyDeletion'
  | 'CancelKeyDeletion'
  | 'GetKeyLastUsage'
  | 'GetKeyPolicy'
  | 'ListKeyPolicies'
  | 'PutKeyPolicy'
  | 'TagResource'
  | 'UntagResource'
  | 'ListResourceTags';

export function keysAuthorization(parts: PairParts): KmsEntries<KeysOperation> {
  /** Policies may say for how long a key must have been out of use. */
  const unusedKeyPair = async (
    operation: string,
    asking: Asking,
    keyId: string,
    more: ConditionKeys = {},
  ): Promise<AccessPair> => {
    const { reader, context } = asking;
    const named = await nameKey(reader, context, keyId, 'keysOnly');
    const keys = { ...more, ...(named.is === 'key' ? await idleDays(parts.lastUses, reader, named, context) : {}) };
    return await keyPair(parts, asking, { action: `kms:${operation}`, named, acrossAccounts: false, keys });
  };
  return {
    CreateKey: async (input, reader, context) => {
      const asking = { input, reader, context };
      const tags = tagsOf(input.Tags);
      const keySpec = input.KeySpec ?? input.CustomerMasterKeySpec ?? 'SYMMETRIC_DEFAULT';
      const kind = {
        'kms:KeySpec': keySpec,
        'kms:KeyUsage': input.KeyUsage ?? 'ENCRYPT_DECRYPT',
        'kms:KeyOrigin': input.Origin ?? 'AWS_KMS',
        'kms:MultiRegion': String(input.MultiRegion ?? false),
        ...(input.MultiRegion === true ? { 'kms:MultiRegionKeyType': 'PRIMARY' } : {}),
        ...callerKeys(context),
        ...requestTagKeys(tags),
      };
      const create = accountPair('kms:CreateKey', asking, {
        ...kind,
        'kms:BypassPolicyLockoutSafetyCheck': String(input.BypassPolicyLockoutSafetyCheck ?? false),
      });
      return tags.length === 0 ? [create] : [create, accountPair('kms:TagResource', asking, kind)];
    },
    DescribeKey: onKey(parts, 'DescribeKey', { names: 'aliasesToo', acrossAccounts: true }),
    ListKeys: async (input, reader, context) => [accountPair('kms:ListKeys', { input, reader, context })],
    EnableKey: onKey(parts, 'EnableKey'),
    DisableKey: async (input, reader, context) => [
      await unusedKeyPair('DisableKey', { input, reader, context }, input.KeyId),
    ],
    UpdateKeyDescription: onKey(parts, 'UpdateKeyDescription'),
    ScheduleKeyDeletion: async (input, reader, context) => {
      const { KeyId, PendingWindowInDays = kmsLimits.PendingWindowDaysDefault } = input;
      const keys = { 'kms:ScheduleKeyDeletionPendingWindowInDays': String(PendingWindowInDays) };
      return [await unusedKeyPair('ScheduleKeyDeletion', { input, reader, context }, KeyId, keys)];
    },
    CancelKeyDeletion: onKey(parts, 'CancelKeyDeletion'),
    GetKeyLastUsage: onKey(parts, 'GetKeyLastUsage'),
    GetKeyPolicy: onKey(parts, 'GetKeyPolicy'),
    ListKeyPolicies: onKey(parts, 'ListKeyPolicies'),
    PutKeyPolicy: onKey(parts, 'PutKeyPolicy', {
      keys: ({ BypassPolicyLockoutSafetyCheck = false }) => ({
        'kms:BypassPolicyLockoutSafetyCheck': String(BypassPolicyLockoutSafetyCheck),
      }),
    }),
    TagResource: onKey(parts, 'TagResource', { keys: ({ Tags }) => requestTagKeys(tagsOf(Tags)) }),
    UntagResource: onKey(parts, 'UntagResource', { keys: ({ TagKeys }) => ({ 'aws:TagKeys': [...TagKeys] }) }),
    ListResourceTags: onKey(parts, 'ListResourceTags'),
  };
}

/** AWS DIFFERS? Whether the days of a key that was never used count from its making is not known here. */
async function idleDays(
  lastUses: LastUses,
  reader: Reader,
  { key, owner, region }: FoundKey,
  { clock }: RequestContext,
): Promise<ConditionKeys> {
  const last = await lastUses.of(reader, { owner, region, keyId: key.keyId });
  return { 'kms:TrailingDaysWithoutKeyUsage': String(daysWithoutUse(last, key.createdAt, clock.now())) };
}
