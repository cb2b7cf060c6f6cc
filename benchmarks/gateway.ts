/**
 * The control plane beside the bare platform: GetUser, signed, authorized, answered and recorded, against a node:http server that returns
 * the same bytes to the same POST. Server on one core, client on the other, in one run: in short rounds by turns, of which the median counts,
 * since the best of each would come from moments of different quiet.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CloudTrailClient, paginateLookupEvents } from '@aws-sdk/client-cloudtrail';
import { answerSize, load } from './gateway/load.ts';
import { cpuMicros, pin, rssMb } from './gateway/processes.ts';
import { credentials, firstOutput, forms, type Server, startServer, stop } from './gateway/server.ts';
import type { Signer } from './gateway/signed.ts';

const users = 1000;
const reads = 9000;
const writes = 3000;
const connections = 16;
const warmUp = 4000;
const rounds = 7;
const starts = 5;
const serverCore = 0;
const clientCore = 1;

export async function run(progress: (line: string) => void): Promise<Record<string, number | string | boolean>> {
  const data = mkdtempSync(join(tmpdir(), 'lockstead-bench-'));
  try {
    const startTimes: number[] = [];
    for (let i = 0; i < starts; i++) {
      const server = await startServer(data);
      startTimes.push(server.startToHealthMs);
      if (i === starts - 1) return await measure(server, data, median(startTimes), progress);
      await stop(server.process);
    }
    throw new Error('nothing was started');
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

async function measure(
  server: Server,
  data: string,
  startToHealthMs: number,
  progress: (line: string) => void,
): Promise<Record<string, number | string | boolean>> {
  await pause(2000);
  const idleRssMb = rssMb(server.pid);
  const pinned = pin(server.pid, serverCore) && pin(process.pid, clientCore);
  const signer = { port: server.port, ...credentials(data), region: 'us-east-1' };
  const iam: Signer = { ...signer, service: 'iam' };

  progress(`making ${users} users`);
  await load(
    server.port,
    forms(iam, users, (i) => `Action=CreateUser&Version=2010-05-08&UserName=reader-${i}`),
    users,
    connections,
  );

  const gets = forms(iam, users, (i) => `Action=GetUser&Version=2010-05-08&UserName=reader-${i}`);
  const [first] = gets;
  if (first === undefined) throw new Error('no request was made');
  const hello = await startHello(await oneAnswer(server.port, first));
  if (pinned) pin(hello.pid, serverCore);
  const helloGets = forms(
    { ...iam, port: hello.port },
    users,
    (i) => `Action=GetUser&Version=2010-05-08&UserName=reader-${i}`,
  );

  await load(server.port, gets, warmUp, connections);
  await load(hello.port, helloGets, warmUp, connections);
  const readFigures = { hello: [] as Figure[], getUser: [] as Figure[] };
  for (let round = 0; round < rounds; round++) {
    progress(`round ${round + 1} of ${rounds}: ${reads} requests to each`);
    readFigures.hello.push(await figure(hello.pid, () => load(hello.port, helloGets, reads, connections)));
    readFigures.getUser.push(await figure(server.pid, () => load(server.port, gets, reads, connections)));
  }
  const helloLoopP99Ms = Number(await (await fetch(`http://127.0.0.1:${hello.port}/loop`)).text());
  const readLoopP99Ms = await loopDelay(server.port, signer);
  await stop(hello.process);

  progress('counting the events');
  const sent = warmUp + rounds * reads + 1;
  const eventsRecorded = await countEvents(server.port, signer, 'GetUser');

  progress(`${writes} writes, ${connections} at once`);
  const write = await figure(server.pid, () =>
    load(
      server.port,
      forms(iam, writes, (i) => `Action=CreateUser&Version=2010-05-08&UserName=writer-${i}`),
      writes,
      connections,
    ),
  );
  const loopP99Ms = await loopDelay(server.port, signer);

  progress('durable reads beside others');
  const durable = await durableReads(data, pinned, () =>
    figure(server.pid, () => load(server.port, gets, reads, connections)),
  );
  await stop(server.process);

  const helloRps = readFigures.hello.map(({ rps }) => rps);
  const getUserRps = readFigures.getUser.map(({ rps }) => rps);
  const ratios = getUserRps.map((rps, round) => rps / (helloRps[round] ?? 0));
  return {
    helloRps: median(helloRps),
    getUserRps: median(getUserRps),
    getUserToHello: median(ratios),
    getUserToHelloLeast: Math.min(...ratios),
    getUserToHelloMost: Math.max(...ratios),
    helloRpsBest: Math.max(...helloRps),
    getUserRpsBest: Math.max(...getUserRps),
    helloCpuMicros: median(readFigures.hello.map(({ micros }) => micros)),
    getUserCpuMicros: median(readFigures.getUser.map(({ micros }) => micros)),
    requestsSent: sent,
    eventsRecorded,
    writeRps: write.rps,
    writeCpuMicros: write.micros,
    loopP99Ms,
    readLoopP99Ms,
    helloLoopP99Ms,
    ...durable,
    startToHealthMs,
    idleRssMb,
    pinned,
  };
}

/** CPU of a read whose event is on disk before its answer, beside the same read without, and beside GetUser. */
async function durableReads(
  data: string,
  pinned: boolean,
  getUser: () => Promise<Figure>,
): Promise<Record<string, number>> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'gateway/probe-server.ts'), data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pid = child.pid ?? 0;
  const told = JSON.parse(await firstOutput(child)) as Record<'endpoint' | 'accessKeyId' | 'secretAccessKey', string>;
  if (pinned) pin(pid, serverCore);
  const port = Number(new URL(told.endpoint).port);
  const signer = {
    port,
    accessKeyId: told.accessKeyId,
    secret: told.secretAccessKey,
    region: 'us-east-1',
    service: 'probe',
  };
  const asking = (action: string): readonly Buffer[] =>
    forms(signer, users, (i) => `Action=${action}&Version=2026-11-30&Name=thing-${i}`);
  const [plain, durable] = [asking('Read'), asking('ReadDurably')];
  // A failure shows here, and not as a fast figure.
  await figure(pid, () => load(port, plain, warmUp, connections));
  await figure(pid, () => load(port, durable, warmUp, connections));
  const figures = { plain: [] as Figure[], durable: [] as Figure[], getUser: [] as Figure[] };
  for (let round = 0; round < rounds; round++) {
    figures.plain.push(await figure(pid, () => load(port, plain, reads, connections)));
    figures.durable.push(await figure(pid, () => load(port, durable, reads, connections)));
    figures.getUser.push(await getUser());
  }
  await stop(child);
  const micros = (of: readonly Figure[]): number => median(of.map((one) => one.micros));
  const ratio = (to: readonly Figure[]): number =>
    median(figures.durable.map((one, round) => one.micros / (to[round]?.micros ?? Number.NaN)));
  return {
    plainReadCpuMicros: micros(figures.plain),
    durableReadCpuMicros: micros(figures.durable),
    durableReadToPlain: ratio(figures.plain),
    durableReadToGetUser: ratio(figures.getUser),
  };
}

