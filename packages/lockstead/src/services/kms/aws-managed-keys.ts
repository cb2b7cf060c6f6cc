/**
 * The keys that AWS manages for a service in an account and Region. They are made when the service first needs them, rotate each year, and are out of their
 * account's reach: their policies let nobody change them.
 * AWS: https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#aws-managed-cmk
 */
import { schedule } from '#events/agenda';
import { type Clock, days, later } from '#kernel/clock';
import type { Entropy } from '#kernel/entropy';
import { invariant } from '#kernel/invariant';
import type { FurtherEventRecorder } from '#service/further-event';
import type { Reader, Store, Transaction } from '#store/port';
import { isManagedService, managedAlias, managedDescription, managedPolicy } from './aws-managed-services.ts';
import { newKeyId } from './key-id.ts';
import { type Asked, type FoundKey, keyArn, keyById } from './key-reference.ts';
import { kmsLimits } from './limits.ts';
import { rotationOf } from './rotate-key.ts';
import { type KeyRecord, kmsState } from './state.ts';
import type { MadeMaterial, Vault } from './vault/vault.ts';

export interface AwsManagedParts {
  readonly store: Store;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly furtherEvents: FurtherEventRecorder;
}

export class AwsManagedKeys {
  readonly #parts: AwsManagedParts;

  constructor(parts: AwsManagedParts) {
    this.#parts = parts;
  }

  /**
   * The key of a service in an account and Region, made where there is none yet. `service`: as its alias ends, `s3` or `secretsmanager`; an unknown one is a
   * mistake of the caller's. It waits for the crypto process and has a transaction of its own: not to be called from inside one. So a service calls it in
   * `prepare`, and then uses the key as its caller:
   *
   *     const { arn } = await managed.of({ account: context.account, region: context.region }, 's3');
   *     const call = { service: 'kms', operation: 'GenerateDataKey', input: { KeyId: arn, KeySpec: 'AES_256' } };
   *     const dataKey = await context.invoke(call, { forward: context, via: 's3.amazonaws.com' });
   */
  async of(place: Asked, service: string): Promise<FoundKey> {
    invariant(isManagedService(service), `AWS manages no key for ${service}`);
    const { store, vault, entropy } = this.#parts;
    const found = await managedKey(store, place, service);
    if (found !== undefined) return found;
    const { account, region } = place;
    const keyId = newKeyId(entropy, false);
    const made = await vault.make({ account, region, keyId, keySpec: 'SYMMETRIC_DEFAULT' });
    return await store.transact(
      // Somebody else may have made it meanwhile.
      async (tx) => (await managedKey(tx, place, service)) ?? (await this.#keep(tx, place, service, keyId, made)),
    );
  }

  async #keep(
    tx: Transaction,
    { account, region }: Asked,
    service: string,
    keyId: string,
    { materialId, sealed }: MadeMaterial,
  ): Promise<FoundKey> {
    const { clock, furtherEvents } = this.#parts;
    const now = clock.now();
    const state = kmsState(tx, account, region);
    const keySpec = 'SYMMETRIC_DEFAULT';
    const periodDays = kmsLimits.RotationPeriodDaysDefault;
    const nextAt = later(now, days(periodDays));
    const key: KeyRecord = {
      keyId,
      description: managedDescription(service),
      keySpec,
      keyUsage: 'ENCRYPT_DECRYPT',
      origin: 'AWS_KMS',
      manager: 'AWS',
      state: 'Enabled',
      policy: managedPolicy(service, account, region),
      tags: [],
      createdAt: now,
      rotation: { periodDays, nextAt },
      materialId,
    };
    await state.keys.insert(key);
    const material = { account, region, keyId, materialId, keySpec, createdAt: now } as const;
    await state.materials.insert({ ...material, sealed: sealed.toString('base64') });
    await state.aliases.insert({ name: managedAlias(service), keyId, createdAt: now, updatedAt: now });
    await schedule(tx, rotationOf({ owner: account, region, keyId }, nextAt));
    const arn = keyArn(account, region, keyId);
    // AWS DIFFERS? How its event of this looks is not known here.
    await furtherEvents.record(tx, {
      type: 'AwsServiceEvent',
      source: 'kms.amazonaws.com',
      name: 'CreateKey',
      at: now,
      account,
      region,
      readOnly: false,
      serviceEventDetails: { keyId, keyManager: 'AWS', alias: managedAlias(service) },
      resources: [{ type: 'AWS::KMS::Key', name: arn, listed: true }],
    });
    return { is: 'key', key, arn, owner: account, region };
  }
}

async function managedKey(reader: Reader, place: Asked, service: string): Promise<FoundKey | undefined> {
  const alias = await kmsState(reader, place.account, place.region).aliases.get(managedAlias(service));
  const found = alias === undefined ? undefined : await keyById(reader, place, alias.keyId);
  return found?.is === 'key' ? found : undefined;
}
