/** Users with keys, as tests of IAM need them again and again. */
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import type { Cloud } from 'lockstead';

export interface Key {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export async function newKey(admin: IAMClient, UserName: string): Promise<Key> {
  const { AccessKey } = await admin.send(new CreateAccessKeyCommand({ UserName }));
  return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
}

/** A new user, and a client that signs with its key. */
export async function newUser(
  cloud: Cloud,
  UserName: string,
): Promise<{ readonly client: IAMClient; readonly key: Key }> {
  const admin = new IAMClient(cloud.clientConfig());
  await admin.send(new CreateUserCommand({ UserName }));
  const key = await newKey(admin, UserName);
  return { key, client: new IAMClient(cloud.clientConfig(key)) };
}

/** Puts one statement into a user's inline policy `only`, over what it said before. */
export async function allowOnly(
  cloud: Cloud,
  UserName: string,
  Action: string | readonly string[],
  Resource: string | readonly string[] = '*',
  Condition?: object,
): Promise<void> {
  const Statement = [{ Effect: 'Allow', Action, Resource, ...(Condition === undefined ? {} : { Condition }) }];
  await new IAMClient(cloud.clientConfig()).send(
    new PutUserPolicyCommand({
      UserName,
      PolicyName: 'only',
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
    }),
  );
}
