/** `lockstead doctor`: whether a data directory is whole and safe, and what to do where it is not. */
import { arch, platform, release } from 'node:os';
import process from 'node:process';
import { AdminClient } from '#client/admin-client';
import { parseConfig } from '#config/config';
import { readServer } from '#config/data-directory';
import { loadRootKey } from '#config/root-key';
import { systemClock } from '#kernel/clock';
import { systemEntropy } from '#kernel/entropy';
import type { RootKey } from '#kernel/root-key';
import { type ExitCode, Failure } from '#terminal/exit';
import { type Paint, paintFor } from '#terminal/paint';
import type { Terminal } from '#terminal/terminal';
import { asTyped } from '#terminal/typed';
import type { Words } from '#terminal/words';
import { version } from '../version.ts';
import { keptBy, storeFlag } from './backup.ts';
import type { Command } from './command.ts';
import { say } from './flow.ts';
import { hostPartsOf, summaryOf } from './responsibility/host.ts';
import { type Finding, findings } from './upkeep/findings.ts';
import { hostLines } from './upkeep/host-lines.ts';
import { dataFlag, jsonFlag, noWords, parseWords } from './words.ts';

const keyFlag = {
  name: 'root-key',
  value: 'file:PATH|env:NAME|prompt',
  help: 'the key, where it is not in the directory',
};

export const doctor: Command = {
  name: 'doctor',
  summary: 'check a data directory: database, modes, root key, free space',
  about: [
    'Reads the whole database, also while the server runs, and changes nothing. It prints no secret, so you can put its output into a bug report.',
  ],
  examples: ['lockstead doctor', 'lockstead doctor --data .lockstead --json'],
  exits: {
    0: 'everything is in order',
    1: 'something is not in order; its line says what to do',
    2: 'there is no data directory to look at',
  },
  flags: [dataFlag, storeFlag, keyFlag, jsonFlag],

  async run(argv, terminal): Promise<ExitCode> {
    const words = parseWords(doctor, argv);
    noWords(doctor, words);
    const kept = keptBy(words, terminal);
    const found = [...findings(kept, await keyOf(words, terminal)), await serverFinding(kept.dataDirectory)];
    const isWell = found.every(({ state }) => state === 'good');
    // They do not decide whether the directory is well: some are choices, and some no program can see.
    const host = await hostLines(await hostPartsOf(words, terminal));
    const system = { lockstead: version, node: process.versions.node, system: `${platform()} ${release()} ${arch()}` };
    if (words.has(jsonFlag.name))
      terminal.out(`${JSON.stringify({ ...system, well: isWell, findings: found, host })}\n`);
    else {
      say(terminal, `Lockstead ${system.lockstead}, Node ${system.node}, ${system.system}\n`);
      const paint = paintFor(terminal);
      for (const finding of found) say(terminal, lineOf(finding, paint));
      const more = asTyped('"lockstead responsibility host" lists them.', terminal.typed.here);
      say(terminal, `The host: ${summaryOf(host)} ${more}\n`);
    }
    return isWell ? 0 : 1;
  },
};

function lineOf({ about, state, says, advice }: Finding, paint: Paint): string {
  const mark = { good: paint.good('✓'), warning: paint.note('!'), bad: paint.bad('✗') }[state];
  return `${mark} ${about}: ${says}\n${advice === undefined ? '' : `    ${advice}\n`}`;
}

async function keyOf(words: Words, { environment, ask }: Terminal): Promise<RootKey | undefined> {
  const source = words.text(keyFlag.name) ?? environment['LOCKSTEAD_ROOT_KEY'];
  if (source === undefined) return undefined;
  const config = parseConfig({ ephemeral: true, 'root-key': source });
  return await loadRootKey(config, { environment, entropy: systemEntropy(), ...(ask === undefined ? {} : { ask }) });
}

/** Whether the server of this directory runs. It is not a fault if it does not. */
async function serverFinding(dataDirectory: string): Promise<Finding> {
  const about = 'Server';
  const known = readServer(dataDirectory);
  if (known === undefined) return { about, state: 'good', says: 'none has been started on this directory' };
  const place = { endpoint: new URL(known.endpoint), region: known.region, dataDirectory, certificates: [] };
  try {
    const health = await new AdminClient({ ...place, ofAccount: known.account }, undefined, systemClock()).health();
    const { status, reason = status, version: its } = health;
    if (status !== 'ok')
      return {
        about,
        state: 'bad',
        says: `on ${known.endpoint} it cannot serve: ${reason}`,
        advice: 'Look into its log.',
      };
    return { about, state: 'good', says: `version ${its} serves on ${known.endpoint}` };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { about, state: 'good', says: `does not run (the last one was on ${known.endpoint})` };
  }
}
