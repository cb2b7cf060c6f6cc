/** Keys: making, looking at, switching, deleting; their policies and tags. */

import { requestTagKeys } from '../../tags/condition-keys.ts';
import { tagsOf } from '../key-tags.ts';
import { kmsLimits } from '../limits.ts';
import type { KmsEntries } from '../operation.ts';
import { onKey } from './entries.ts';
import { accountPair, callerKeys, type PairParts } from './pairs.ts';

type KeysOperation =
  | 'CreateKey'
  | 'DescribeKey'
  | 'ListKeys'
  | 'EnableKey'
  | 'DisableKey'
  | 'UpdateKeyDescription'
  | 'ScheduleKeyDeletion'
  | 'CancelKeyDeletion'
  | 'GetKeyPolicy'
  | 'ListKeyPolicies'
  | 'PutKeyPolicy'
  | 'TagResource'
  | 'UntagResource'
  | 'ListResourceTags';

export function keysAuthorization(parts: PairParts): KmsEntries<KeysOperation> {
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
    DisableKey: onKey(parts, 'DisableKey'),
    UpdateKeyDescription: onKey(parts, 'UpdateKeyDescription'),
    ScheduleKeyDeletion: onKey(parts, 'ScheduleKeyDeletion', {
      keys: ({ PendingWindowInDays = kmsLimits.PendingWindowDaysDefault }) => ({
        'kms:ScheduleKeyDeletionPendingWindowInDays': String(PendingWindowInDays),
      }),
    }),
    CancelKeyDeletion: onKey(parts, 'CancelKeyDeletion'),
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
