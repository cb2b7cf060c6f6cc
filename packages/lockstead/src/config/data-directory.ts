/** The directory that holds everything: 0700, ignored by git, with the root key and the first credentials beside the database. */
import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Entropy } from '#kernel/entropy';
import type { AccountId, Region } from '#kernel/ids';
import { RootKey } from '#kernel/root-key';
import type { Secret } from '#kernel/secret';
import { isStoreFailure, StoreUnavailable } from '#store/unavailable';
import { type Hands, octal, ownHands, whyUntrusted } from './hands.ts';
import { weakPlace } from './place.ts';

const keyFile = 'root-key';
const credentialsFile = 'credentials';
const rootPasswordFile = 'root-password';
const serverFile = 'server.json';
const certificateFile = 'tls-certificate.pem';
const databaseFile = 'lockstead.db';
const ignoreFile = '.gitignore';
const ignoreAll = '*\n';
export const profile = 'lockstead';
const forOthers = 0o077;
const anybodyWrites = 0o002;

/** Told, in a sentence, what was set right. */
export type Say = (sentence: string) => void;

/**
 * Makes the directory, or uses the one that is there. It must belong to this user. Modes that let others in are corrected, and `say` is told.
 * Throws `StoreUnavailable`; then it has changed nothing but modes. `database`: where that lies, if it is not in the directory.
 */
export function openDataDirectory(
  path: string,
  say: Say = () => undefined,
  database: string = join(path, databaseFile),
  hands: Hands | undefined = ownHands(),
): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    if (!isOurs(path)) {
      throw new StoreUnavailable(
        'unreadable',
        `The directory ${path} holds files, and none of Lockstead's: --data takes a new or empty one`,
      );
    }
    if (hands === undefined) chmodSync(path, 0o700);
    else keepToOwner(path, database, hands, say);
    const ignore = join(path, ignoreFile);
    if (!existsSync(ignore)) writeFileSync(ignore, ignoreAll, { mode: 0o600 });
  } catch (error) {
    throw unusable(path, error);
  }
}

function keepToOwner(path: string, database: string, hands: Hands, say: Say): void {
  refuseWeakPlace(path, path, hands);
  closeDirectory(path, hands, say);
  refuseWeakPlace(database, path, hands);
  const logs = ['-wal', '-shm', '.lock'].map((ending) => `${database}${ending}`);
  const own = [credentialsFile, rootPasswordFile, serverFile, certificateFile].map((name) => join(path, name));
  for (const file of [database, ...logs, ...own]) closeFile(file, hands, say);
}

function refuseWeakPlace(place: string, path: string, hands: Hands): void {
  const weak = weakPlace(place, hands);
  if (weak !== undefined) throw new StoreUnavailable('unreadable', `The data directory ${path} is not safe: ${weak}`);
}

/** It checks and changes the open directory, not whatever has its name by then. */
function closeDirectory(path: string, hands: Hands, say: Say): void {
  const directory = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    const { uid, mode } = fstatSync(directory);
    if (uid !== hands.user) throw foreign(path, uid);
    if ((mode & forOthers) === 0) return;
    // Another user who could write there may have put a database into it.
    if ((mode & anybodyWrites) !== 0 && readdirSync(path).some((name) => name !== 'lost+found'))
      throw new StoreUnavailable(
        'unreadable',
        `Every user of this machine can change the data directory ${path} (its mode is ${octal(mode)}): look whether its files are yours, then "chmod 700" it`,
      );
    fchmodSync(directory, 0o700);
    say(
      `other users could enter the data directory ${path} (its mode was ${octal(mode)}): it is for its owner alone now`,
    );
  } finally {
    closeSync(directory);
  }
}

/**
 * Works by name: opening and closing the file would give up SQLite's locks on it in this process. It is safe, since nobody else can change the
 * directory.
 */
function closeFile(file: string, hands: Hands, say: Say): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (found.uid !== hands.user) throw foreign(file, found.uid);
  if ((found.mode & forOthers) === 0 || !found.isFile()) return;
  chmodSync(file, 0o600);
  say(corrected(file, found.mode));
}

function corrected(file: string, mode: number): string {
  return `the mode of ${file} was ${octal(mode)}: it is for its owner alone now, but others may have read it`;
}

function foreign(path: string, uid: number): StoreUnavailable {
  return new StoreUnavailable(
    'unreadable',
    `${path} belongs to another user (uid ${uid}): start as that user, or make it yours with chown`,
  );
}

/**
 * A directory of somebody else's must not tell a command where its server is, nor with whose keys to sign. `undefined`: it may, or it is
 * not there.
 */
export function whyForeign(path: string, hands: Hands | undefined = ownHands()): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || hands === undefined) return undefined;
  return whyUntrusted(found, hands);
}

