/** Clients of KMS for one server, and keys as its tests need them again and again. */
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
