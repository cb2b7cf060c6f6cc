/**
 * The enforcing front before a backend that answers canned bytes: DynamoDB's GetItem and SQS' SendMessage, each signed, decided, recorded and passed
 * on, beside the same requests at the backend itself. The front on one core, client and backend on the other. Also what the tables cost, and
 * a server without an upstream.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { run as tables } from './front-tables.ts';
import { load } from './gateway/load.ts';
import { cpuMicros, pin, rssMb } from './gateway/processes.ts';
import { credentials, firstOutput, type Server, startServer, stop } from './gateway/server.ts';
import { type Signer, signedJson } from './gateway/signed.ts';

const account = '111122223333';
const warmUp = 3000;
const requests = 6000;
const connections = 16;
/** One at a time: what the front adds to each. */
const latencyRequests = 2000;
const rounds = 5;
const frontCore = 0;
const otherCore = 1;

type Figures = Record<string, unknown>;

export async function run(progress: (line: string) => void): Promise<Figures> {
  const data = mkdtempSync(join(tmpdir(), 'lockstead-bench-'));
  const backend = spawn(process.execPath, [join(import.meta.dirname, 'gateway/canned-backend.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const backendPort = Number((await firstOutput(backend)).trim());
    const alone = await startServer(data, ['--account-id', account]);
    await pause(2000);
    const withoutUpstream = {
      startMsWithoutUpstream: alone.startToHealthMs,
      idleRssMbWithoutUpstream: rssMb(alone.pid),
    };
    await stop(alone.process);
    const front = await startServer(data, ['--account-id', account, '--upstream', `http://127.0.0.1:${backendPort}`]);
    try {
      await pause(2000);
      const idle = { startMs: front.startToHealthMs, idleRssMb: rssMb(front.pid) };
      const pinned =
        pin(front.pid, frontCore) &&
        pin(process.pid, otherCore) &&
        backend.pid !== undefined &&
        pin(backend.pid, otherCore);
      const getItem = await measure('GetItem', front, backendPort, data, progress);
      const sendMessage = await measure('SendMessage', front, backendPort, data, progress);
      progress('reading the tables');
      const { tableLoadMs, slowest, tableLoadMsMedian } = await tables();
      return {
        ...getItem,
        ...sendMessage,
        tableLoadMs,
        slowest,
        tableLoadMsMedian,
        ...withoutUpstream,
        ...idle,
        pinned,
      };
    } finally {
      await stop(front.process);
    }
  } finally {
    await stop(backend);
    rmSync(data, { recursive: true, force: true });
  }
}

const calls = {
  GetItem: (signer: Signer) =>
    signedJson({ ...signer, service: 'dynamodb' }, 'DynamoDB_20120810.GetItem', {
      TableName: 'orders',
      Key: { id: { S: '1' } },
    }),
  SendMessage: (signer: Signer) =>
    signedJson({ ...signer, service: 'sqs' }, 'AmazonSQS.SendMessage', {
      QueueUrl: `http://127.0.0.1:${signer.port}/${account}/bench`,
      MessageBody: 'm',
    }),
} as const;

async function measure(
  name: keyof typeof calls,
  front: Server,
  backendPort: number,
  data: string,
  progress: (line: string) => void,
): Promise<Figures> {
  const keys = { ...credentials(data), service: '', region: 'us-east-1' };
  const through = [calls[name]({ ...keys, port: front.port })];
  const direct = [calls[name]({ ...keys, port: backendPort })];
  await counted(front.port, through, warmUp, connections);
  await counted(backendPort, direct, warmUp, connections);
  const figures = { directRps: [] as number[], frontRps: [] as number[], frontCpuMicros: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    progress(`${name}: round ${round + 1} of ${rounds}`);
    const bare = await counted(backendPort, direct, requests, connections);
    figures.directRps.push(bare.requests / bare.seconds);
    const before = cpuMicros(front.pid);
    const decided = await counted(front.port, through, requests, connections);
    figures.frontCpuMicros.push((cpuMicros(front.pid) - before) / requests);
    figures.frontRps.push(decided.requests / decided.seconds);
  }
  const bare = await counted(backendPort, direct, latencyRequests, 1);
  const decided = await counted(front.port, through, latencyRequests, 1);
  const added = (part: number): number => quantile(decided.answerMs, part) - quantile(bare.answerMs, part);
  return {
    [`directRps${name}`]: median(figures.directRps),
    [`frontRps${name}`]: median(figures.frontRps),
    [`frontCpuMicros${name}`]: median(figures.frontCpuMicros),
    [`frontAddedMs${name}`]: { p50: added(0.5), p99: added(0.99) },
  };
}

async function counted(port: number, bytes: readonly Buffer[], count: number, at: number): ReturnType<typeof load> {
  const result = await load(port, bytes, count, at);
  if (result.failures > 0) throw new Error(`${result.failures} of ${count} requests failed`);
  return result;
}

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}