/** What the system refused, as the sentence that start ends with. */
export function unusable(directory: string, error: unknown): unknown {
  if (error instanceof StoreUnavailable) return error;
  return new StoreUnavailable(
    'unreadable',
    `The data directory ${directory} cannot be used: ${(error as Error).message}`,
    { cause: error },
  );
}

/** A full disk, or a database that goes away while Lockstead starts, becomes one sentence. Faults of our own keep their stack. */
export function refusedStart(error: unknown, directory: string | undefined): unknown {
  if (error instanceof StoreUnavailable || !isStoreFailure(error)) return error;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const reason = (cause as Error).message;
  const place = directory === undefined ? 'The database' : `The data directory ${directory}`;
  return new StoreUnavailable('unreadable', `${place} cannot be used: ${reason}`, { cause: error });
}

/**
 * In a directory of other files, secrets would lie among files that are shared or committed, and `credentials` may be a file of the user's.
 * A new disk's `lost+found` is nobody's.
 */
function isOurs(path: string): boolean {
  const names = readdirSync(path).filter((name) => name !== 'lost+found');
  if (names.length === 0 || names.includes(databaseFile) || names.includes(keyFile)) return true;
  return names.includes(ignoreFile) && readFileSync(join(path, ignoreFile), 'utf8') === ignoreAll;
}

/** Whether a start on this directory has come to its end once: each of these files is written after the database has its account. */
export function hadFirstStart(path: string): boolean {
  const names = [credentialsFile, serverFile, rootPasswordFile];
  // `credentials` may stand in somebody else's directory as well.
  return names.some((name) => existsSync(join(path, name))) && isOurs(path);
}

/** Writes the whole file or nothing. Only the owner can read it, whatever the mode of the old file was. */
function writePrivately(path: string, text: string): void {
  const written = `${path}.${process.pid}.new`;
  rmSync(written, { force: true });
  writeFileSync(written, text, { mode: 0o600, flag: 'wx', flush: true });
  renameSync(written, path);
}

