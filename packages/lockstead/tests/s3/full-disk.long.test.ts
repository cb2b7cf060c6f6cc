/** A disk that fills while objects are uploaded: uploads are answered with 503, nothing that was acknowledged is lost, and with room again all goes on. */
import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { startServer } from '../support/server-process.ts';
import { refusal } from './support.ts';

const Bucket = 'small-disk';
const mebibyte = 2 ** 20;
const diskBytes = 48 * mebibyte;
const ballastBytes = 16 * mebibyte;

/** Runs what follows with a disk of its own under the folder, which goes with its last process. */
function ownDisk(folder: string): readonly string[] {
  const script = `mount -t tmpfs -o size=${diskBytes} tmpfs "$0" && exec "$@"`;
  return ['unshare', '--user', '--map-root-user', '--mount', 'sh', '-c', script, folder];
}

const hasOwnDisks = (() => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstead-disk-'));
  const [file = '', ...args] = ownDisk(folder);
  const isThere = spawnSync(file, [...args, 'true']).status === 0;
  rmSync(folder, { recursive: true });
  return isThere;
})();

const md5 = (bytes: Uint8Array): string => `"${createHash('md5').update(bytes).digest('hex')}"`;

test.skipIf(!hasOwnDisks)('uploads until it is full, and after there is room again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstead-full-'));
  const server = await startServer(join(folder, 'data'), [], ownDisk(folder));
  try {
    const disk = join(`/proc/${server.child.pid}/root`, folder);
    const endpoint = `http://127.0.0.1:${server.port}`;
    const s3 = new S3Client({
      endpoint,
      region: 'us-east-1',
      credentials: server.keys,
      maxAttempts: 1,
      forcePathStyle: true,
    });
    await s3.send(new CreateBucketCommand({ Bucket }));
    const upload = { Bucket, Key: 'parts' };
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(upload));
    const part = { ...upload, UploadId, PartNumber: 1 };
    const first = randomBytes(mebibyte);
    const { ETag } = await s3.send(new UploadPartCommand({ ...part, Body: first }));

    writeFileSync(join(disk, 'ballast'), Buffer.alloc(ballastBytes, 1));
    const kept = new Map<string, string | undefined>();
    let refused: object | undefined;
    for (let n = 0; refused === undefined && n < diskBytes / mebibyte; n++) {
      const Body = randomBytes(n % 4 === 0 ? 1024 : mebibyte);
      const Key = `key-${n}`;
      const put = s3.send(new PutObjectCommand({ Bucket, Key, Body }));
      const answer = await put.then(
        (output) => output.ETag,
        () => undefined,
      );
      if (answer === undefined) refused = await refusal(put);
      else kept.set(Key, md5(Body));
      if (answer !== undefined) expect(answer).toBe(md5(Body));
    }
    expect(kept.size).toBeGreaterThan(5);
    expect(refused).toMatchObject({ code: 'ServiceUnavailable', status: 503 });

    const large = randomBytes(2 * mebibyte);
    const [known = ''] = kept.keys();
    const copied = [...kept.keys()].find((key) => key !== known) ?? '';
    for (const command of [
      new PutObjectCommand({ Bucket, Key: known, Body: large }),
      new CopyObjectCommand({ Bucket, Key: known, CopySource: `${Bucket}/${copied}` }),
      new UploadPartCommand({ ...part, Body: large }),
    ]) {
      expect(await refusal(s3.send(command as PutObjectCommand)), command.constructor.name).toMatchObject({
        status: 503,
      });
    }
    const there = async (): Promise<ReadonlyMap<string, string | undefined>> => {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
      const found = new Map<string, string | undefined>();
      for (const { Key = '' } of Contents) {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
        found.set(Key, md5((await Body?.transformToByteArray()) ?? new Uint8Array()));
      }
      return found;
    };
    const inOrder = (map: ReadonlyMap<string, string | undefined>) => [...map].toSorted(([a], [b]) => (a < b ? -1 : 1));
    expect([...(await there())], 'while it is full').toEqual(inOrder(kept));

    rmSync(join(disk, 'ballast'));
    const after = randomBytes(mebibyte);
    await s3.send(new PutObjectCommand({ Bucket, Key: 'after', Body: after }));
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    await s3.send(new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload }));
    kept.set('after', md5(after)).set('parts', md5(first));
    expect([...(await there())], 'with room again').toEqual(inOrder(kept));

    const blobs = readdirSync(join(disk, 'data', 'blobs'), { recursive: true, withFileTypes: true });
    const inBlobs = [...kept.keys()].filter((key) => !isSmall(key)).length;
    expect(blobs.filter((file) => file.isFile()).length, 'nothing is left of what was refused').toBe(inBlobs);
    s3.destroy();
  } finally {
    server.child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Of 1 KiB, which lies in its record. */
function isSmall(key: string): boolean {
  return Number(/^key-(\d+)$/.exec(key)?.[1]) % 4 === 0;
}
