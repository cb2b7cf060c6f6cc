/**
 * Keys with which services sign what they write for others to check, such as the digests of CloudTrail. They are no keys of KMS's API: no account has
 * them, and no policy speaks of them. Their private keys live in the crypto process and lie among the key materials, sealed like all others, so
 * that `lockstead keyring rewrap` seals them anew too.
 */
import { createPublicKey } from 'node:crypto';
import type { Clock } from '#kernel/clock';
import type { Entropy } from '#kernel/entropy';
import type { AccountId, Region } from '#kernel/ids';
import type { Reader, Store, Transaction } from '#store/port';
import { partitionScope } from '#store/scope';
import { sealedMaterial } from './materials.ts';
import { kmsCollections, type MaterialRecord, placeOfKey } from './state.ts';
import type { Vault } from './vault/vault.ts';

/** No account of anybody's. */
const noAccount = '000000000000' as AccountId;
const keySpec = 'RSA_2048';

/** A key that was made and is not kept yet. */
export interface MadeSigningKey {
  /** By which the service finds it again. */
  readonly keyId: string;
  /** As PKCS #1 has it, in DER. */
  readonly publicKey: Buffer;
  readonly material: MaterialRecord;
}

export class SigningKeys {
  readonly #parts: { readonly store: Store; readonly vault: Vault; readonly clock: Clock; readonly entropy: Entropy };

  constructor(parts: {
    readonly store: Store;
    readonly vault: Vault;
    readonly clock: Clock;
    readonly entropy: Entropy;
  }) {
    this.#parts = parts;
  }

  /** A new RSA key of 2,048 bits. Takes up to some seconds, and is not to be awaited inside a transaction. */
  async make(region: Region): Promise<MadeSigningKey> {
    const { vault, clock, entropy } = this.#parts;
    const keyId = entropy.uuid();
    const { materialId, sealed, publicKey } = await vault.make({ account: noAccount, region, keyId, keySpec });
    if (publicKey === undefined) throw new Error('an RSA key has a public key');
    const spki = createPublicKey({ key: publicKey, format: 'der', type: 'spki' });
    const place = { account: noAccount, region, keyId, materialId, keySpec } as const;
    return {
      keyId,
      publicKey: spki.export({ format: 'der', type: 'pkcs1' }),
      material: { ...place, sealed: sealed.toString('base64'), createdAt: clock.now() },
    };
  }

  /** In the transaction in which the service keeps the key's id. */
  async keep(tx: Transaction, { material }: MadeSigningKey): Promise<void> {
    await tx.in(kmsCollections.materials, partitionScope).insert(material);
  }

  /** RSASSA-PKCS1-v1_5 with SHA-256: the same for the same message. Not to be awaited inside a transaction. */
  async sign(region: Region, keyId: string, message: Uint8Array): Promise<Buffer> {
    const material = await materialOf(this.#parts.store, region, keyId);
    return await this.#parts.vault.sign(sealedMaterial(material), 'RSASSA_PKCS1_V1_5_SHA_256', 'RAW', message);
  }
}

async function materialOf(reader: Reader, region: Region, keyId: string): Promise<MaterialRecord> {
  const prefix = `${placeOfKey(noAccount, region, keyId)}/`;
  const [found] = await reader.in(kmsCollections.materials, partitionScope).list({ prefix, limit: 1 });
  if (found === undefined) throw new Error(`there is no signing key ${keyId}`);
  return found.record;
}
