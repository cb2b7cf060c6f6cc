/** CPU time and memory of a process and its children, from /proc; and pinning to a core. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = 100;
const pageBytes = 4096;

function statOf(pid: number): readonly string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

function family(pid: number): readonly number[] {
  const found = [pid];
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), parent: Number(statOf(Number(name))?.[1]) }));
  for (const one of found) found.push(...parents.filter(({ parent }) => parent === one).map((child) => child.pid));
  return found;
}

/** Microseconds of CPU, threads and children included. */
export function cpuMicros(pid: number): number {
  let ticks = 0;
  for (const one of family(pid)) {
    const stat = statOf(one);
    if (stat !== undefined) ticks += Number(stat[11]) + Number(stat[12]);
  }
  return (ticks * 1e6) / ticksPerSecond;
}

export function rssMb(pid: number): number {
  return family(pid).reduce((sum, one) => sum + Number(statOf(one)?.[21] ?? 0) * pageBytes, 0) / 1e6;
}

/** False where the machine cannot pin. */
export function pin(pid: number, core: number): boolean {
  return spawnSync('taskset', ['-acp', String(core), String(pid)], { stdio: 'ignore' }).status === 0;
}
