/** Five gigabytes in and five out through the whole product, in a process of its own that is watched: what it has of them at one time. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, expect, test } from 'vitest';
import type { Serving, Told } from '../support/object-server.ts';
import { codeOf } from '../support/protocols.ts';
import { signedUpload, type Upload, uploaded } from '../support/uploads.ts';

const megabyte = 1024 * 1024;
const block = Buffer.alloc(256 * 1024, 'lockstead ');
const blocksOf = (bytes: number): number => bytes / block.length;
const grownBytesMax = 100 * megabyte;

const folder = mkdtempSync(join(tmpdir(), 'lockstead-streaming-'));
const running: ChildProcess[] = [];
afterAll(() => {
  for (const child of running) child.kill();
  rmSync(folder, { recursive: true, force: true });
});

interface Watched {
  readonly serving: Serving;
  readonly data: string;
  tell(): Promise<Told>;
  put(upload: Pick<Upload, 'path' | 'blocks' | 'wrong'>): Promise<readonly [status: number, code: string]>;
  get(path: string): Promise<number>;
  end(): Promise<void>;
}

async function watched(): Promise<Watched> {
  const data = join(folder, 'data');
  const child = fork(new URL('../support/object-server.ts', import.meta.url), [data], {
    execArgv: [],
    env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: join(folder, 'compiled') },
  });
  running.push(child);
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`it ended with ${code}`)));
  const [serving] = (await Promise.race([once(child, 'message'), ended])) as [Serving];
  ended.catch(() => undefined);
  const host = `127.0.0.1:${serving.port}`;
  const upload = { host, kind: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER', algorithm: 'CRC32', block } as const;
  return {
    serving,
    data,
    async tell() {
      const told = once(child, 'message') as Promise<[Told]>;
      child.send('tell');
      return (await told)[0];
    },
    async put(one) {
      const reply = await uploaded(serving.port, { ...upload, ...one }, serving);
      return [reply.status, codeOf('restXml', reply)];
    },
    async get(path) {
      const nothing = { path, host, method: 'GET', kind: 'UNSIGNED-PAYLOAD', block, blocks: 0 } as const;
      const { headers } = signedUpload(nothing, serving);
      const sent = request({ host: '127.0.0.1', port: serving.port, path, headers, agent: false }).end();
      const [response] = (await once(sent, 'response')) as [IncomingMessage];
      let bytes = 0;
      for await (const part of response) bytes += (part as Buffer).length;
      return bytes;
    },
    async end() {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}

function blobFiles(data: string): readonly string[] {
  return readdirSync(join(data, 'blobs'), { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map(({ name }) => name);
}

test('what is compiled once need not be compiled by those that are measured', async () => {
  const server = await watched();
  expect(await server.put({ path: '/box/small', blocks: 4 })).toEqual([200, '']);
  await server.end();
});

test.each([
  ['100 MB', 100 * megabyte],
  ['5 GB', 5 * 1024 * megabyte],
])('%s each way', async (name, bytes) => {
  const server = await watched();
  expect(await server.put({ path: '/box/small', blocks: 4 })).toEqual([200, '']);
  expect(await server.get('/box/small')).toBe(4 * block.length);
  const before = await server.tell();

  expect(await server.put({ path: '/box/large', blocks: blocksOf(bytes) })).toEqual([200, '']);
  const afterIn = await server.tell();
  expect(await server.get('/box/large')).toBe(bytes);
  const afterOut = await server.tell();

  const inMb = (of: number): number => Math.round(of / megabyte);
  const cpu = afterOut.cpuSeconds - before.cpuSeconds;
  console.info(
    `${name} each way: ${inMb(before.rssBytes)} MB before, at most ${inMb(afterIn.rssBytesMax)} MB in, ${inMb(afterOut.rssBytesMax)} MB out, ${cpu.toFixed(1)} s of CPU`,
  );
  expect(afterOut.rssBytesMax - before.rssBytes).toBeLessThanOrEqual(grownBytesMax);
  await server.end();
});

test('a gigabyte with a wrong checksum behind it leaves nothing', async () => {
  const server = await watched();
  const kept = blobFiles(server.data);
  const wrong = { checksum: 'AAAAAA==' };
  const path = '/box/wrong';
  expect(await server.put({ path, blocks: blocksOf(1024 * megabyte), wrong })).toEqual([400, 'BadDigest']);
  expect(blobFiles(server.data)).toEqual(kept);
});
