/**
 * A Lockstead in a process of its own, which measures how long its thread was kept from anything else: the longest round of the event loop
 * between `begin` and `end`, as CPU time, since other processes and other threads run in between on a busy machine.
 */
import process from 'node:process';
import { startLockstead } from 'lockstead';

export interface Served {
  readonly endpoint: string;
  readonly accountId: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** What is asked of it; `end` is answered with milliseconds. */
export type Order = 'begin' | 'end' | 'stop';

const cloud = await startLockstead({ ephemeral: true });

let watching = false;
let longestMicros = 0;
let before = { wall: 0, cpu: 0 };

/** Some systems tell a thread's CPU time in steps of so much: a round may have had as much more. */
const cpuStepMicros = 4000;

function now(): { readonly wall: number; readonly cpu: number } {
  const { user, system } = process.threadCpuUsage();
  return { wall: Number(process.hrtime.bigint() / 1000n), cpu: user + system };
}

/** Once in each round, as the last thing of it. */
function watch(): void {
  const { wall, cpu } = now();
  longestMicros = Math.max(longestMicros, Math.min(wall - before.wall, cpu - before.cpu + cpuStepMicros));
  before = { wall, cpu };
  if (watching) setImmediate(watch);
}

process.on('message', async (order: Order) => {
  switch (order) {
    case 'begin':
      watching = true;
      longestMicros = 0;
      before = now();
      setImmediate(watch);
      process.send?.(cloud.clock.now().toISOString());
      return;
    case 'end':
      watching = false;
      process.send?.(longestMicros / 1000);
      return;
    case 'stop':
      await cloud.stop();
      process.disconnect();
  }
});

const { endpoint, accountId, region, credentials } = cloud;
process.send?.({ endpoint, accountId, region, credentials } satisfies Served);
