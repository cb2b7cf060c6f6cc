/** Multi-Region keys. What happens in another Region is asked for in that Region: a policy about `aws:RequestedRegion` sees it. */
import { parseRegion } from '#kernel/ids';
import type { AccessPair } from '#service/authorization';
import { requestTagKeys } from '../../tags/condition-keys.ts';
import { keyById, nameKey } from '../key-reference.ts';
import { tagsOf } from '../key-tags.ts';
import type { KmsEntries } from '../operation.ts';
import { type Asking, accountPair, callerKeys, keyPair, type PairParts } from './pairs.ts';

type MultiRegionOperation = 'ReplicateKey' | 'UpdatePrimaryRegion';

export function multiRegionAuthorization(parts: PairParts): KmsEntries<MultiRegionOperation> {
  return {
    ReplicateKey: async (input, reader, context) => {
      const asking: Asking = { input, reader, context };
      const { ReplicaRegion } = input;
      const named = await nameKey(reader, context, input.KeyId, 'keysOnly');
      const action = 'kms:ReplicateKey';
      const keys = { 'kms:ReplicaRegion': ReplicaRegion };
      const replicate = await keyPair(parts, asking, { action, named, acrossAccounts: false, keys });
      const tags = tagsOf(input.Tags);
      const spec =
        named.is === 'missing'
          ? {}
          : {
              'kms:KeySpec': named.key.keySpec,
              'kms:KeyUsage': named.key.keyUsage,
              'kms:KeyOrigin': named.key.origin,
            };
      const replica = {
        ...spec,
        'kms:MultiRegion': 'true',
        'kms:MultiRegionKeyType': 'REPLICA',
        ...callerKeys(context),
        ...requestTagKeys(tags),
        'aws:RequestedRegion': ReplicaRegion,
      };
      const create = accountPair('kms:CreateKey', asking, {
        ...replica,
        'kms:BypassPolicyLockoutSafetyCheck': String(input.BypassPolicyLockoutSafetyCheck ?? false),
      });
      const pairs: readonly AccessPair[] = [replicate, create];
      return tags.length === 0 ? pairs : [...pairs, accountPair('kms:TagResource', asking, replica)];
    },
    UpdatePrimaryRegion: async (input, reader, context) => {
      const asking: Asking = { input, reader, context };
      const { PrimaryRegion } = input;
      const primary = await nameKey(reader, context, input.KeyId, 'keysOnly');
      const action = 'kms:UpdatePrimaryRegion';
      const keys = { 'kms:PrimaryRegion': PrimaryRegion };
      const first = await keyPair(parts, asking, { action, named: primary, acrossAccounts: false, keys });
      const region = parseRegion(PrimaryRegion);
      if (primary.is === 'missing' || region === undefined) return [first];
      const replica = await keyById(reader, { account: primary.owner, region }, primary.key.keyId);
      const there = { ...keys, 'aws:RequestedRegion': PrimaryRegion };
      return [first, await keyPair(parts, asking, { action, named: replica, acrossAccounts: false, keys: there })];
    },
  };
}
