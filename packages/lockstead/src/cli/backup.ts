/** `lockstead backup`: everything that a server keeps, as one file, while it runs. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { dataDirectoryOf } from '#client/server';
import { readServer } from '#config/data-directory';
import { type Instant, isoMillis, systemClock } from '#kernel/clock';
import { type ExitCode, Failure, Usage } from '#terminal/exit';
import type { Terminal } from '#terminal/terminal';
import type { Words } from '#terminal/words';
import type { Command } from './command.ts';
import { say } from './flow.ts';
import { Progress } from './progress.ts';
import { writeBackup } from './upkeep/archive.ts';
import { rememberBackup } from './upkeep/backup-record.ts';
import { checkDatabase } from './upkeep/database.ts';
import type { Kept } from './upkeep/part.ts';
import { dataFlag, jsonFlag, parseWords } from './words.ts';

export const storeFlag = { name: 'store', value: 'URL', help: 'sqlite:PATH, where the server was started with it' };

export const backup: Command = {
  name: 'backup',
  summary: 'copy everything that a server keeps to one file, while it runs',
  words: 'FILE',
  about: [
    'FILE is a new tar archive with a manifest. It holds every write that was answered before it was made. Secrets in it are sealed with the root key.',
    'The root key is not in it. Keep the key in another place. Without the key, the backup cannot be restored. Whoever has both can read the secrets.',
    'With PostgreSQL, use pg_dump.',
  ],
  examples: ['lockstead backup monday.tar', 'lockstead backup monday.tar --data .lockstead'],
  exits: { 0: 'written', 2: 'the backup cannot be made; no file is left behind' },
  flags: [dataFlag, storeFlag, jsonFlag],

  async run(argv, terminal): Promise<ExitCode> {
    const words = parseWords(backup, argv);
    const [name, ...more] = words.words;
    if (name === undefined || more.length > 0) throw new Usage('"lockstead backup" takes the FILE to write.');
    const target = resolve(terminal.workingDirectory, name);
    if (existsSync(target)) throw new Failure(`${target} is there already.`, 2);
    const kept = keptBy(words, terminal);
    const { problems, account } = checkDatabase(kept.database);
    const [problem] = problems;
    if (problem !== undefined)
      throw new Failure(`The database ${kept.database} is damaged: ${problem}; "lockstead doctor" says what to do.`, 2);
    const made = systemClock().wallNow();
    const progress = new Progress(terminal, systemClock(), 0);
    const facts = { made: isoMillis(made), account: account ?? '' };
    const manifest = await writeBackup(target, kept, facts, (doing) => progress.note(doing)).finally(() =>
      progress.end(),
    );
    remember(kept, manifest.account, made, terminal);
    const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
    if (words.has(jsonFlag.name)) terminal.out(`${JSON.stringify({ file: target, ...manifest })}\n`);
    else {
      say(terminal, `${target} holds account ${manifest.account}, ${Math.ceil(bytes / 1024)} KiB.\n`);
      say(terminal, `The root key is not in it: ${whereIsTheKey(kept)}\n`);
    }
    return 0;
  },
};

/** The backup is made, whether that can be written down or not. */
function remember({ dataDirectory }: Kept, account: string, made: Instant, { err }: Terminal): void {
  try {
    rememberBackup(dataDirectory, account, made);
  } catch (error) {
    const { message } = error as Error;
    err(`lockstead: "lockstead responsibility host" will not know of this backup: ${message}.\n`);
  }
}

/** Throws `Failure` where there is no database of this machine. */
export function keptBy(words: Words, terminal: Terminal): Kept {
  const dataDirectory = dataDirectoryOf(words, terminal);
  const store =
    words.text('store') ?? terminal.environment['LOCKSTEAD_STORE'] ?? readServer(dataDirectory)?.store ?? '';
  if (/^postgres(ql)?:/.test(store))
    throw new Failure(
      'This server keeps its state in PostgreSQL: back that up with pg_dump, and the root key apart from it.',
      2,
    );
  if (store !== '' && !store.startsWith('sqlite:')) throw new Usage('--store takes sqlite:PATH here.');
  const database = resolve(dataDirectory, store === '' ? 'lockstead.db' : store.slice('sqlite:'.length));
  if (!existsSync(database))
    throw new Failure(`There is no database ${database}: name the server's --data directory.`, 2);
  return { dataDirectory, database };
}

function whereIsTheKey({ dataDirectory }: Kept): string {
  const own = join(dataDirectory, 'root-key');
  return existsSync(own)
    ? `it is in ${own}. Copy that file to another place than the backup.`
    : 'it is where --root-key says. A restored backup needs the same one.';
}
