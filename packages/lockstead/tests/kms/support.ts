/** Clients of KMS for one server, and keys as its tests need them again and again. */
import { constants, publicEncrypt } from 'node:crypto';
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import * as kms from '@aws-sdk/client-kms';
import type { Cloud } from 'lockstead';
import type { Keys } from '../support/lockstead.ts';

export function kmsClient(cloud: Cloud, credentials?: Keys, region = cloud.region): kms.KMSClient {
  return new kms.KMSClient({ ...cloud.clientConfig(credentials), region, maxAttempts: 1 });
}

export interface TestKey {
  readonly KeyId: string;
  readonly Arn: string;
}

export async function newTestKey(client: kms.KMSClient, input: kms.CreateKeyCommandInput = {}): Promise<TestKey> {
  const { KeyMetadata } = await client.send(new kms.CreateKeyCommand(input));
  return { KeyId: KeyMetadata?.KeyId ?? '', Arn: KeyMetadata?.Arn ?? '' };
}

export const text = (words: string): Uint8Array => Buffer.from(words);

export function words(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString();
}

/** What a call that fails is answered. */
export async function refusal(call: Promise<unknown>): Promise<{ readonly name: string; readonly message: string }> {
  const outcome = await call.then(
    () => undefined,
    (error: Error) => ({ name: error.name, message: error.message }),
  );
  if (outcome === undefined) throw new Error('the call was not refused');
  return outcome;
}

/** Imports a short material that does not expire. */
export async function importMaterial(
  client: kms.KMSClient,
  KeyId: string,
  material: Buffer,
  more: Partial<kms.ImportKeyMaterialCommandInput> = {},
): Promise<kms.ImportKeyMaterialCommandOutput> {
  const WrappingAlgorithm = 'RSAES_OAEP_SHA_256';
  const { PublicKey = Buffer.alloc(0), ImportToken } = await client.send(
    new kms.GetParametersForImportCommand({ KeyId, WrappingAlgorithm, WrappingKeySpec: 'RSA_2048' }),
  );
  const key = { key: Buffer.from(PublicKey), format: 'der', type: 'spki' } as const;
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  const EncryptedKeyMaterial = publicEncrypt({ ...key, padding, oaepHash: 'sha256' }, material);
  const ExpirationModel = 'KEY_MATERIAL_DOES_NOT_EXPIRE';
  return await client.send(
    new kms.ImportKeyMaterialCommand({ KeyId, ImportToken, EncryptedKeyMaterial, ExpirationModel, ...more }),
  );
}

/** An event of CloudTrail, as far as these tests look at it. */
export interface TestEvent {
  readonly eventName: string;
  readonly eventType: string;
  readonly awsRegion: string;
  readonly requestID?: string;
  readonly userIdentity: Readonly<Record<string, unknown>>;
  readonly requestParameters: Readonly<Record<string, unknown>> | null;
  readonly responseElements: Readonly<Record<string, unknown>> | null;
  readonly serviceEventDetails?: Readonly<Record<string, unknown>>;
  readonly resources?: readonly { readonly ARN?: string }[];
}

/** The events of one Region that are about a resource; all of them where none is named. The newest first. */
export async function eventsOf(cloud: Cloud, arn?: string, region = cloud.region): Promise<readonly TestEvent[]> {
  const trail = new CloudTrailClient({ ...cloud.clientConfig(), region });
  const LookupAttributes = arn === undefined ? [] : [{ AttributeKey: 'ResourceName' as const, AttributeValue: arn }];
  const { Events = [] } = await trail.send(new LookupEventsCommand({ LookupAttributes }));
  return Events.map(({ CloudTrailEvent = '{}' }) => JSON.parse(CloudTrailEvent) as TestEvent);
}
