/**
 * AWS's request quotas: how many calls an account may make in a Region in a second. They are off unless somebody asks for them (`--kms-request-quotas`): to
 * see what a client does when KMS refuses it.
 * AWS: https://docs.aws.amazon.com/kms/latest/developerguide/requests-per-second.html
 */
import type { Clock } from '#kernel/clock';
import type { Authorize } from '#service/authorization';
import type { RequestContext } from '#service/request-context';
import type { Reader } from '#store/port';
import { Throttled } from './errors.ts';
import { nameKey } from './key-reference.ts';

/** A second, by operation. Cryptographic operations share quotas by kind of key: see below. */
const perOperation: Readonly<Record<string, number>> = {
  CancelKeyDeletion: 5,
  CreateAlias: 5,
  CreateGrant: 50,
  CreateKey: 5,
  DeleteAlias: 15,
  DeleteImportedKeyMaterial: 15,
  DescribeKey: 2_000,
  DisableKey: 5,
  DisableKeyRotation: 5,
  EnableKey: 5,
  EnableKeyRotation: 15,
  GetKeyPolicy: 1_000,
  GetKeyRotationStatus: 1_000,
  GetParametersForImport: 0.25,
  GetPublicKey: 2_000,
  ImportKeyMaterial: 15,
  ListAliases: 500,
  ListGrants: 100,
  ListKeyPolicies: 100,
  ListKeyRotations: 100,
  ListKeys: 500,
  ListResourceTags: 2_000,
  ListRetirableGrants: 100,
  PutKeyPolicy: 15,
  ReplicateKey: 5,
  RetireGrant: 50,
  RevokeGrant: 50,
  RotateKeyOnDemand: 5,
  ScheduleKeyDeletion: 15,
  TagResource: 10,
  UntagResource: 5,
  UpdateAlias: 5,
  UpdateKeyDescription: 5,
  UpdatePrimaryRegion: 5,
};

/** By the key spec of the pair that is made. */
const dataKeyPairs: Readonly<Record<string, number>> = {
  ECC_NIST_P256: 25,
  ECC_NIST_P384: 10,
  ECC_NIST_P521: 5,
  ECC_SECG_P256K1: 25,
  RSA_2048: 1,
  RSA_3072: 0.5,
  RSA_4096: 0.1,
};
/** AWS DIFFERS? Of pairs of newer key specs its page says nothing. */
const dataKeyPairsElse = 25;

/** Symmetric and HMAC keys together, by Region. */
const symmetric: Readonly<Record<string, number>> = {
  'us-east-1': 100_000,
  'us-west-2': 100_000,
  'eu-west-1': 100_000,
  'us-east-2': 20_000,
  'ap-southeast-1': 20_000,
  'ap-southeast-2': 20_000,
  'ap-northeast-1': 20_000,
  'eu-central-1': 20_000,
  'eu-west-2': 20_000,
};
const symmetricElse = 10_000;
const asymmetric = 1_000;

const cryptographic: ReadonlySet<string> = new Set([
  'Decapsulate',
  'Decrypt',
  'DeriveSharedSecret',
  'Encapsulate',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'GenerateMac',
  'GenerateRandom',
  'ReEncrypt',
  'Sign',
  'Verify',
  'VerifyMac',
]);

interface Quota {
  readonly name: string;
  readonly perSecond: number;
}

interface Bucket {
  tokens: number;
  /** On the wall clock, in milliseconds. */
  at: number;
}

/** The one that was used longest ago is forgotten, which is full again by then. */
const bucketsMax = 10_000;

export class RequestQuotas {
  readonly #buckets = new Map<string, Bucket>();

  /**
   * Throws `Throttled` where the account has used up what it may ask for in the Region now. Each quota allows the calls of one second at once. Time is the wall
   * clock's.
   */
  take({ name, perSecond }: Quota, { account, region }: RequestContext, clock: Clock): void {
    const id = `${account}/${region}/${name}`;
    const most = Math.max(1, perSecond);
    const now = clock.wallNow();
    const { tokens, at } = this.#buckets.get(id) ?? { tokens: most, at: now };
    const left = Math.min(most, tokens + (Math.max(0, now - at) / 1000) * perSecond);
    this.#buckets.delete(id);
    this.#buckets.set(id, { tokens: left < 1 ? left : left - 1, at: now });
    if (this.#buckets.size > bucketsMax) {
      for (const oldest of this.#buckets.keys()) {
        this.#buckets.delete(oldest);
        break;
      }
    }
    if (left < 1) throw new Throttled();
  }
}

type Table = Readonly<Record<string, Authorize<never>>>;

/** The authorization table, with each call counted before it is asked whether it may. */
export function withinQuotas<T extends Table>(table: T, quotas: RequestQuotas): T {
  const counted = Object.entries(table).map(([operation, authorize]) => {
    const count = async (input: object, reader: Reader, context: RequestContext): Promise<unknown> => {
      const quota = await quotaOf(operation, input, reader, context);
      if (quota !== undefined) quotas.take(quota, context, context.clock);
      return await (authorize as Authorize<object>)(input, reader, context);
    };
    return [operation, count];
  });
  return Object.fromEntries(counted) as T;
}

interface Named {
  readonly KeyId?: string;
  readonly KeyPairSpec?: string;
}

async function quotaOf(
  operation: string,
  input: Named,
  reader: Reader,
  context: RequestContext,
): Promise<Quota | undefined> {
  if (operation.startsWith('GenerateDataKeyPair')) {
    const spec = input.KeyPairSpec ?? '';
    return { name: `GenerateDataKeyPair ${spec}`, perSecond: dataKeyPairs[spec] ?? dataKeyPairsElse };
  }
  if (!cryptographic.has(operation)) {
    const perSecond = perOperation[operation];
    return perSecond === undefined ? undefined : { name: operation, perSecond };
  }
  const family = await familyOf(input.KeyId, reader, context);
  const isShared = family === 'SYMMETRIC' || family === 'HMAC';
  if (!isShared) return { name: `cryptographic ${family}`, perSecond: asymmetric };
  return { name: 'cryptographic', perSecond: symmetric[context.region] ?? symmetricElse };
}

/** `RSA`, `ECC`, `ML` and so on, by the key's spec. What names no key that is there counts as symmetric. */
async function familyOf(keyId: string | undefined, reader: Reader, context: RequestContext): Promise<string> {
  const named = keyId === undefined ? undefined : await nameKey(reader, context, keyId, 'aliasesToo');
  return named?.is === 'key' ? (named.key.keySpec.split('_')[0] ?? '') : 'SYMMETRIC';
}
