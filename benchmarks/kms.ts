/**
 * KMS over the wire beside a GetUser, a GetSessionToken and bare `node:crypto`, in one run: short rounds by turns, of which the median counts.
 * CPU is that of the server and of all its processes together. Where moto can be had, the same requests go to it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { load } from './gateway/load.ts';
import { cpuMicros, pin } from './gateway/processes.ts';
import { credentials, startServer, stop } from './gateway/server.ts';
import { loadMoto, startMoto } from './kms/moto.ts';
import { nativeCpuMicros, natives } from './kms/native.ts';
import { keyPairRequests, type Use, usesOf, yardsticksOf } from './kms/uses.ts';

const rounds = 5;
const connections = 16;
const serverCore = 0;
const clientCore = 1;
/** How many encryptions are timed in a round, with and without key generation beside them. */
const timed = 3_000;
/** Key pairs that are asked for at once meanwhile. */
const keyPairsAtOnce = 2;

type Figures = Record<string, number | boolean>;

interface Measured {
  readonly rps: number;
  readonly micros: number;
}

export async function run(progress: (line: string) => void): Promise<Figures> {
  const data = mkdtempSync(join(tmpdir(), 'lockstead-bench-'));
  try {
    const figures = { ...(await throughput(data, progress)), ...(await duringKeygen(data, progress)) };
    return { ...figures, ...(await motoFigures(progress)) };
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

async function throughput(data: string, progress: (line: string) => void): Promise<Figures> {
  const server = await startServer(data);
  try {
    // The crypto process starts at its first use, on the same core.
    const pinned = pin(server.pid, serverCore) && pin(process.pid, clientCore);
    const signer = { port: server.port, ...credentials(data), region: 'us-east-1' };
    const uses = [...yardsticksOf(signer), ...(await usesOf(signer, 'lockstead'))];
    progress('warming up');
    for (const { requests, count } of uses) await load(server.port, requests, count / 2, connections);
    const measured = new Map<string, Measured[]>();
    const native = new Map<string, number[]>();
    for (let round = 0; round < rounds; round++) {
      progress(`round ${round + 1} of ${rounds}`);
      for (const use of uses) push(measured, use.name, await measure(server.pid, server.port, use));
      for (const one of natives) push(native, one.name, nativeCpuMicros(one));
    }
    return { ...ratios(measured, native), pinned };
  } finally {
    await stop(server.process);
  }
}

async function measure(pid: number, port: number, { name, requests, count }: Use): Promise<Measured> {
  const before = cpuMicros(pid);
  const { seconds, failures } = await load(port, requests, count, connections);
  if (failures > 0) throw new Error(`${name}: ${failures} of ${count} requests failed`);
  return { rps: count / seconds, micros: (cpuMicros(pid) - before) / count };
}

/** Ratios are those of each round, of which the median counts. */
function ratios(measured: ReadonlyMap<string, readonly Measured[]>, native: ReadonlyMap<string, number[]>): Figures {
  const figures: Figures = {};
  const micros = (name: string): readonly number[] => (measured.get(name) ?? []).map((one) => one.micros);
  for (const [name, all] of measured) {
    figures[`${name}Rps`] = median(all.map(({ rps }) => rps));
    figures[`${name}CpuMicros`] = median(micros(name));
  }
  for (const [name, all] of native) {
    figures[`${name}NativeCpuMicros`] = median(all);
    figures[`${name}NativeToOurs`] = median(all.map((one, round) => one / (micros(name)[round] ?? Number.NaN)));
  }
  for (const [yardstick, suffix] of [
    ['getUser', 'ToGetUser'],
    ['getSessionToken', 'ToGetSessionToken'],
  ] as const) {
    for (const name of native.keys()) {
      const by = micros(yardstick);
      figures[`${name}${suffix}`] = median(micros(name).map((one, round) => one / (by[round] ?? Number.NaN)));
    }
  }
  return figures;
}

/** How long an encryption takes while RSA key pairs of 4096 bits are made, and while none is. Neither is pinned: key pairs have the other core. */
async function duringKeygen(data: string, progress: (line: string) => void): Promise<Figures> {
  const server = await startServer(data);
  try {
    const signer = { port: server.port, ...credentials(data), region: 'us-east-1' };
    const encrypt = (await usesOf(signer, 'lockstead')).find(({ name }) => name === 'encrypt1KiB');
    if (encrypt === undefined) throw new Error('there are encryptions');
    const pairs = keyPairRequests(signer);
    await load(server.port, encrypt.requests, timed, connections);
    const calm: number[] = [];
    const busy: number[] = [];
    let pairsMade = 0;
    for (let round = 0; round < rounds; round++) {
      progress(`beside key pairs: round ${round + 1} of ${rounds}`);
      calm.push(await p99(server.port, encrypt));
      const makers = { over: false, made: 0 };
      const making = Array.from({ length: keyPairsAtOnce }, async (_, i) => {
        for (let at = i; !makers.over; at += keyPairsAtOnce) {
          await load(server.port, [pairs[at % pairs.length] as Buffer], 1, 1);
          makers.made += 1;
        }
      });
      busy.push(await p99(server.port, encrypt));
      makers.over = true;
      await Promise.all(making);
      pairsMade += makers.made;
    }
    return {
      encryptP99MsCalm: median(calm),
      encryptP99MsDuringKeygen: median(busy),
      encryptP99MsMore: median(busy.map((ms, round) => ms - (calm[round] ?? Number.NaN))),
      keyPairsMadeMeanwhile: pairsMade,
    };
  } finally {
    await stop(server.process);
  }
}

async function p99(port: number, { requests }: Use): Promise<number> {
  const { answerMs, failures } = await load(port, requests, timed, connections);
  if (failures > 0) throw new Error(`${failures} encryptions failed`);
  const sorted = [...answerMs].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN;
}

/** None where moto cannot be had. It verifies no signatures and asks no policies. */
async function motoFigures(progress: (line: string) => void): Promise<Figures> {
  const moto = await startMoto();
  if (moto === undefined) {
    progress('moto cannot be had here: left out');
    return {};
  }
  try {
    pin(moto.pid, serverCore);
    const signer = { port: moto.port, accessKeyId: 'test', secret: 'test', region: 'us-east-1' };
    const figures: Figures = {};
    for (const use of await usesOf(signer, 'moto')) {
      progress(`moto: ${use.name}`);
      const before = cpuMicros(moto.pid);
      const seconds = await loadMoto(moto.port, use.requests, use.count, connections);
      figures[`${use.name}MotoRps`] = use.count / seconds;
      figures[`${use.name}MotoCpuMicros`] = (cpuMicros(moto.pid) - before) / use.count;
    }
    return figures;
  } finally {
    moto.process.kill('SIGKILL');
  }
}

function push<Value>(into: Map<string, Value[]>, name: string, value: Value): void {
  const all = into.get(name);
  if (all === undefined) into.set(name, [value]);
  else all.push(value);
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
