/** What `lockstead doctor` looks at, one check after the other. A check changes nothing. */
import { existsSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { octal, ownHands, whyNotSecret, whyUntrusted } from '#config/hands';
import { weakPlace } from '#config/place';
import { RootKey } from '#kernel/root-key';
import { checkDatabase } from './database.ts';
import type { Kept } from './part.ts';

export interface Finding {
  readonly about: string;
  readonly state: 'good' | 'warning' | 'bad';
  readonly says: string;
  /** What to do about it. */
  readonly advice?: string;
}

const secrets = ['root-key', 'credentials', 'root-password'];
const mebibyte = 1024 * 1024;
/** Below the first, writes are about to fail; below the second it is time to make room. */
const freeBytesMin = 16 * mebibyte;
const freeBytesWanted = 512 * mebibyte;
/** A write-ahead log grows while somebody reads for long; it is folded into the database at a checkpoint. */
const logBytesMax = 1024 * mebibyte;

/** `givenKey`: the root key, where it is not in the directory. */
export function findings(kept: Kept, givenKey: RootKey | undefined): readonly Finding[] {
  return [directory(kept), ...files(kept), space(kept.database), ...database(kept, givenKey)];
}

export function directory({ dataDirectory }: Pick<Kept, 'dataDirectory'>): Finding {
  const about = 'Data directory';
  const hands = ownHands();
  if (hands === undefined) return { about, state: 'good', says: dataDirectory };
  const found = statSync(dataDirectory);
  const why = weakPlace(dataDirectory, hands) ?? whyUntrusted(found, hands);
  if (why !== undefined)
    return {
      about,
      state: 'bad',
      says: `${dataDirectory}: ${why}`,
      advice: 'Make your user its only owner, and check that its files are yours.',
    };
  if ((found.mode & 0o077) !== 0)
    return {
      about,
      state: 'warning',
      says: `${dataDirectory} has mode ${octal(found.mode)}`,
      advice: `chmod 700 ${dataDirectory} (the next start does it)`,
    };
  return { about, state: 'good', says: `${dataDirectory}, for its owner alone` };
}

/** `database` is absent where it is not a file of this machine. */
export function files({
  dataDirectory,
  database: path,
}: Partial<Kept> & Pick<Kept, 'dataDirectory'>): readonly Finding[] {
  const hands = ownHands();
  if (hands === undefined) return [];
  const about = 'Files';
  const kept = [...secrets.map((name) => join(dataDirectory, name)), ...(path === undefined ? [] : [path])];
  const bad = kept.flatMap((file): readonly Finding[] => {
    const found = statSync(file, { throwIfNoEntry: false });
    const why = found === undefined ? undefined : whyNotSecret(found, hands);
    return why === undefined ? [] : [{ about, state: 'bad', says: `${file} ${why}`, advice: `chmod 600 ${file}` }];
  });
  return bad.length > 0 ? bad : [{ about, state: 'good', says: 'secrets are for their owner alone' }];
}

/** Of the file system that `path` is on. */
export function space(path: string): Finding {
  const about = 'Free space';
  const { bavail, bsize } = statfsSync(path);
  const free = bavail * bsize;
  const says = `${Math.floor(free / mebibyte)} MiB where ${path} is`;
  const state = free < freeBytesMin ? 'bad' : free < freeBytesWanted ? 'warning' : 'good';
  return {
    about,
    state,
    says,
    ...(state === 'good' ? {} : { advice: 'Make room: when the disk is full, writes answer ServiceUnavailable.' }),
  };
}

function database({ dataDirectory, database: path }: Kept, givenKey: RootKey | undefined): readonly Finding[] {
  const own = keyIn(dataDirectory);
  const { problems, account } = checkDatabase(path, givenKey ?? own.key);
  const size = `${Math.ceil(statSync(path).size / 1024)} KiB`;
  const log = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  return [
    rootKeyFinding(givenKey, own),
    ...(problems.length === 0
      ? [
          {
            about: 'Database',
            state: 'good' as const,
            says: `${path}, ${size}, is whole; account ${account ?? 'unknown'}`,
          },
        ]
      : problems.map((problem) => ({
          about: 'Database',
          state: 'bad' as const,
          says: `${path}: ${problem}`,
          advice: problem.includes('root key')
            ? 'Give the key of this database with --root-key; there is no way in without it.'
            : 'Stop the server, move the directory away and restore a backup ("lockstead restore").',
        }))),
    ...(log > logBytesMax
      ? [
          {
            about: 'Database',
            state: 'warning' as const,
            says: `its write-ahead log has ${Math.floor(log / mebibyte)} MiB`,
            advice: 'A program reads from it without pause: stop that program, or restart the server.',
          },
        ]
      : []),
  ];
}

interface OwnKey {
  readonly key?: RootKey;
  readonly problem?: string;
}

function keyIn(dataDirectory: string): OwnKey {
  const file = join(dataDirectory, 'root-key');
  if (!existsSync(file)) return {};
  try {
    const key = RootKey.parse(readFileSync(file, 'utf8'));
    return key === undefined ? { problem: `${file} holds no root key of 32 bytes in hex or base64` } : { key };
  } catch (error) {
    return { problem: `${file} cannot be read: ${(error as Error).message}` };
  }
}

function rootKeyFinding(given: RootKey | undefined, { key, problem }: OwnKey): Finding {
  const about = 'Root key';
  if (given !== undefined) return { about, state: 'good', says: 'given with --root-key' };
  if (problem !== undefined)
    return { about, state: 'bad', says: problem, advice: 'Put the right file there, or give the key with --root-key.' };
  if (key !== undefined)
    return { about, state: 'good', says: 'in the data directory: whoever can read the directory can read the secrets' };
  return {
    about,
    state: 'warning',
    says: 'not in the data directory, so whether it is the right one was not checked',
    advice: 'Give it with --root-key to have it checked.',
  };
}
