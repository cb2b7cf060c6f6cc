/** The keyring as the server tells of it, and how that is shown. */
import { table } from '#terminal/table';

/** As `GET /_lockstead/keyring` answers. */
export interface KeyringStatus {
  readonly keys: number;
  /** Milliseconds since 1970. */
  readonly rotatedAt?: number;
  readonly materials: number;
  readonly behind: number;
}

export function statusText({ keys, rotatedAt, materials, behind }: KeyringStatus): string {
  if (keys === 0) return 'There is no keyring yet: it is made with the first key of KMS.\n';
  const rows = [
    ['Keys of the keyring', String(keys)],
    ['Newest since', rotatedAt === undefined ? '' : new Date(rotatedAt).toISOString()],
    ['Key materials', String(materials)],
    ['Under older keys', String(behind)],
  ];
  const hint = behind === 0 ? '' : '"lockstead keyring rewrap" seals them under the newest key.\n';
  return `${table(rows)}${hint}`;
}
