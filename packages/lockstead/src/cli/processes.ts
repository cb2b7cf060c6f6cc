/** Other processes of this machine, as far as stopping a server needs them. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import process from 'node:process';

interface Seen {
  /** Its words, with spaces between them. */
  readonly command: string;
  /** It has ended, and its parent has not asked how. */
  readonly isZombie: boolean;
}

/** `lockstead start`, by the launcher, by npm, or installed. */
const isServer = /(^|[\s/])lockstead(\.mjs)? start(\s|$)/;

/** Whether a process of this number runs a server here. */
export function runsServer(pid: number): boolean {
  const seen = look(pid);
  return seen !== undefined && !seen.isZombie && isServer.test(seen.command);
}

export function hasEnded(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
  return look(pid)?.isZombie ?? true;
}

/** Linux shows processes in files, also where there is no `ps`. */
function look(pid: number): Seen | undefined {
  return process.platform === 'linux' ? lookInFiles(pid) : lookByPs(pid);
}

function lookInFiles(pid: number): Seen | undefined {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in parentheses, may hold anything; the state stands after it.
    return { command, isZombie: stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z') };
  } catch {
    return undefined;
  }
}

function lookByPs(pid: number): Seen | undefined {
  try {
    const line = execFileSync('ps', ['-o', 'stat=,args=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    const [, state = '', command = ''] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
    return { command, isZombie: state.startsWith('Z') };
  } catch {
    return undefined;
  }
}
