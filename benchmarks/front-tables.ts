/**
 * What the front's tables cost: the time to read one service's, the largest named, and their memory. Each service is read in turn in a
 * fresh process, best of several, because the machine may be shared; the garbage of the ones before is
 * collected first.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

type Figures = Record<string, number | string>;

const rounds = 5;
const folder = join(import.meta.dirname, '../packages/lockstead/src/front/tables');

export async function run(): Promise<Figures> {
  const files = readdirSync(join(folder, 'generated/services'));
  const sizes = files.map((name) => statSync(join(folder, 'generated/services', name)).size);
  const best = new Map<string, number>();
  let heap = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    const { times, bytes } = inFreshProcess();
    heap = Math.min(heap, bytes);
    for (const [client, ms] of times) best.set(client, Math.min(ms, best.get(client) ?? Number.POSITIVE_INFINITY));
  }
  const sorted = [...best].toSorted(([, one], [, other]) => other - one);
  const [[slowest, tableLoadMs] = ['', 0]] = sorted;
  return {
    services: files.length,
    tableLoadMs: round3(tableLoadMs),
    slowest,
    tableLoadMsMedian: round3(sorted[sorted.length >> 1]?.[1] ?? 0),
    bytesOnDisk: sizes.reduce((sum, size) => sum + size, 0),
    heapBytesOfAll: heap,
  };
}

interface Measured {
  readonly times: readonly (readonly [string, number])[];
  readonly bytes: number;
}

function inFreshProcess(): Measured {
  const code = `
    import { frontServices, frontTable } from ${JSON.stringify(join(folder, 'tables.ts'))};
    const times = [];
    gc();
    const before = process.memoryUsage().heapUsed;
    for (const client of Object.keys(frontServices())) {
      gc();
      const start = performance.now();
      frontTable(client);
      times.push([client, performance.now() - start]);
    }
    gc();
    console.log(JSON.stringify({ times, bytes: process.memoryUsage().heapUsed - before }));`;
  const flags = ['--expose-gc', '--input-type=module', '--eval', code];
  return JSON.parse(execFileSync(process.execPath, flags, { encoding: 'utf8' })) as Measured;
}

function round3(value: number): number {
  return Math.round(value * 1000) / 1000;
}