/** The name of a new file is on disk only after its directory is flushed. */
function flushDirectory(path: string): void {
  if (process.platform === 'win32') return;
  const directory = openSync(path, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

/** The directory's own key, made at the first start. A database without its key is never given a new one. */
export function directoryRootKey(
  path: string,
  hasDatabase: boolean,
  entropy: Entropy,
  say: Say = () => undefined,
): RootKey {
  try {
    return readOrMakeRootKey(path, hasDatabase, entropy, say);
  } catch (error) {
    throw unusable(path, error);
  }
}

function readOrMakeRootKey(path: string, hasDatabase: boolean, entropy: Entropy, say: Say): RootKey {
  const file = join(path, keyFile);
  if (existsSync(file)) {
    const key = RootKey.parse(readKey(file, ownHands(), say));
    if (key === undefined)
      throw new StoreUnavailable('wrongRootKey', `${file} holds no root key of 32 bytes in hex or base64`);
    return key;
  }
  if (hasDatabase) {
    throw new StoreUnavailable(
      'wrongRootKey',
      `${file} is missing: the database beside it cannot be read without the root key it is sealed with (--root-key)`,
    );
  }
  const key = RootKey.generate(entropy);
  try {
    writeFileSync(file, `${key.exportHex()}\n`, { mode: 0o600, flag: 'wx', flush: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new StoreUnavailable('inUse', `${path} is in use: another process is making its root key`);
  }
  flushDirectory(path);
  return key;
}

/** The key in the directory may be a link to another place. It checks and changes the open file, not whatever has its name by then. */
function readKey(path: string, hands: Hands | undefined, say: Say): string {
  const file = openSync(path, 'r');
  try {
    const found = fstatSync(file);
    const { uid, mode } = found;
    // What is not a file cannot be read either, and keeps its mode.
    if (hands !== undefined && found.isFile()) {
      const weak = weakPlace(path, hands);
      if (weak !== undefined) throw new StoreUnavailable('unreadable', `The root key ${path} is not safe: ${weak}`);
      if (uid !== hands.user) throw foreign(path, uid);
      if ((mode & forOthers) !== 0) {
        fchmodSync(file, 0o600);
        say(corrected(path, mode));
      }
    }
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

export interface StoredCredentials {
  readonly account: AccountId;
  readonly region: Region;
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
  readonly endpoint: string;
  /** The server's process, so that it can be stopped. */
  readonly pid?: number;
  /** `sqlite:PATH`, or `postgres:` without its address, which may hold a password. */
  readonly store?: string;
  /** In PEM. Present if the server made it itself, so that no authority vouches for it. */
  readonly certificate?: string;
}

/**
 * In AWS's shared-credentials format, so that `AWS_SHARED_CREDENTIALS_FILE` can point at it. Beside them, where the server listens:
 * the commands look there for it.
 */
export function writeCredentials(directory: string, credentials: StoredCredentials): string {
  try {
    writeCredentialsFiles(directory, credentials);
  } catch (error) {
    throw unusable(directory, error);
  }
  return join(directory, credentialsFile);
}

function writeCredentialsFiles(directory: string, credentials: StoredCredentials): void {
  const lines = [
    `[${profile}]`,
    `aws_access_key_id = ${credentials.accessKeyId}`,
    `aws_secret_access_key = ${credentials.secretAccessKey.reveal()}`,
    '',
  ];
  writePrivately(join(directory, credentialsFile), lines.join('\n'));
  const trusted = join(directory, certificateFile);
  if (credentials.certificate === undefined) rmSync(trusted, { force: true });
  else writePrivately(trusted, credentials.certificate);
  const { endpoint, region, account, pid, store } = credentials;
  writePrivately(join(directory, serverFile), `${JSON.stringify({ endpoint, region, account, pid, store })}\n`);
}

/** A root password that is on disk, while it is not decided yet whether this start makes the account. */
export interface NotedPassword {
  keep(): void;
  /** Another node has made the account first, so the password of this one is not used. */
  discard(): void;
}

/**
 * The root user's e-mail and password, in a file of their own: they are for the day when nothing else helps, and best moved elsewhere.
 * Under a name that no other start takes until `keep`: several may share a directory, where the database is elsewhere.
 */
export function noteRootPassword(
  directory: string,
  { email, password }: { readonly email: string; readonly password: Secret },
  entropy: Entropy,
): NotedPassword {
  const path = join(directory, rootPasswordFile);
  const noted = `${path}.${entropy.bytes(4).toString('hex')}`;
  const attempt = (step: () => void): void => {
    try {
      step();
    } catch (error) {
      throw unusable(directory, error);
    }
  };
  attempt(() =>
    writeFileSync(noted, `email = ${email}\npassword = ${password.reveal()}\n`, { mode: 0o600, flush: true }),
  );
  return {
    keep: () => attempt(() => renameSync(noted, path)),
    discard: () => rmSync(noted, { force: true }),
  };
}

export function credentialsPath(directory: string): string {
  return join(directory, credentialsFile);
}

export interface KnownServer {
  readonly endpoint: string;
  readonly region: string;
  readonly account: string;
  /** Its process; another may have the number by now. */
  readonly pid?: number;
  /** Where it keeps its state: `sqlite:PATH`, or `postgres:`. */
  readonly store?: string;
  /** The file with the certificate that the server made for itself. */
  readonly certificateFile?: string;
}

/** What the last start on this directory wrote down. `undefined` where there was none, or what stands there is nothing of ours. */
export function readServer(directory: string): KnownServer | undefined {
  let known: unknown;
  try {
    known = JSON.parse(readFileSync(join(directory, serverFile), 'utf8'));
  } catch {
    return undefined;
  }
  if (typeof known !== 'object' || known === null) return undefined;
  const { endpoint, region, account, pid, store } = known as Partial<Record<keyof KnownServer, unknown>>;
  if (typeof endpoint !== 'string' || typeof region !== 'string' || typeof account !== 'string') return undefined;
  // A directory can be part of a repository that somebody cloned. It must not send signed requests to another machine.
  if (!isOwnMachine(endpoint)) return undefined;
  const certificate = join(directory, certificateFile);
  const kept = typeof store === 'string' ? { store } : {};
  const process = typeof pid === 'number' && Number.isSafeInteger(pid) && pid > 1 ? { pid } : {};
  return {
    endpoint,
    region,
    account,
    ...process,
    ...kept,
    ...(existsSync(certificate) ? { certificateFile: certificate } : {}),
  };
}

/**
 * The process of the server that last started on this directory, wherever it listens. It says who listens, and never where to send a
 * request: that is `readServer`. Another process may have the number by now.
 */
export function readServerProcess(directory: string): number | undefined {
  try {
    const { pid } = JSON.parse(readFileSync(join(directory, serverFile), 'utf8')) as { readonly pid?: unknown };
    return typeof pid === 'number' && Number.isSafeInteger(pid) && pid > 1 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** `sqlite:PATH` or `postgres:`, as the last start on this directory wrote it down. */
export function readServerStore(directory: string): string | undefined {
  try {
    const { store } = JSON.parse(readFileSync(join(directory, serverFile), 'utf8')) as { readonly store?: unknown };
    return typeof store === 'string' ? store : undefined;
  } catch {
    return undefined;
  }
}

function isOwnMachine(endpoint: string): boolean {
  const host = URL.canParse(endpoint) ? new URL(endpoint).hostname : '';
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}
