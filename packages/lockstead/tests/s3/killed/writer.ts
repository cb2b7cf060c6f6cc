/** A client that writes objects in each way there is, until it is told to stop. Its keys are its own. */
import { randomBytes, randomInt } from 'node:crypto';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { type Ledger, type Lies, partsLie, type Unfinished, wholeLies } from './ledger.ts';

const inRecord = 1024;
const inBlob = 200 * 1024;
const leastPart = 5 * 2 ** 20;

const ways = ['small', 'large', 'parts', 'copy', 'overwrite', 'delete'] as const;
export type Way = (typeof ways)[number];

export class Writer {
  readonly #s3: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;
  readonly #ledger: Ledger;
  /** Whose object lies there for certain. */
  readonly #own: { readonly key: string; readonly bytes: Buffer }[] = [];
  #made = 0;

  constructor(s3: S3Client, at: { readonly bucket: string; readonly prefix: string }, ledger: Ledger) {
    this.#s3 = s3;
    this.#bucket = at.bucket;
    this.#prefix = at.prefix;
    this.#ledger = ledger;
  }

  /** Rejects when the server is gone. Answers what was done. */
  async next(withLargeParts: boolean): Promise<Way> {
    const way = this.#own.length === 0 ? 'small' : (ways[randomInt(ways.length)] ?? 'small');
    const index = randomInt(Math.max(this.#own.length, 1));
    const own = this.#own[index];
    if (own === undefined || way === 'small') await this.#put(this.#key(), randomBytes(inRecord));
    else if (way === 'large') await this.#put(this.#key(), randomBytes(inBlob));
    else if (way === 'parts') await this.#upload(withLargeParts ? [leastPart, inRecord] : [inBlob]);
    else if (way === 'copy') await this.#copy(own.key, own.bytes);
    else {
      this.#own.splice(index, 1);
      if (way === 'delete') await this.#delete(own.key);
      else await this.#put(own.key, randomBytes(randomInt(2) === 0 ? inRecord : inBlob));
    }
    return way;
  }

  #key(): string {
    return `${this.#prefix}${this.#made++}`;
  }

  async #put(Key: string, Body: Buffer): Promise<void> {
    await this.#write(Key, wholeLies(Body), Body, new PutObjectCommand({ Bucket: this.#bucket, Key, Body }));
  }

  async #copy(source: string, bytes: Buffer): Promise<void> {
    const Key = this.#key();
    const command = new CopyObjectCommand({ Bucket: this.#bucket, Key, CopySource: `${this.#bucket}/${source}` });
    await this.#ledger.write(Key, wholeLies(bytes), async () => {
      const { CopyObjectResult, $metadata } = await this.#s3.send(command);
      return { ETag: CopyObjectResult?.ETag, $metadata };
    });
    this.#own.push({ key: Key, bytes });
  }

  async #delete(Key: string): Promise<void> {
    const command = new DeleteObjectCommand({ Bucket: this.#bucket, Key });
    await this.#ledger.write(Key, undefined, () => this.#s3.send(command));
  }

  async #write(key: string, lies: Lies, bytes: Buffer, command: PutObjectCommand): Promise<void> {
    await this.#ledger.write(key, lies, () => this.#s3.send(command));
    this.#own.push({ key, bytes });
  }

  async #upload(sizes: readonly number[]): Promise<void> {
    const at = { Bucket: this.#bucket, Key: this.#key() };
    const answered = this.#ledger.answered.bind(this.#ledger);
    const { UploadId = '' } = await answered(this.#s3.send(new CreateMultipartUploadCommand(at)));
    const bodies = sizes.map((size) => randomBytes(size));
    const parts: { PartNumber: number; ETag: string | undefined }[] = [];
    for (const [i, Body] of bodies.entries()) {
      const part = { PartNumber: i + 1, UploadId };
      const { ETag } = await answered(this.#s3.send(new UploadPartCommand({ ...at, ...part, Body })));
      parts.push({ PartNumber: i + 1, ETag });
    }
    const unfinished: Unfinished = { key: at.Key, uploadId: UploadId, parts, lies: partsLie(bodies) };
    this.#ledger.unfinished.add(unfinished);
    await complete(this.#s3, this.#bucket, this.#ledger, unfinished);
    this.#own.push({ key: at.Key, bytes: Buffer.concat(bodies) });
  }
}

/** Also once more, where the first answer was lost. */
export async function complete(s3: S3Client, Bucket: string, ledger: Ledger, unfinished: Unfinished): Promise<void> {
  const { key: Key, uploadId: UploadId, parts, lies } = unfinished;
  const MultipartUpload = { Parts: [...parts] };
  const command = new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload });
  await ledger.write(Key, lies, () => s3.send(command));
  ledger.unfinished.delete(unfinished);
}
