/**
 * Whether the clock is kept in step with others. systemd-timesyncd leaves a file; chrony and systemd are asked by their own commands, which
 * get two seconds. None of them sees a machine whose host keeps the clock.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export type ClockStep = { readonly state: 'inStep' | 'notInStep' | 'notSeen'; readonly says: string };

/** Answers what a command prints; `undefined` where it cannot be run. */
export type Ask = (file: string, argv: readonly string[]) => string | undefined;

const askMs = 2000;
const answerBytesMax = 64 * 1024;

/** Without a shell, with nothing of our environment. */
export const askSystem: Ask = (file, argv) => {
  try {
    return execFileSync(file, [...argv], {
      encoding: 'utf8',
      timeout: askMs,
      maxBuffer: answerBytesMax,
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
    });
  } catch {
    return undefined;
  }
};

/** `root` stands for `/`. */
export function clockStep(root = '/', ask: Ask = askSystem): ClockStep {
  if (existsSync(join(root, 'run/systemd/timesync/synchronized')))
    return { state: 'inStep', says: 'systemd-timesyncd keeps it in step' };
  const leap = /^Leap status\s*:\s*(.+)$/m.exec(ask('chronyc', ['-n', 'tracking']) ?? '')?.[1]?.trim();
  if (leap === 'Normal') return { state: 'inStep', says: 'chrony keeps it in step' };
  if (leap === 'Not synchronised') return { state: 'notInStep', says: 'chrony has not synchronised it' };
  const synchronized = ask('timedatectl', ['show', '--property=NTPSynchronized', '--value'])?.trim();
  if (synchronized === 'yes') return { state: 'inStep', says: 'the system says that it is synchronised' };
  if (synchronized === 'no') return { state: 'notInStep', says: 'the system says that it is not synchronised' };
  return { state: 'notSeen', says: 'nothing on this machine tells whether it is synchronised' };
}
