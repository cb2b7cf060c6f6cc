/**
 * S3 over the wire beside node:http with a file that is synced, in one run. Small objects: requests a second, by turns, of which the median counts.
 * Large ones: MiB a second. How much the server's memory grows when bytes pass. How long a page of a list takes, in a small bucket and in a large one.
 * Where moto can be had, small objects go to it and come from it too.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { load } from './gateway/load.ts';
import { cpuMicros, pin, rssMb } from './gateway/processes.ts';
import { credentials, firstOutput, type Server, startServer, stop } from './gateway/server.ts';
import { loadMoto, startMoto } from './kms/moto.ts';
import { fillBucket, keyOf } from './s3/fill.ts';
import { requestBytes, type S3Signer, signedHeaders } from './s3/requests.ts';
import { transfer } from './s3/transfer.ts';

const rounds = 5;
const connections = 16;
const small = Buffer.alloc(1024, 'lockstead ');
const largeBytes = 64 * 2 ** 20;
const smallCount = 2_000;
const listRounds = 45;
/** 16 uploads at once, and as many downloads, until so much has passed each way. */
const floodBytes = 5 * 2 ** 30;

type Figures = Record<string, number>;

export async function run(progress: (line: string) => void): Promise<Figures> {
  const data = mkdtempSync(join(tmpdir(), 'lockstead-bench-'));
  try {
    const figures: Figures = { ...(await transfers(data, progress)) };
    Object.assign(figures, await lists(data, progress));
    Object.assign(figures, await moto(progress));
    if (figures['motoPut1KiBRps'] !== undefined) {
      figures['put1KiBOfMoto'] = figure(figures, 'put1KiBRps') / figures['motoPut1KiBRps'];
    }
    return figures;
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

async function transfers(data: string, progress: (line: string) => void): Promise<Figures> {
  const server = await startServer(data);
  const folder = mkdtempSync(join(tmpdir(), 'lockstead-bare-'));
  const bare = spawn(process.execPath, [join(import.meta.dirname, 's3/bare-server.ts'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const barePort = Number(/:(\d+)/.exec(await firstOutput(bare))?.[1]);
    for (const [pid, core] of [
      [server.pid, 0],
      [bare.pid ?? 0, 0],
      [process.pid, 1],
    ] as const) {
      pin(pid, core);
    }
    const signer = await bucket(server, data, 'bench');
    const puts = Array.from({ length: smallCount }, (_, i) =>
      requestBytes(signer, { method: 'PUT', path: `/bench/small/${i}` }, small),
    );
    const gets = Array.from({ length: smallCount }, (_, i) =>
      requestBytes(signer, { method: 'GET', path: `/bench/small/${i}` }, Buffer.alloc(0)),
    );
    const raw = (method: string, path: string, body: Buffer): Buffer =>
      Buffer.concat([
        Buffer.from(`${method} ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n`),
        body,
      ]);
    await load(barePort, [raw('PUT', '/kept', small)], 1, 1);
    const measured: Record<string, number[]> = {};
    const note = (name: string, value: number): void => {
      measured[name] = [...(measured[name] ?? []), value];
    };
    const rps = async (name: string, port: number, pid: number, requests: readonly Buffer[]): Promise<void> => {
      const before = cpuMicros(pid);
      const { seconds, failures } = await load(port, requests, smallCount, connections);
      if (failures > 0) throw new Error(`${name}: ${failures} requests failed`);
      note(`${name}Rps`, smallCount / seconds);
      note(`${name}CpuMicros`, (cpuMicros(pid) - before) / smallCount);
    };
    progress('small objects');
    for (let round = 0; round < rounds; round++) {
      await rps('put1KiB', server.port, server.pid, puts);
      await rps('barePut1KiB', barePort, bare.pid ?? 0, [raw('PUT', '/small', small)]);
      await rps('get1KiB', server.port, server.pid, gets);
      await rps('bareGet1KiB', barePort, bare.pid ?? 0, [raw('GET', '/kept', Buffer.alloc(0))]);
    }
    progress('large objects');
    const mib = largeBytes / 2 ** 20;
    await transfer(barePort, { method: 'PUT', path: '/kept', headers: {}, bytes: largeBytes });
    for (let round = 0; round < rounds; round++) {
      const put = { method: 'PUT', path: '/bench/large', bytes: largeBytes };
      note('put64MiBMiBps', mib / (await transfer(server.port, { ...put, headers: signedHeaders(signer, put) })));
      note('barePut64MiBMiBps', mib / (await transfer(barePort, { ...put, path: '/kept', headers: {} })));
      const get = { method: 'GET', path: '/bench/large' };
      note('get64MiBMiBps', mib / (await transfer(server.port, { ...get, headers: signedHeaders(signer, get) })));
      note('bareGet64MiBMiBps', mib / (await transfer(barePort, { ...get, path: '/kept', headers: {} })));
    }
    const figures = medians(measured);
    figures['get64MiBOfBare'] = figure(figures, 'get64MiBMiBps') / figure(figures, 'bareGet64MiBMiBps');
    figures['put1KiBOfBare'] = figure(figures, 'put1KiBRps') / figure(figures, 'barePut1KiBRps');
    progress('5 GiB each way');
    figures['memoryGrowthMb'] = await flood(server, signer);
    return figures;
  } finally {
    bare.kill('SIGTERM');
    await stop(server.process);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The most that the server's memory was above where it began, while bytes pass. */
async function flood(server: Server, signer: S3Signer): Promise<number> {
  const before = rssMb(server.pid);
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, rssMb(server.pid));
  }, 100);
  try {
    for (const method of ['PUT', 'GET']) {
      let left = floodBytes;
      await Promise.all(
        Array.from({ length: 16 }, async (_, worker) => {
          while (left > 0) {
            left -= largeBytes;
            const one = { method, path: `/bench/flood/${worker}`, ...(method === 'PUT' ? { bytes: largeBytes } : {}) };
            await transfer(server.port, { ...one, headers: signedHeaders(signer, one) });
          }
        }),
      );
    }
  } finally {
    clearInterval(watch);
  }
  return most - before;
}

/** A page of a thousand keys, out of a bucket that has no more than those and out of one that has a thousand times as many, by turns. */
async function lists(data: string, progress: (line: string) => void): Promise<Figures> {
  const counts = { Small: 1_000, Large: 1_000_000 };
  const making = await startServer(data);
  for (const size of Object.keys(counts)) await bucket(making, data, `list-${size.toLowerCase()}`);
  await stop(making.process);
  const started = process.hrtime.bigint();
  for (const [size, count] of Object.entries(counts)) {
    await fillBucket(data, `list-${size.toLowerCase()}`, count, progress);
  }
  progress(`filled in ${Math.round(Number(process.hrtime.bigint() - started) / 1e9)} s`);
  const server = await startServer(data);
  try {
    const signer = { port: server.port, ...credentials(data) };
    const measured: Record<string, number[]> = {};
    const ask = (size: string, after?: number): Buffer => {
      const from = after === undefined ? '' : `&start-after=${encodeURIComponent(keyOf(after))}`;
      const path = `/list-${size.toLowerCase()}`;
      return requestBytes(signer, { method: 'GET', path, query: `list-type=2${from}` }, Buffer.alloc(0));
    };
    for (let round = 0; round < listRounds; round++) {
      for (const [size, count] of Object.entries(counts)) {
        const after = count === 1_000 ? undefined : Math.floor((count - 1_000) * (round / listRounds));
        const { seconds, failures } = await load(server.port, [ask(size, after)], 1, 1);
        if (failures > 0) throw new Error(`the list of ${count} objects failed`);
        // The first ones warm up.
        if (round >= rounds) measured[`list1000Ms${size}`] = [...(measured[`list1000Ms${size}`] ?? []), seconds * 1000];
      }
    }
    const figures = medians(measured);
    figures['list1000LargeOfSmall'] = figure(figures, 'list1000MsLarge') / figure(figures, 'list1000MsSmall');
    return figures;
  } finally {
    await stop(server.process);
  }
}

async function moto(progress: (line: string) => void): Promise<Figures> {
  const started = await startMoto();
  if (started === undefined) return {};
  progress('moto');
  try {
    const signer = { port: started.port, accessKeyId: 'test', secret: 'test' };
    await loadMoto(started.port, [requestBytes(signer, { method: 'PUT', path: '/bench' }, Buffer.alloc(0))], 1, 1);
    const puts = Array.from({ length: 200 }, (_, i) =>
      requestBytes(signer, { method: 'PUT', path: `/bench/small/${i}` }, small),
    );
    const gets = Array.from({ length: 200 }, (_, i) =>
      requestBytes(signer, { method: 'GET', path: `/bench/small/${i}` }, Buffer.alloc(0)),
    );
    const put = await loadMoto(started.port, puts, 200, connections);
    const get = await loadMoto(started.port, gets, 200, connections);
    return { motoPut1KiBRps: 200 / put, motoGet1KiBRps: 200 / get };
  } finally {
    started.process.kill('SIGKILL');
  }
}

async function bucket(server: Server, data: string, name: string): Promise<S3Signer> {
  const signer = { port: server.port, ...credentials(data) };
  await load(server.port, [requestBytes(signer, { method: 'PUT', path: `/${name}` }, Buffer.alloc(0))], 1, 1);
  return signer;
}

function figure(figures: Figures, name: string): number {
  return figures[name] ?? Number.NaN;
}

function medians(measured: Readonly<Record<string, readonly number[]>>): Figures {
  return Object.fromEntries(
    Object.entries(measured).map(([name, values]) => [name, values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0]),
  );
}
