/** People with keys, and what becomes of their calls. */
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { STSClient } from '@aws-sdk/client-sts';
import type { ClientConfig, Cloud } from 'lockstead';

export type Keys = ClientConfig['credentials'] & { readonly sessionToken?: string };

export interface Person {
  readonly keys: Keys;
  readonly iam: IAMClient;
  readonly sts: STSClient;
  readonly trail: CloudTrailClient;
}

export function person(cloud: Cloud, keys: Keys): Person {
  const config = cloud.clientConfig(keys);
  return { keys, iam: new IAMClient(config), sts: new STSClient(config), trail: new CloudTrailClient(config) };
}

/** A new IAM user with an access key. */
export async function newUser(cloud: Cloud, admin: Person, UserName: string): Promise<Person> {
  await admin.iam.send(new CreateUserCommand({ UserName }));
  const { AccessKey } = await admin.iam.send(new CreateAccessKeyCommand({ UserName }));
  return person(cloud, {
    accessKeyId: AccessKey?.AccessKeyId ?? '',
    secretAccessKey: AccessKey?.SecretAccessKey ?? '',
  });
}

export interface Attempt {
  readonly allowed: boolean;
  /** `allowed`, or the error's name and message. */
  readonly words: string;
  readonly message: string;
  readonly requestId: string;
}

/** What every client answers. */
export type Call = Promise<{ readonly $metadata: { readonly requestId?: string | undefined } }>;

/** A call that may be denied. Any other error ends the play. */
export async function attempt(call: Call): Promise<Attempt> {
  try {
    const { $metadata } = await call;
    return { allowed: true, words: 'allowed', message: '', requestId: $metadata.requestId ?? '' };
  } catch (error) {
    if (!(error instanceof Error) || !error.name.startsWith('AccessDenied')) throw error;
    const { $metadata } = error as Error & { $metadata?: { requestId?: string } };
    return {
      allowed: false,
      words: `${error.name}: ${error.message}`,
      message: error.message,
      requestId: $metadata?.requestId ?? '',
    };
  }
}

export function policyOf(...statements: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}
