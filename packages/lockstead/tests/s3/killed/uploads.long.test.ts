/**
 * kill -9 of the server while clients put, copy, delete and upload in parts. No object that was acknowledged is lost or damaged; none is there by
 * half; each write that was done has its one event where a trail asks for it; uploads go on where they stood. And once all is deleted, nothing of
 * what was cut off is left on disk.
 */
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { CloudTrailClient, DeleteTrailCommand, PutEventSelectorsCommand } from '@aws-sdk/client-cloudtrail';
import {
  AbortMultipartUploadCommand,
  CreateBucketCommand,
  ListMultipartUploadsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { deliveryPolicy, newBucket, newTrail, recordsIn } from '../../cloudtrail/trails.ts';
import { type ServerProcess, startServer } from '../../support/server-process.ts';
import { Ledger } from './ledger.ts';
import { complete, type Way, Writer } from './writer.ts';

const rounds = 20;
const clients = 8;
const Bucket = 'uploads';
const writes = ['PutObject', 'CopyObject', 'DeleteObject', 'CompleteMultipartUpload'];

interface DataRecord {
  readonly eventName: string;
  readonly requestID: string;
  readonly errorCode?: string;
  readonly recipientAccountId: string;
  readonly requestParameters: { readonly bucketName: string; readonly key?: string } | null;
}

function configOf({ port, keys }: ServerProcess) {
  return { endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', credentials: keys, maxAttempts: 1 };
}

function s3Of(server: ServerProcess): S3Client {
  return new S3Client({ ...configOf(server), forcePathStyle: true });
}

async function asked({ port }: ServerProcess, path: string, body: object): Promise<void> {
  const url = `http://127.0.0.1:${port}/_lockstead/${path}`;
  const { status } = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  expect(status).toBe(200);
}

async function accountOf({ port }: ServerProcess): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/_lockstead/health`);
  return ((await answer.json()) as { readonly account: string }).account;
}

/** All files of blobs, staged ones too. */
function blobFiles(data: string): readonly string[] {
  const files = readdirSync(join(data, 'blobs'), { recursive: true, withFileTypes: true });
  return files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
}

/** The sweep takes no file of the last hour, on the real clock: somebody may be uploading it. */
async function sweep(server: ServerProcess, data: string): Promise<void> {
  const long = new Date(Date.now() - 2 * 3_600_000);
  for (const file of blobFiles(data)) utimesSync(file, long, long);
  await asked(server, 'clock', { advance: 'PT7H' });
}

test(`${rounds} rounds`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstead-kill-uploads-'));
  const data = join(folder, 'data');
  const ledger = new Ledger();
  const done = new Map<Way, number>();
  let cutOff = 0;
  let server = await startServer(data, ['--dev']);
  try {
    const account = await accountOf(server);
    await newBucket(s3Of(server), 'events', deliveryPolicy('events', `AWSLogs/${account}`));
    await s3Of(server).send(new CreateBucketCommand({ Bucket }));
    const trails = new CloudTrailClient(configOf(server));
    await newTrail(trails, { Name: 'uploads', S3BucketName: 'events' });
    const DataResources = [{ Type: 'AWS::S3::Object', Values: [`arn:aws:s3:::${Bucket}/`] }];
    const selector = { ReadWriteType: 'WriteOnly' as const, IncludeManagementEvents: false, DataResources };
    await trails.send(new PutEventSelectorsCommand({ TrailName: 'uploads', EventSelectors: [selector] }));

    for (let round = 0; round < rounds; round++) {
      const s3 = s3Of(server);
      const enough = 30 + randomInt(40);
      const failures: unknown[] = [];
      let isOver = false;
      let answers = 0;
      const kill = async (): Promise<void> => {
        // Anywhere in what is under way.
        await setTimeout(randomInt(30));
        isOver = true;
        server.child.kill('SIGKILL');
      };
      const client = async (_: unknown, index: number): Promise<void> => {
        const writer = new Writer(s3, { bucket: Bucket, prefix: `r${round}/c${index}/` }, ledger);
        while (!isOver) {
          try {
            const way = await writer.next(index === 0);
            done.set(way, (done.get(way) ?? 0) + 1);
          } catch (error) {
            if (isOver) cutOff += 1;
            else failures.push(error);
            return;
          }
          if (++answers === enough) void kill();
        }
      };
      const ended = once(server.child, 'exit');
      await Promise.all(Array.from({ length: clients }, client));
      expect(failures, `round ${round}: refused, and not cut off`).toEqual([]);
      await ended;
      s3.destroy();

      server = await startServer(data, ['--dev']);
      const again = s3Of(server);
      expect(await ledger.wrong(again, Bucket, `r${round}/`), `round ${round}`).toEqual([]);
      for (const unfinished of ledger.unfinished) await complete(again, Bucket, ledger, unfinished);
      again.destroy();
    }

    const s3 = s3Of(server);
    await sweep(server, data);
    expect(await ledger.wrong(s3, Bucket, ''), 'in the end, after a sweep').toEqual([]);

    await asked(server, 'trails/flush', {});
    const records = (await recordsIn(s3, 'events')) as readonly unknown[] as readonly DataRecord[];
    const ids = new Set(records.map(({ requestID }) => requestID));
    expect(
      [...ledger.requestIds].filter((id) => !ids.has(id)),
      'acknowledged, without an event',
    ).toEqual([]);
    const events = new Map<string, number>();
    for (const { eventName, errorCode, requestParameters } of records) {
      if (!writes.includes(eventName) || errorCode !== undefined) continue;
      const key = requestParameters?.key ?? '';
      events.set(key, (events.get(key) ?? 0) + 1);
    }
    const known = [...ledger.stories].filter(([, story]) => story.writes > 0);
    expect(events, 'an event for each write, one').toEqual(new Map(known.map(([key, story]) => [key, story.writes])));

    // What it would deliver of the deletions would lie there too.
    await new CloudTrailClient(configOf(server)).send(new DeleteTrailCommand({ Name: 'uploads' }));
    await ledger.empty(s3, Bucket);
    await ledger.empty(s3, 'events');
    const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket }));
    for (const { Key, UploadId } of Uploads) await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
    await sweep(server, data);
    // Parts wait for their readers, so they go first, and their blobs with the next sweep.
    await sweep(server, data);
    expect(blobFiles(data), 'left over').toEqual([]);
  } finally {
    server.child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
  for (const way of ['small', 'large', 'parts', 'copy', 'overwrite', 'delete'] as const) {
    expect(done.get(way), way).toBeGreaterThan(rounds);
  }
  expect(cutOff).toBeGreaterThan(rounds);
  console.log(`${[...done].map(([way, count]) => `${count} ${way}`).join(', ')}; ${cutOff} cut off: none lost`);
});
