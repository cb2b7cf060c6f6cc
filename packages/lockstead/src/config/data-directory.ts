/** The directory that holds everything: 0700, ignored by git, with the root key and the first credentials beside the database. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Entropy } from '#kernel/entropy';
import type { AccountId, Region } from '#kernel/ids';
import { RootKey } from '#kernel/root-key';
import type { Secret } from '#kernel/secret';
import { StoreUnavailable } from '#store/unavailable';

const keyFile = 'root-key';
const credentialsFile = 'credentials';
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
}

/** In AWS's shared-credentials format, so that `AWS_SHARED_CREDENTIALS_FILE` can point at it. */
export function writeCredentials(directory: string, credentials: StoredCredentials): string {
  const path = join(directory, credentialsFile);
  const lines = [
    `[${profile}]`,
    `aws_access_key_id = ${credentials.accessKeyId}`,
    `aws_secret_access_key = ${credentials.secretAccessKey.reveal()}`,
    '',
  ];
  writeFileSync(path, lines.join('\n'), { mode: 0o600, flush: true });
  return path;
}

export function credentialsPath(directory: string): string {
  return join(directory, credentialsFile);
}
