/** Keys as whatever looks across services sees them. Types are named as AWS Config names them. */
import { invariant } from '#kernel/invariant';
import { defineResource, type OwnChoice, type Resource } from '#service/resource';
import { decidedPolicy } from './key-policy.ts';
import { keyArn } from './key-reference.ts';
import { type KeyRecord, kmsCollections } from './state.ts';

function custody({ manager, origin }: KeyRecord): OwnChoice {
  if (manager === 'AWS') return { layer: 'key-custody', says: 'AWS made this key for a service and manages it.' };
  const says =
    origin === 'EXTERNAL'
      ? 'You imported the key material, and keep a copy of it.'
      : 'You manage the key; its material never leaves KMS.';
  return { layer: 'key-custody', says };
}

export const kmsResources: readonly Resource[] = [
  defineResource({
    cfnType: 'AWS::KMS::Key',
    collection: kmsCollections.keys,
    arn: ({ keyId }, scope) => {
      invariant(scope.level === 'region', 'keys belong to a Region');
      return keyArn(scope.account, scope.region, keyId);
    },
    resourceName: ({ keyId }) => keyId,
    tags: ({ tags }) => tags,
    policy: (key) => decidedPolicy(key),
    choices: (key) => [custody(key)],
  }),
];
