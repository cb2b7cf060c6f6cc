/** `lockstead status`: is there a Lockstead, how does it stand, and do these keys work? */

import { type AdminClient, adminClient, type Health, Refused, Unreachable } from '#client/admin-client';
import { type ExitCode, Failure } from '#terminal/exit';
import { paintFor } from '#terminal/paint';
import { table } from '#terminal/table';
import { asTyped } from '#terminal/typed';
import type { Command } from './command.ts';
import { enforcementWords, openWarning } from './enforcement.ts';
import { say } from './flow.ts';
import { gaugeRow, gaugesIn } from './status/gauges.ts';
import { jsonFlag, noWords, parseWords, serverFlags } from './words.ts';

interface Signed {
  /** Where the keys come from; absent: there are none. */
  readonly source?: string;
  readonly accessKeyId?: string;
  readonly problem?: string;
  readonly clock?: { readonly now: string; readonly offsetSeconds: number };
}

const verboseFlag = { name: 'verbose', help: 'also show connections and memory, from the metrics' };

export const status: Command = {
  name: 'status',
  summary: 'say whether a server runs, and show its state',
  examples: ['lockstead status', 'lockstead status --verbose --endpoint http://127.0.0.1:5000'],
  exits: {
    0: 'it serves',
    1: 'nothing is there, or it cannot serve',
    2: 'the call cannot be read, or --verbose is not permitted',
  },
  flags: [...serverFlags, verboseFlag],

  async run(argv, terminal): Promise<ExitCode> {
    const words = parseWords(status, argv);
    noWords(status, words);
    const client = adminClient(words, terminal);
    const endpoint = client.server.endpoint.origin;
    let health: Health;
    try {
      health = await client.health();
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      if (!words.has(jsonFlag.name)) throw new Failure(error.message, 1);
      terminal.out(`${JSON.stringify({ endpoint, status: 'down', problem: error.message })}\n`);
      return 1;
    }
    const signed = health.status === 'ok' ? await readClock(client) : {};
    const isVerbose = words.has(verboseFlag.name) && health.status === 'ok';
    const gauges = isVerbose ? gaugesIn(await client.getText('metrics')) : undefined;
    const holders = isVerbose ? ((await client.get('connections')) as Holders) : undefined;
    if (words.has(jsonFlag.name)) {
      const { clock, ...credentials } = signed;
      terminal.out(`${JSON.stringify({ endpoint, ...health, clock, credentials, gauges, connections: holders })}\n`);
      return health.status === 'ok' ? 0 : 1;
    }
    if (health.status !== 'ok') {
      const { version, reason, since } = health;
      const when = since === undefined ? '' : ` since ${since}`;
      throw new Failure(`Lockstead ${version} on ${endpoint} cannot serve${when}: ${reason ?? health.status}`, 1);
    }
    const paint = paintFor(terminal);
    terminal.out(`${paint.good('●')} Lockstead ${health.version} serves on ${paint.bold(endpoint)}\n`);
    say(
      terminal,
      table(
        [
          ['Account', `${health.account}, region ${health.region}`],
          ['Enforcement', enforcementWords[health.enforce] ?? health.enforce],
          ['Services', health.services.join(', ')],
          ...(health.dev ? [['Development', 'test/test is the root user; the clock moves and reset is open']] : []),
          ['Credentials', credentialsLine(signed)],
          ...(signed.clock === undefined ? [] : [['Clock', clockLine(signed.clock)]]),
        ],
        { indent: '  ' },
      ),
    );
    const warning = openWarning(health.enforce);
    if (warning !== undefined) say(terminal, asTyped(`  ${paint.bad(warning)}\n`, terminal.typed.here));
    if (gauges !== undefined) say(terminal, `\n${table(gauges.map(gaugeRow), { indent: '  ' })}`);
    if (holders !== undefined) say(terminal, `\n${table(holderRows(holders), { indent: '  ' })}`);
    return 0;
  },
};

/** Who holds the connections, the most first. */
interface Holders {
  readonly addresses: readonly Holder[];
  readonly principals: readonly Holder[];
}

interface Holder {
  readonly name: string;
  readonly connections: number;
}

function holderRows({ addresses, principals }: Holders): string[][] {
  const rows = (what: string, holders: readonly Holder[]): string[][] =>
    holders.map(({ name, connections }) => [`Connections ${what} ${name}`, String(connections)]);
  return [...rows('from', addresses), ...rows('of', principals)];
}

/** A signed call that everybody with the right keys may make shows whether the keys work. */
async function readClock(client: AdminClient): Promise<Signed> {
  const found = client.keys === undefined ? {} : { source: client.keys.source, accessKeyId: client.keys.accessKeyId };
  try {
    return { ...found, clock: (await client.get('clock')) as NonNullable<Signed['clock']> };
  } catch (error) {
    if (error instanceof Refused) return { ...found, problem: error.message };
    throw error;
  }
}

function credentialsLine({ source, accessKeyId, problem }: Signed): string {
  if (problem !== undefined) return problem;
  return source === undefined ? 'none; the server asks for none' : `${accessKeyId} work, from ${source}`;
}

function clockLine({ now, offsetSeconds }: NonNullable<Signed['clock']>): string {
  return offsetSeconds === 0 ? now : `${now}, ${offsetSeconds} seconds ahead of the wall clock`;
}
