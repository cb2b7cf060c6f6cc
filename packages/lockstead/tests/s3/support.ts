/** A server with two accounts, clients of S3, and users as these tests need them. */
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import * as s3 from '@aws-sdk/client-s3';
import { type House, type HouseOptions, type Keys, openHouse } from '../support/lockstead.ts';

export interface S3House extends AsyncDisposable {
  readonly house: House;
  /** The administrator of the first account, and of the second. */
  readonly admin: s3.S3Client;
  readonly other: s3.S3Client;
  readonly root: s3.S3Client;
  client(keys: Keys, region?: string): s3.S3Client;
  /** A user of the first account, or of another, with one policy of these statements. */
  user(name: string, statements: readonly object[], account?: number): Promise<Keys>;
  userClient(name: string, statements: readonly object[], account?: number): Promise<s3.S3Client>;
  /** Without a signature. */
  anonymous(path: string, init?: RequestInit): Promise<Response>;
}

export async function openS3House(options: HouseOptions = {}): Promise<S3House> {
  const house = await openHouse({ furtherAccounts: 1, ...options });
  const [first, second] = house.accounts;
  const client = (keys: Keys, region?: string): s3.S3Client =>
    new s3.S3Client({ ...house.clientConfig(keys, region), forcePathStyle: true });
  if (second === undefined || first.root === undefined) throw new TypeError('there are two accounts');
  const user: S3House['user'] = async (name, statements, account = 0) => {
    const of = house.accounts[account] ?? first;
    const iam = new IAMClient(house.clientConfig(of.admin));
    await iam.send(new CreateUserCommand({ UserName: name }));
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
    if (statements.length > 0) {
      await iam.send(new PutUserPolicyCommand({ UserName: name, PolicyName: 'own', PolicyDocument }));
    }
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: name }));
    return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
  };
  return {
    house,
    admin: client(first.admin),
    other: client(second.admin),
    root: client(first.root),
    client,
    user,
    userClient: async (name, statements, account) => client(await user(name, statements, account)),
    anonymous: (path, init) => fetch(`${house.endpoint}${path}`, init),
    [Symbol.asyncDispose]: () => house[Symbol.asyncDispose](),
  };
}

export interface Refusal {
  readonly code: string;
  readonly status: number | undefined;
  readonly message: string;
}

/** What a call that fails is answered. */
export async function refusal(call: Promise<unknown>): Promise<Refusal> {
  const outcome = await call.then(
    () => undefined,
    (error: Error & { $metadata?: { httpStatusCode?: number } }) => ({
      code: error.name,
      status: error.$metadata?.httpStatusCode,
      message: error.message,
    }),
  );
  if (outcome === undefined) throw new Error('the call was not refused');
  return outcome;
}

export async function textOf(call: Promise<s3.GetObjectCommandOutput>): Promise<string> {
  return (await (await call).Body?.transformToString()) ?? '';
}

/** A bucket policy of these statements. */
export function policyOf(...statements: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

/** Turns all of the bucket's own Block Public Access off, and lets it take ACLs where they are wanted. */
export async function openUp(client: s3.S3Client, Bucket: string, ownership?: s3.ObjectOwnership): Promise<void> {
  await client.send(new s3.DeletePublicAccessBlockCommand({ Bucket }));
  if (ownership === undefined) return;
  const OwnershipControls = { Rules: [{ ObjectOwnership: ownership }] };
  await client.send(new s3.PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls }));
}
