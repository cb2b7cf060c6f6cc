/** `lockstead stop`: ends a server of this machine as SIGTERM does, and returns when it has ended. */
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { type AdminClient, adminClient } from '#client/admin-client';
import { readServer } from '#config/data-directory';
import { type ExitCode, Failure } from '#terminal/exit';
import type { Command } from './command.ts';
import { say } from './flow.ts';
import { hasEnded, runsServer } from './processes.ts';
import { jsonFlag, noWords, parseWords, serverFlags } from './words.ts';

/** Requests under way may take some time. A server that runs longer than this has not ended. */
const endMsMax = 60_000;
const lookEveryMs = 25;

export const stop: Command = {
  name: 'stop',
  summary: 'stop a server on this machine, without losing anything',
  about: [
    'The server finishes what is under way, as with SIGTERM. The command returns when its process has ended, so that the port and the data directory are free.',
    'Servers in containers and on other machines are stopped where they were started.',
  ],
  examples: ['lockstead stop', 'lockstead stop --data .lockstead'],
  exits: { 0: 'it has ended', 1: 'there is none, or it has not ended', 2: 'it cannot be stopped from here' },
  flags: serverFlags,

  async run(argv, terminal): Promise<ExitCode> {
    const words = parseWords(stop, argv);
    noWords(stop, words);
    const client = adminClient(words, terminal);
    const { endpoint } = client.server;
    const pid = await processOf(client);
    try {
      process.kill(pid, 'SIGTERM');
    } catch (error) {
      throw new Failure(`Process ${pid} cannot be stopped: ${(error as Error).message}.`, 2);
    }
    for (let waited = 0; !hasEnded(pid); waited += lookEveryMs) {
      if (waited >= endMsMax)
        throw new Failure(
          `Process ${pid} has not ended after ${endMsMax / 1000} seconds; it finishes what is under way.`,
          1,
        );
      await pause(lookEveryMs);
    }
    if (words.has(jsonFlag.name))
      terminal.out(`${JSON.stringify({ stopped: true, endpoint: endpoint.origin, pid })}\n`);
    else say(terminal, `The server on ${endpoint.origin} (process ${pid}) has ended.\n`);
    return 0;
  },
};

/** The process that the server names, or else the one in the data directory. In both cases it must be a process that runs a server. */
async function processOf(client: AdminClient): Promise<number> {
  const { endpoint, dataDirectory } = client.server;
  const known = readServer(dataDirectory);
  const remembered = known !== undefined && new URL(known.endpoint).origin === endpoint.origin ? known.pid : undefined;
  const { pid = remembered } = await client.health().catch((error: unknown) => {
    throw error instanceof Failure
      ? new Failure(`${error.message.replace(/: start Lockstead.*/, '')}: there is nothing to stop.`, 1)
      : error;
  });
  if (pid === undefined || !runsServer(pid))
    throw new Failure(
      `The server on ${endpoint.origin} was not started by "lockstead start" on this machine: it may run in a container, or inside another program. Stop it there.`,
      2,
    );
  return pid;
}