interface Figure {
  readonly rps: number;
  /** CPU of the server, a request. */
  readonly micros: number;
}

async function figure(pid: number, run: () => ReturnType<typeof load>): Promise<Figure> {
  const before = cpuMicros(pid);
  const { requests, seconds, failures } = await run();
  if (failures > 0) throw new Error(`${failures} of ${requests} requests failed`);
  return { rps: requests / seconds, micros: (cpuMicros(pid) - before) / requests };
}

async function startHello(answer: Buffer): Promise<{ process: ChildProcess; pid: number; port: number }> {
  const end = answer.indexOf('\r\n\r\n');
  const headers = Object.fromEntries(
    answer
      .toString('latin1', 0, end)
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(': ') as [string, string])
      .filter(([name]) => !['date', 'connection', 'keep-alive'].includes(name.toLowerCase())),
  );
  const body = answer.subarray(end + 4).toString('base64');
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'gateway/hello.ts'), body, JSON.stringify(headers)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  return { process: child, pid: child.pid ?? 0, port: Number((await firstOutput(child)).trim()) };
}

async function oneAnswer(port: number, request: Buffer): Promise<Buffer> {
  return await new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    let held = Buffer.alloc(0);
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      held = Buffer.concat([held, chunk]);
      const size = answerSize(held);
      if (size === undefined || held.length < size) return;
      socket.destroy();
      resolve(held.subarray(0, size));
    });
  });
}

async function countEvents(
  port: number,
  signer: { accessKeyId: string; secret: string },
  name: string,
): Promise<number> {
  const client = new CloudTrailClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: signer.accessKeyId, secretAccessKey: signer.secret },
  });
  let count = 0;
  const attributes = [{ AttributeKey: 'EventName' as const, AttributeValue: name }];
  for await (const page of paginateLookupEvents({ client }, { LookupAttributes: attributes, MaxResults: 50 })) {
    count += page.Events?.length ?? 0;
  }
  return count;
}

/** From the server's own metrics: how late its event loop was, at the 99th percentile, since the last reading. */
async function loopDelay(port: number, signer: { accessKeyId: string; secret: string }): Promise<number> {
  const { signedGet } = await import('./gateway/signed-get.ts');
  const text = await signedGet(port, signer, '/_lockstead/metrics');
  return Number(/^lockstead_event_loop_delay_p99_seconds ([\d.e-]+)$/m.exec(text)?.[1]) * 1000;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
