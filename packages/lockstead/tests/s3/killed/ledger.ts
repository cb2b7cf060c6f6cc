/** What was asked of a bucket and what was answered, key by key; held against what lies there after the server was killed. */
import { createHash } from 'node:crypto';
import { DeleteObjectCommand, GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';

/** What lies under a key. */
export interface Lies {
  readonly sha256: string;
  readonly etag: string;
}

interface Story {
  /** As the last answer left it; absent: nothing lies there. */
  acknowledged?: Lies;
  /** A write whose answer has not come; `lies` is absent where it deletes. */
  asked?: { readonly lies?: Lies };
  /** How many writes are known to have been done: acknowledged ones, and others whose effect was seen. */
  writes: number;
}

interface Answer {
  readonly ETag?: string | undefined;
  readonly $metadata: { readonly requestId?: string | undefined };
}

/** Parts that were acknowledged, of an upload that nobody was told to be complete. */
export interface Unfinished {
  readonly key: string;
  readonly uploadId: string;
  readonly parts: readonly { readonly PartNumber: number; readonly ETag: string | undefined }[];
  readonly lies: Lies;
}

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const md5 = (bytes: Buffer): Buffer => createHash('md5').update(bytes).digest();

export function wholeLies(bytes: Buffer): Lies {
  return { sha256: sha256(bytes), etag: `"${md5(bytes).toString('hex')}"` };
}

export function partsLie(parts: readonly Buffer[]): Lies {
  const etag = `"${md5(Buffer.concat(parts.map(md5))).toString('hex')}-${parts.length}"`;
  return { sha256: sha256(Buffer.concat(parts)), etag };
}

/** One client at a time writes a key. */
export class Ledger {
  readonly stories = new Map<string, Story>();
  readonly requestIds = new Set<string>();
  readonly unfinished = new Set<Unfinished>();

  /** Sends what makes `lies` of the key. Rejects where no answer comes. */
  async write(key: string, lies: Lies | undefined, call: () => Promise<Answer>): Promise<void> {
    const story = this.stories.get(key) ?? { writes: 0 };
    this.stories.set(key, story);
    story.asked = lies === undefined ? {} : { lies };
    const { ETag } = await this.answered(call());
    if (lies !== undefined && ETag !== lies.etag) throw new Error(`${key} was answered ${ETag}, not ${lies.etag}`);
    settle(story, lies);
  }

  /** Of any call: its event has to be there later. */
  async answered<Output extends Answer>(call: Promise<Output>): Promise<Output> {
    const output = await call;
    this.requestIds.add(output.$metadata.requestId ?? '');
    return output;
  }

  /**
   * What is wrong with what lies in the bucket under these keys. Where the answer to a write was lost, the key is as before or wholly as asked; from
   * then on it is known as which.
   */
  async wrong(s3: S3Client, Bucket: string, prefix: string): Promise<readonly string[]> {
    const etags = new Map<string, string | undefined>();
    for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix: prefix })) {
      for (const { Key = '', ETag } of Contents) etags.set(Key, ETag);
    }
    const problems = [...etags.keys()].filter((key) => !this.stories.has(key)).map((key) => `${key}: nobody wrote it`);
    for (const [key, story] of this.stories) {
      if (!key.startsWith(prefix)) continue;
      const there = await lying(s3, Bucket, key);
      if (there?.etag !== etags.get(key)) problems.push(`${key}: the list has ${etags.get(key)}`);
      if (same(there, story.acknowledged)) delete story.asked;
      else if (story.asked !== undefined && same(there, story.asked.lies)) settle(story, story.asked.lies);
      else problems.push(`${key}: ${JSON.stringify(there)} lies there, of ${JSON.stringify(story)}`);
    }
    return problems;
  }

  async empty(s3: S3Client, Bucket: string): Promise<void> {
    for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket })) {
      for (const { Key } of Contents) await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    }
  }
}

function settle(story: Story, lies: Lies | undefined): void {
  story.writes += 1;
  delete story.asked;
  if (lies === undefined) delete story.acknowledged;
  else story.acknowledged = lies;
}

function same(one: Lies | undefined, other: Lies | undefined): boolean {
  return one?.sha256 === other?.sha256 && one?.etag === other?.etag;
}

/** Rejects where the object cannot be read as a whole. */
async function lying(s3: S3Client, Bucket: string, Key: string): Promise<Lies | undefined> {
  try {
    const { Body, ETag = '' } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return { sha256: sha256(Buffer.from((await Body?.transformToByteArray()) ?? [])), etag: ETag };
  } catch (error) {
    if ((error as Error).name === 'NoSuchKey') return undefined;
    throw error;
  }
}
