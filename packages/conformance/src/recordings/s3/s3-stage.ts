/**
 * Clients of S3 whose answers are written down as boto3 shows them: with all members of an error's document, bodies read, and keys of lists
 * decoded that boto3 lets the server encode.
 */
import { STATUS_CODES } from 'node:http';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  type CreateBucketCommandInput,
  type DeletedObject,
  type DeleteObjectsCommandOutput,
  DeletePublicAccessBlockCommand,
  type GetBucketLocationCommandOutput,
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import type { Json } from '../corpus.ts';
import type { Stage } from '../replay.ts';

/** What the SDK throws: it carries all members of the error's document. */
interface Refused {
  readonly name: string;
  readonly message: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly [member: string]: unknown;
}

const encodedLists: ReadonlySet<string> = new Set([
  'ListObjectsCommand',
  'ListObjectsV2Command',
  'ListObjectVersionsCommand',
]);
const encodedMembers: ReadonlySet<string> = new Set([
  'Key',
  'Prefix',
  'Delimiter',
  'Marker',
  'NextMarker',
  'StartAfter',
  'KeyMarker',
  'NextKeyMarker',
]);
/** Numbers of parts, which the SDK leaves as text. */
const partMarkers: ReadonlySet<string> = new Set(['PartNumberMarker', 'NextPartNumberMarker']);
/** The SDK's word for an error without a message. */
const noMessage = 'UnknownError';
/** What a modelled error of S3 has besides code and message: boto3 shows that beside the error as well. */
const modelledMembers = ['StorageClass', 'AccessTier'];

let made = 0;

/** One scenario's way to S3. */
export class S3Stage {
  readonly stage: Stage;

  constructor(stage: Stage) {
    this.stage = stage;
  }

  client(config: S3ClientConfig = {}): S3Client {
    const client = new S3Client({ ...this.stage.cloud.clientConfig(), maxAttempts: 1, ...config });
    behaveAsBoto3(client);
    return client;
  }

  /** One that does not by itself ask for new buckets in its Region. */
  plainClient(config: S3ClientConfig): S3Client {
    const client = this.client(config);
    client.middlewareStack.add(
      (next) => async (args) => {
        const { input } = args as { input: CreateBucketCommandInput };
        return await next({ ...args, input: { ...input, CreateBucketConfiguration: {} } as never });
      },
      { step: 'initialize', priority: 'low', name: 'leaveRegionOut' },
    );
    return client;
  }

  /** A name that no bucket has yet. */
  newName(word: string = 'bucket'): string {
    made += 1;
    return `recorded-${word}-${made}`;
  }

  async newBucket(input: Partial<CreateBucketCommandInput> = {}, region?: string): Promise<string> {
    const Bucket = this.newName();
    await this.client(region === undefined ? {} : { region }).send(new CreateBucketCommand({ Bucket, ...input }));
    return Bucket;
  }

  /** One that takes ACLs and may be opened to everybody. */
  async newOpenBucket(): Promise<string> {
    const Bucket = await this.newBucket({ ObjectOwnership: 'ObjectWriter' });
    await this.client().send(new DeletePublicAccessBlockCommand({ Bucket }));
    return Bucket;
  }

  async newVersionedBucket(): Promise<string> {
    const Bucket = await this.newBucket();
    await this.setVersioning(Bucket, 'Enabled');
    return Bucket;
  }

  async setVersioning(Bucket: string, Status: 'Enabled' | 'Suspended'): Promise<void> {
    await this.client().send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
  }

  /** For a call without a label, whose operation may not be done. */
  async attempt(call: Promise<unknown>): Promise<void> {
    await call.catch((error: Refused) => {
      if (error.name !== 'NotImplemented') throw error;
    });
  }

  /** A body that is a document of JSON stands as that in the recordings. */
  async recordJson(label: string, call: Promise<GetObjectCommandOutput>): Promise<void> {
    await this.record(label, call);
    this.#changeBody(label, (text) => JSON.parse(text) as Json);
  }

  /** The recordings have nothing of a body that nobody read. */
  async recordUnread(label: string, call: Promise<GetObjectCommandOutput>): Promise<void> {
    await this.record(label, call);
    this.#changeBody(label, () => '');
  }

