/** Why a port cannot be had, as the sentence that a start ends with. */
import type { Config } from './config.ts';
import { BadConfig } from './flags.ts';

/** `by` says more of who has it, where that is known. */
export function cannotListen({ host, port }: Pick<Config, 'host' | 'port'>, error: unknown, by = ''): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return new BadConfig(`Port ${port} on ${host} is taken${by}; --port chooses another.`);
  if (code === 'EACCES') return new BadConfig(`Port ${port} on ${host} needs more rights; --port chooses another.`);
  if (code === undefined) return error;
  return new BadConfig(`Lockstead cannot listen on ${host}:${port} (${code}).`);
}
