/** `lockstead responsibility host`: the half of the model that whoever runs Lockstead has taken over from AWS. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { AdminClient } from '#client/admin-client';
import { dataDirectoryOf } from '#client/server';
import { readServer, readServerStore } from '#config/data-directory';
import { systemClock } from '#kernel/clock';
import { type ExitCode, Failure, Usage } from '#terminal/exit';
import { harmlessLine, type Paint, paintFor } from '#terminal/paint';
import type { Terminal } from '#terminal/terminal';
import { asTyped } from '#terminal/typed';
import type { Words } from '#terminal/words';
import { storeFlag } from '../backup.ts';
import { say } from '../flow.ts';
import { type HostLine, type HostParts, hostLines } from '../upkeep/host-lines.ts';
import { dataFlag, type Flag, jsonFlag } from '../words.ts';

export const hostFlags: readonly Flag[] = [
  { ...storeFlag, value: 'URL', help: 'host: sqlite:PATH or postgres://…, where the server was started with it' },
];

export async function host(words: Words, terminal: Terminal): Promise<ExitCode> {
  const [, another] = words.words;
  if (another !== undefined) throw new Usage('"lockstead responsibility host" takes no further words.');
  for (const flag of ['layer', 'side', 'svg', 'endpoint'])
    if (words.text(flag) !== undefined) throw new Usage(`"lockstead responsibility host" takes no --${flag}.`);
  if (words.has('markdown')) throw new Usage('"lockstead responsibility host" takes no --markdown.');
  const parts = await hostPartsOf(words, terminal);
  const lines = await hostLines(parts);
  const isInOrder = lines.every(({ state }) => state !== 'notInOrder');
  if (words.has(jsonFlag.name)) {
    const { dataDirectory } = parts;
    terminal.out(`${JSON.stringify({ dataDirectory, inOrder: isInOrder, lines })}\n`);
  } else {
    const paint = paintFor(terminal);
    say(terminal, 'Whoever runs Lockstead must do what AWS does on AWS. Data directory: ');
    say(
      terminal,
      `${parts.dataDirectory}\n\n${asTyped(lines.map((line) => textOf(line, paint)).join(''), terminal.typed.here)}\n`,
    );
    say(terminal, `${summaryOf(lines)}\n`);
  }
  return isInOrder ? 0 : 1;
}

/** Throws `Failure` where there is no data directory. */
export async function hostPartsOf(words: Words, terminal: Terminal): Promise<HostParts> {
  const dataDirectory = dataDirectoryOf(words, terminal);
  if (!existsSync(dataDirectory))
    throw new Failure(`There is no data directory ${dataDirectory}: name the server's with --${dataFlag.name}.`, 2);
  const store = words.text(storeFlag.name) ?? terminal.environment['LOCKSTEAD_STORE'] ?? readServerStore(dataDirectory);
  const isPostgres = store !== undefined && /^postgres(ql)?:/.test(store);
  if (store !== undefined && !isPostgres && !store.startsWith('sqlite:'))
    throw new Usage('--store takes sqlite:PATH or postgres://… here.');
  const serverVersion = await versionOf(dataDirectory);
  const common = {
    dataDirectory,
    now: systemClock().wallNow(),
    ...(serverVersion === undefined ? {} : { serverVersion }),
  };
  if (isPostgres) return { ...common, ...(store.includes('//') ? { postgresUrl: store } : {}) };
  const database = resolve(dataDirectory, store === undefined ? 'lockstead.db' : store.slice('sqlite:'.length));
  if (!existsSync(database))
    throw new Failure(`There is no database ${database}: name the server's --data directory.`, 2);
  return { ...common, database };
}

/** Of the server that runs on the directory; `undefined` where none answers. */
async function versionOf(dataDirectory: string): Promise<string | undefined> {
  const known = readServer(dataDirectory);
  if (known === undefined) return undefined;
  const place = { endpoint: new URL(known.endpoint), region: known.region, dataDirectory, certificates: [] };
  try {
    return (await new AdminClient({ ...place, ofAccount: known.account }, undefined, systemClock()).health()).version;
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

function textOf({ about, state, says, advice }: HostLine, paint: Paint): string {
  const shown = harmlessLine(says);
  const line = {
    inOrder: `${paint.good('✓')} ${about}: ${shown}`,
    notInOrder: `${paint.bad('✗')} ${about}: ${shown}`,
    notSeen: `${paint.note('–')} ${about}: cannot be seen from here: ${shown}`,
  }[state];
  return `${line}\n${advice === undefined ? '' : `    ${advice}\n`}`;
}

export function summaryOf(lines: readonly HostLine[]): string {
  const count = (state: HostLine['state']): number => lines.filter((line) => line.state === state).length;
  return `${count('inOrder')} in order, ${count('notInOrder')} not in order, ${count('notSeen')} cannot be seen from here.`;
}