  #changeBody(label: string, change: (text: string) => Json): void {
    const answer = this.stage.answers.get(label) as { readonly Body?: string } | undefined;
    if (answer?.Body !== undefined) this.stage.answers.set(label, { ...answer, Body: change(answer.Body) } as Json);
  }

  /** A key of KMS. */
  async newKey(): Promise<string> {
    const kms = new KMSClient({ ...this.stage.cloud.clientConfig(), maxAttempts: 1 });
    return (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.KeyId ?? '';
  }

  /** boto3 shows a place that has no name, also beside an error. */
  async recordLocation(label: string, call: Promise<GetBucketLocationCommandOutput>): Promise<void> {
    await this.record(label, call);
    const answer = this.stage.answers.get(label);
    if (answer !== undefined) this.stage.answers.set(label, { LocationConstraint: null, ...(answer as object) });
  }

  /** Puts, gets and heads an object; answers the key that it is encrypted under. */
  async writeAndRead(input: PutObjectCommandInput, label: string): Promise<string | undefined> {
    const { Bucket, Key } = input;
    const written = await this.record(`put${label}`, this.client().send(new PutObjectCommand(input)));
    await this.record(`head${label}`, this.client().send(new HeadObjectCommand({ Bucket, Key })));
    await this.record(`get${label}`, this.client().send(new GetObjectCommand({ Bucket, Key })));
    return written?.SSEKMSKeyId;
  }

  /** The recordings have the keys of what was deleted in their order, and AWS answers them in any. */
  async recordSorted(label: string, call: Promise<DeleteObjectsCommandOutput>, member: 'Deleted'): Promise<void> {
    const sorted = call.then((output) => ({
      ...output,
      ...(output[member] === undefined ? {} : { [member]: output[member].toSorted(byKey) }),
    }));
    await this.record(label, sorted);
  }

  /** Writes the answer down, and answers the output where there is one. Nothing is written down of what is not done. */
  async record<Output extends object>(label: string, call: Promise<Output>): Promise<Output | undefined> {
    try {
      const output = await call;
      this.stage.answers.set(label, await answered(output));
      return output;
    } catch (error) {
      const answer = refusal(error as Refused);
      if (answer !== undefined) this.stage.answers.set(label, answer);
      return undefined;
    }
  }
}

/** `undefined` where the operation is not done. Throws what is no answer of a server. */
function refusal(error: Refused): Json | undefined {
  const { $metadata, $fault: _fault, $retryable: _retryable, name, message, ...members } = error;
  const status = $metadata?.httpStatusCode;
  if (status === undefined) throw error;
  // A header that S3 does not take is answered with the same code, and with its name.
  if (name === 'NotImplemented' && members['Header'] === undefined) return undefined;
  const ResponseMetadata = { HTTPStatusCode: status };
  if (members['Code'] === undefined) {
    return { Error: { Code: String(status), Message: STATUS_CODES[status] ?? '' }, ResponseMetadata };
  }
  const { RequestId: _id, HostId: _host, ...given } = members;
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const text = (value: unknown): Json => (value === '' || value === noMessage ? null : String(value));
  const document = Object.fromEntries([...Object.entries(said), ['Message', message]].map(([k, v]) => [k, text(v)]));
  const beside = modelledMembers.filter((member) => said[member] !== undefined);
  return {
    Error: document,
    ...Object.fromEntries(beside.map((member) => [member, text(said[member])])),
    ResponseMetadata,
  };
}

function byKey({ Key: one = '' }: DeletedObject, { Key: other = '' }: DeletedObject): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

async function answered(output: object): Promise<Json> {
  const { $metadata, ...members } = output as { $metadata?: { httpStatusCode?: number }; Body?: unknown };
  const Body = members.Body as { transformToString?: () => Promise<string> } | undefined;
  const read = Body?.transformToString === undefined ? {} : { Body: await Body.transformToString() };
  return {
    ...(plain({ ...members, ...read }) as object),
    ResponseMetadata: { HTTPStatusCode: $metadata?.httpStatusCode ?? 0 },
  };
}

function plain(value: unknown, name = ''): Json {
  if (value instanceof Date) return '<datetime>';
  if (Array.isArray(value)) return value.map((item) => plain(item));
  if (name === 'Policy') return JSON.parse(String(value)) as Json;
  if (partMarkers.has(name) && typeof value === 'string') return Number(value);
  if (typeof value !== 'object' || value === null) return value as Json;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([key, member]) => [key, plain(member, key)]));
}

/** What boto3 does to requests and answers, and the SDK does not. */
function behaveAsBoto3(client: S3Client): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const encodes = encodedLists.has(context.commandName ?? '') && !('EncodingType' in args.input);
      if (!encodes) return await next(args);
      const { output, response } = await next({ ...args, input: { ...args.input, EncodingType: 'url' } as never });
      return { output: decoded(output) as never, response };
    },
    { step: 'initialize', name: 'encodeKeysOfLists' },
  );
  // The SDK says of bytes that they are an octet-stream; boto3 says nothing of them.
  client.middlewareStack.add(
    (next) => async (args) => {
      const { headers } = args.request as { headers: Record<string, string> };
      const isGiven = 'ContentType' in args.input && args.input.ContentType !== undefined;
      if (!isGiven && headers['content-type'] === 'application/octet-stream') delete headers['content-type'];
      return await next(args);
    },
    { step: 'build', name: 'sayNothingOfBytes' },
  );
}

/** Keys and prefixes of a list, decoded. */
function decoded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decoded);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      typeof member === 'string' && encodedMembers.has(name)
        ? decodeURIComponent(member.replaceAll('+', ' '))
        : decoded(member),
    ]),
  );
}
