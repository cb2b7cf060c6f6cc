/** The directory that holds everything: 0700, ignored by git, with the root key and the first credentials beside the database. */
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Entropy } from '#kernel/entropy';
import type { AccountId, Region } from '#kernel/ids';
import { RootKey } from '#kernel/root-key';
import type { Secret } from '#kernel/secret';
import { StoreUnavailable } from '#store/unavailable';

const keyFile = 'root-key';
const credentialsFile = 'credentials';
const rootPasswordFile = 'root-password';
const serverFile = 'server.json';
const certificateFile = 'tls-certificate.pem';
export const profile = 'lockstead';

export function openDataDirectory(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    chmodSync(path, 0o700);
    const ignore = join(path, '.gitignore');
    if (!existsSync(ignore)) writeFileSync(ignore, '*\n', { mode: 0o600 });
  } catch (error) {
    throw new StoreUnavailable('unreadable', `The data directory ${path} cannot be used: ${(error as Error).message}`);
  }
}

/** The directory's own key, made at the first start. A database without its key is never given a new one. */
export function directoryRootKey(path: string, hasDatabase: boolean, entropy: Entropy): RootKey {
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
  writeFileSync(file, `${key.exportHex()}\n`, { mode: 0o600, flag: 'wx', flush: true });
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
  const path = join(directory, credentialsFile);
  const lines = [
    `[${profile}]`,
    `aws_access_key_id = ${credentials.accessKeyId}`,
    `aws_secret_access_key = ${credentials.secretAccessKey.reveal()}`,
    '',
  ];
  writeFileSync(path, lines.join('\n'), { mode: 0o600, flush: true });
  const trusted = join(directory, certificateFile);
  if (credentials.certificate === undefined) rmSync(trusted, { force: true });
  else writeFileSync(trusted, credentials.certificate, { mode: 0o600 });
  const { endpoint, region, account } = credentials;
  writeFileSync(join(directory, serverFile), `${JSON.stringify({ endpoint, region, account })}\n`, { mode: 0o600 });
  return path;
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
  writeFileSync(noted, `email = ${email}\npassword = ${password.reveal()}\n`, { mode: 0o600, flush: true });
  return {
    keep: () => renameSync(noted, path),
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
  const certificate = join(directory, certificateFile);
  return { endpoint, region, account, ...(existsSync(certificate) ? { certificateFile: certificate } : {}) };
}
