/**
 * AWS Key Management Service.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/
 */
import type { FurtherEventRecorder } from '#service/further-event';
import type { OpenRegions } from '#service/ports';
import { defineService, type ServiceDefinition } from '#service/service';
import { CompiledPolicies } from '../compiled-policies.ts';
import type { TagRules } from '../tags/tag-rules.ts';
import { kmsAuthorization } from './authorization.ts';
import { kmsPairFor } from './authorize/pair-for.ts';
import { CallFacts } from './call-facts.ts';
import { deleteKey } from './delete-key.ts';
import { kmsDenial } from './denial.ts';
import { kmsEventDetails, kmsEventResources } from './events.ts';
import { expireMaterial } from './imported-key.ts';
import { endUpdate } from './new-primary.ts';
import { fillReplica } from './new-replica.ts';
import type { Keys } from './open-keys.ts';
import { cancelKeyDeletion } from './operations/cancel-key-deletion.ts';
import { createAlias } from './operations/create-alias.ts';
import { createGrant } from './operations/create-grant.ts';
import { createKey } from './operations/create-key.ts';
import { decapsulate } from './operations/decapsulate.ts';
import { decrypt } from './operations/decrypt.ts';
import { deleteAlias } from './operations/delete-alias.ts';
import { deleteImportedKeyMaterial } from './operations/delete-imported-key-material.ts';
import { deriveSharedSecret } from './operations/derive-shared-secret.ts';
import { describeKey } from './operations/describe-key.ts';
import { disableKey } from './operations/disable-key.ts';
import { disableKeyRotation } from './operations/disable-key-rotation.ts';
import { enableKey } from './operations/enable-key.ts';
import { enableKeyRotation } from './operations/enable-key-rotation.ts';
import { encapsulate } from './operations/encapsulate.ts';
import { encrypt } from './operations/encrypt.ts';
import { generateDataKey } from './operations/generate-data-key.ts';
import { generateDataKeyPair } from './operations/generate-data-key-pair.ts';
import { generateDataKeyPairWithoutPlaintext } from './operations/generate-data-key-pair-without-plaintext.ts';
import { generateDataKeyWithoutPlaintext } from './operations/generate-data-key-without-plaintext.ts';
import { generateMac } from './operations/generate-mac.ts';
import { generateRandom } from './operations/generate-random.ts';
import { getKeyLastUsage } from './operations/get-key-last-usage.ts';
import { getKeyPolicy } from './operations/get-key-policy.ts';
import { getKeyRotationStatus } from './operations/get-key-rotation-status.ts';
import { getParametersForImport } from './operations/get-parameters-for-import.ts';
import { getPublicKey } from './operations/get-public-key.ts';
import { importKeyMaterial } from './operations/import-key-material.ts';
import { listAliases } from './operations/list-aliases.ts';
import { listGrants } from './operations/list-grants.ts';
import { listKeyPolicies } from './operations/list-key-policies.ts';
import { listKeyRotations } from './operations/list-key-rotations.ts';
import { listKeys } from './operations/list-keys.ts';
import { listResourceTags } from './operations/list-resource-tags.ts';
import { listRetirableGrants } from './operations/list-retirable-grants.ts';
import { putKeyPolicy } from './operations/put-key-policy.ts';
import { reEncrypt } from './operations/re-encrypt.ts';
import { replicateKey } from './operations/replicate-key.ts';
import { retireGrant } from './operations/retire-grant.ts';
import { revokeGrant } from './operations/revoke-grant.ts';
import { rotateKeyOnDemand } from './operations/rotate-key-on-demand.ts';
import { scheduleKeyDeletion } from './operations/schedule-key-deletion.ts';
import { sign } from './operations/sign.ts';
import { tagResource } from './operations/tag-resource.ts';
import { untagResource } from './operations/untag-resource.ts';
import { updateAlias } from './operations/update-alias.ts';
import { updateKeyDescription } from './operations/update-key-description.ts';
import { updatePrimaryRegion } from './operations/update-primary-region.ts';
import { verify } from './operations/verify.ts';
import { verifyMac } from './operations/verify-mac.ts';
import { RequestQuotas, withinQuotas } from './request-quotas.ts';
import { kmsResources } from './resources.ts';
import { rotateKey } from './rotate-key.ts';

