/** The directory that holds everything: 0700, ignored by git, with the root key and the first credentials beside the database. */
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Entropy } from '#kernel/entropy';
import type { AccountId, Region } from '#kernel/ids';
import { RootKey } from '#kernel/root-key';
import type { Secret } from '#kernel/secret';
import { isStoreFailure, StoreUnavailable } from '#store/unavailable';

const keyFile = 'root-key';
const credentialsFile = 'credentials';
const rootPasswordFile = 'root-password';
const serverFile = 'server.json';
const certificateFile = 'tls-certificate.pem';
const databaseFile = 'lockstead.db';
const ignoreFile = '.gitignore';
const ignoreAll = '*\n';
export const profile = 'lockstead';

/** Throws `StoreUnavailable`, and has touched nothing then. */
export function openDataDirectory(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    if (!isOurs(path)) {
      throw new StoreUnavailable(
        'unreadable',
        `The directory ${path} holds files, and none of Lockstead's: --data takes a new or empty one`,
      );
    }
    chmodSync(path, 0o700);
    const ignore = join(path, ignoreFile);
    if (!existsSync(ignore)) writeFileSync(ignore, ignoreAll, { mode: 0o600 });
  } catch (error) {
    throw unusable(path, error);
  }
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

/** A disk that is full, or a database that goes away, while Lockstead starts: a sentence, where our own faults keep their stack. */
export function refusedStart(error: unknown, directory: string | undefined): unknown {
  if (error instanceof StoreUnavailable || !isStoreFailure(error)) return error;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const reason = (cause as Error).message;
  const place = directory === undefined ? 'The database' : `The data directory ${directory}`;
  return new StoreUnavailable('unreadable', `${place} cannot be used: ${reason}`, { cause: error });
}

/**
 * In somebody else's directory secrets would lie among files that are shared or committed, and `credentials` may be his own.
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

/** Whole or not at all, and for its owner's eyes, whatever stood there before. */
function writePrivately(path: string, text: string): void {
  const written = `${path}.${process.pid}.new`;
  rmSync(written, { force: true });
  writeFileSync(written, text, { mode: 0o600, flag: 'wx', flush: true });
  renameSync(written, path);
}

/** A new file's name is on disk when its directory is. */
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
export function directoryRootKey(path: string, hasDatabase: boolean, entropy: Entropy): RootKey {
  try {
    return readOrMakeRootKey(path, hasDatabase, entropy);
  } catch (error) {
    throw unusable(path, error);
  }
}

function readOrMakeRootKey(path: string, hasDatabase: boolean, entropy: Entropy): RootKey {
  const file = join(path, keyFile);
  if (existsSync(file)) {
    const key = RootKey.parse(readFileSync(file, 'utf8'));
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

export interface StoredCredentials {
  readonly account: AccountId;
  readonly region: Region;
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
  readonly endpoint: string;
  /** In PEM, where the server made it itself and nobody else vouches for it. */
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
  const { endpoint, region, account } = credentials;
  writePrivately(join(directory, serverFile), `${JSON.stringify({ endpoint, region, account })}\n`);
}

/** A root password that is on disk, and not yet known to be one. */
export interface NotedPassword {
  keep(): void;
  /** Another node's first start was first: what this one wrote down is no password of anything. */
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
  const { endpoint, region, account } = known as Partial<Record<keyof KnownServer, unknown>>;
  if (typeof endpoint !== 'string' || typeof region !== 'string' || typeof account !== 'string') return undefined;
  // A directory can come with a repository: what it says must not send anybody's signed requests to another machine.
  if (!isOwnMachine(endpoint)) return undefined;
  const certificate = join(directory, certificateFile);
  return { endpoint, region, account, ...(existsSync(certificate) ? { certificateFile: certificate } : {}) };
}

function isOwnMachine(endpoint: string): boolean {
  const host = URL.canParse(endpoint) ? new URL(endpoint).hostname : '';
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}
