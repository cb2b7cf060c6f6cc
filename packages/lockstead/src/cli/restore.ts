/** `lockstead restore`: a backup becomes a data directory again. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { dataDirectoryOf } from '#client/server';
import { parseConfig } from '#config/config';
import { loadRootKey } from '#config/root-key';
import { parseInstant, systemClock } from '#kernel/clock';
import { systemEntropy } from '#kernel/entropy';
import type { RootKey } from '#kernel/root-key';
import { type ExitCode, Failure, Usage } from '#terminal/exit';
import { shellWord } from '#terminal/shell-word';
import type { Terminal } from '#terminal/terminal';
import type { Words } from '#terminal/words';
import type { Command } from './command.ts';
import { say } from './flow.ts';
import { Progress } from './progress.ts';
import { type Manifest, readBackup } from './upkeep/archive.ts';
import { rememberRestore, writeBackupRecord } from './upkeep/backup-record.ts';
import { backupParts } from './upkeep/parts.ts';
import { BadArchive } from './upkeep/tar.ts';
import { jsonFlag, parseWords } from './words.ts';

const keyFlag = {
  name: 'root-key',
  value: 'file:PATH|env:NAME|prompt',
  help: 'the key that the backup is sealed with',
};
const ownKeyFlag = { name: 'keep-key', help: 'also write the root key into the directory, where a start looks for it' };
const backupOfFlag = {
  name: 'backup-of',
  value: 'DIRECTORY',
  help: 'the data directory that was backed up, which remembers that a restore was tried (.lockstead)',
};
const newDataFlag = { name: 'data', value: 'DIRECTORY', help: 'the data directory to make: new, or empty' };

export const restore: Command = {
  name: 'restore',
  summary: 'make a data directory from a backup',
  words: 'FILE',
  about: [
    'Every file is compared with the manifest, and the database is checked. The root key must be the one that the backup is sealed with. Only then is the directory made.',
    'Without --keep-key, start the server with the same --root-key.',
  ],
  examples: ['lockstead restore monday.tar --data new --root-key file:key --keep-key'],
  exits: { 0: 'restored', 2: 'the backup cannot be restored; nothing has been made' },
  flags: [newDataFlag, keyFlag, ownKeyFlag, backupOfFlag, jsonFlag],

  async run(argv, terminal): Promise<ExitCode> {
    const words = parseWords(restore, argv);
    const [name, ...more] = words.words;
    if (name === undefined || more.length > 0) throw new Usage('"lockstead restore" takes the FILE of a backup.');
    const given = words.text('data');
    if (given === undefined) throw new Usage('"lockstead restore" wants the --data directory to make.');
    const directory = resolve(terminal.workingDirectory, given);
    if (existsSync(directory) && readdirSync(directory).length > 0)
      throw new Failure(`${directory} is not empty: --data names a new or empty directory.`, 2);
    const rootKey = await rootKeyOf(words, terminal);
    const progress = new Progress(terminal, systemClock(), 0);
    const file = resolve(terminal.workingDirectory, name);
    const tell = (doing: string): void => progress.note(doing);
    let manifest: Manifest;
    try {
      manifest = unpackTo(directory, { file, rootKey, keepKey: words.has(ownKeyFlag.name), tell });
    } finally {
      progress.end();
    }
    remember(manifest, words, terminal);
    if (words.has(jsonFlag.name)) terminal.out(`${JSON.stringify({ directory, ...manifest })}\n`);
    else {
      const key = words.has(ownKeyFlag.name) ? '' : ` --root-key ${shellWord(words.text(keyFlag.name) ?? '')}`;
      say(terminal, `${directory} now holds account ${manifest.account} as it was at ${manifest.made}.\n`);
      terminal.out(`  ${terminal.typed.here} start --data ${shellWord(directory)}${key}\n`);
    }
    return 0;
  },
};

/** In the directory that was backed up, if it is here: the restore itself is done. */
function remember({ account }: Manifest, words: Words, terminal: Terminal): void {
  const named = words.text(backupOfFlag.name);
  try {
    const source = dataDirectoryOf({ text: (flag) => (flag === 'data' ? named : undefined) }, terminal);
    const isKnown = rememberRestore(source, account, systemClock().wallNow());
    if (!isKnown && named !== undefined)
      terminal.err(`lockstead: ${source} knows of no backup of account ${account}, and remembers nothing.\n`);
  } catch (error) {
    if (named !== undefined) terminal.err(`lockstead: the restore is not remembered: ${(error as Error).message}.\n`);
  }
}

async function rootKeyOf(words: Words, { environment, ask }: Terminal): Promise<RootKey> {
  const source = words.text(keyFlag.name);
  if (source === undefined) throw new Usage('"lockstead restore" wants the --root-key that the backup is sealed with.');
  // The key is read as a start with --ephemeral reads it: no data directory is looked at.
  const config = parseConfig({ ephemeral: true, 'root-key': source });
  return await loadRootKey(config, { environment, entropy: systemEntropy(), ...(ask === undefined ? {} : { ask }) });
}

interface Unpacking {
  readonly file: string;
  readonly rootKey: RootKey;
  readonly keepKey: boolean;
  readonly tell: (doing: string) => void;
}

/**
 * The files are unpacked to a folder beside the directory, which gets the directory's name at the end. So a restore that was interrupted leaves
 * nothing that a start would use.
 */
function unpackTo(directory: string, { file, rootKey, keepKey, tell }: Unpacking): Manifest {
  let work: string | undefined;
  try {
    mkdirSync(dirname(directory), { recursive: true });
    work = mkdtempSync(join(dirname(directory), `.${basename(directory)}-restoring-`));
    const [unpacked, made] = [join(work, 'unpacked'), join(work, 'made')];
    for (const folder of [unpacked, made]) mkdirSync(folder, { mode: 0o700 });
    const manifest = readBackup(file, unpacked, tell);
    for (const part of backupParts.filter(({ name }) => manifest.parts.includes(name))) {
      tell(`checks the ${part.name}`);
      const [problem] = part.check(join(unpacked, part.name), rootKey);
      if (problem !== undefined) throw new Failure(`The backup ${file} cannot be restored: ${problem}.`, 2);
      part.install(join(unpacked, part.name), made);
    }
    const madeAt = parseInstant(manifest.made);
    if (madeAt !== undefined)
      writeBackupRecord(made, { account: manifest.account, made: madeAt, restored: systemClock().wallNow() });
    if (keepKey) writeFileSync(join(made, 'root-key'), `${rootKey.exportHex()}\n`, { mode: 0o600, flush: true });
    renameSync(made, directory);
    return manifest;
  } catch (error) {
    if (error instanceof Failure) throw error;
    if (error instanceof BadArchive || (error as NodeJS.ErrnoException).code !== undefined)
      throw new Failure(`The backup ${file} cannot be restored: ${(error as Error).message}.`, 2);
    throw error;
  } finally {
    if (work !== undefined) rmSync(work, { recursive: true, force: true });
  }
}
