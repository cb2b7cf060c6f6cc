/** The data directory learns where the server is, and with which key one reaches it: the commands look there. */
import { relative } from 'node:path';
import type { Config } from './config.ts';
import { type StoredCredentials, writeCredentials } from './data-directory.ts';

/** Relative to the directory, as `--store` takes it: one that is moved or copied still finds its own. */
function whereKept({ store, dataDirectory = '' }: Config): string {
  return store.kind === 'sqlite' ? `sqlite:${relative(dataDirectory, store.path)}` : 'postgres:';
}

/** What only a server that listens knows. */
type Told = Omit<StoredCredentials, 'region' | 'store' | 'certificate'>;

/** The path of the file with the credentials; nothing where there is no directory. `made` is the certificate that the server made for itself. */
export function tellDirectory(config: Config, made: string | undefined, told: Told): string | undefined {
  const { dataDirectory, region, tls } = config;
  if (dataDirectory === undefined) return undefined;
  return writeCredentials(dataDirectory, {
    ...told,
    region,
    store: whereKept(config),
    ...(tls === 'selfSigned' && made !== undefined ? { certificate: made } : {}),
  });
}