/** What KMS is given. */
export interface KmsParts {
  readonly keys: Keys;
  /** Whether calls beyond AWS's request quotas are refused. */
  readonly kmsRequestQuotas: boolean;
  readonly furtherEvents: FurtherEventRecorder;
  readonly tagRules: TagRules;
  /** Where replicas of multi-Region keys may be. */
  readonly openRegions: OpenRegions;
}

const customKeyStores = [
  'ConnectCustomKeyStore',
  'CreateCustomKeyStore',
  'DeleteCustomKeyStore',
  'DescribeCustomKeyStores',
  'DisconnectCustomKeyStore',
  'UpdateCustomKeyStore',
];

/** All operations that are listed are done; the others answer NotImplemented by name. */
export function kms({ keys, kmsRequestQuotas, furtherEvents, tagRules, openRegions }: KmsParts): ServiceDefinition {
  const { vault, lastUses, managed } = keys;
  const facts = new CallFacts();
  const use = { vault, facts };
  const asked = { policies: new CompiledPolicies(), facts, lastUses };
  const authorization = kmsAuthorization(asked);
  return defineService({
    name: 'kms',
    global: false,
    wordDenial: kmsDenial,
    operations: [
      cancelKeyDeletion,
      verifyMac(use),
      verify(use),
      sign(use),
      getPublicKey,
      generateMac(use),
      importKeyMaterial(vault),
      getParametersForImport(vault),
      deleteImportedKeyMaterial,
      rotateKeyOnDemand(vault, furtherEvents),
      listKeyRotations,
      getKeyRotationStatus,
      disableKeyRotation,
      enableKeyRotation,
      revokeGrant,
      retireGrant,
      listRetirableGrants,
      listGrants,
      createGrant,
      createAlias,
      createKey(vault, tagRules),
      decrypt(use),
      deleteAlias,
      describeKey(managed),
      disableKey,
      enableKey,
      encrypt(use),
      generateDataKey(use),
      generateDataKeyWithoutPlaintext(use),
      generateDataKeyPair(use),
      generateDataKeyPairWithoutPlaintext(use),
      deriveSharedSecret(use),
      encapsulate(use),
      decapsulate(use),
      generateRandom(use),
      getKeyLastUsage(lastUses),
      getKeyPolicy,
      listAliases,
      listKeyPolicies,
      listKeys,
      listResourceTags,
      putKeyPolicy,
      reEncrypt(use),
      replicateKey({ openRegions, tagRules, furtherEvents }),
      scheduleKeyDeletion,
      tagResource(tagRules),
      untagResource,
      updateAlias,
      updateKeyDescription,
      updatePrimaryRegion(furtherEvents),
    ],
    authorization: kmsRequestQuotas ? withinQuotas(authorization, new RequestQuotas()) : authorization,
    refused: Object.fromEntries(
      customKeyStores.map((operation) => [operation, 'there is no hardware that a custom key store could stand for']),
    ),
    resources: kmsResources,
    pairFor: kmsPairFor(asked),
    agenda: {
      deleteKey: deleteKey(furtherEvents),
      rotateKey: rotateKey(vault, furtherEvents),
      expireMaterial: expireMaterial(furtherEvents),
      fillReplica: fillReplica(vault, furtherEvents),
      endUpdate,
    },
    eventResources: (_operation, input, output) => kmsEventResources(facts, input, output),
    eventDetails: (operation, context, input) => kmsEventDetails({ facts, lastUses }, operation, context, input),
  });
}
