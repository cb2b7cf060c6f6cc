/**
 * What a data directory remembers of its backups: when the last one was made, and when one was last restored. A small file of the owner's, so
 * that `lockstead responsibility host` can tell. A backup that was deleted, or made by other means, is not known here.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { type Instant, isoMillis, parseInstant } from '#kernel/clock';

export interface BackupRecord {
  readonly account: string;
  /** When the last backup was made. */
  readonly made: Instant;
  /** When a backup of this account was last restored, from first byte to last. */
  readonly restored?: Instant;
}

const file = 'backup-record.json';

/** `undefined`: none was made here, or what is written there is not ours. */
export function readBackupRecord(dataDirectory: string): BackupRecord | undefined {
  let written: unknown;
  try {
    written = JSON.parse(readFileSync(join(dataDirectory, file), 'utf8'));
  } catch {
    return undefined;
  }
  if (typeof written !== 'object' || written === null) return undefined;
  const { account, made, restored } = written as Partial<Record<keyof BackupRecord, unknown>>;
  const [madeAt, restoredAt] = [made, restored].map((at) => (typeof at === 'string' ? parseInstant(at) : undefined));
  if (typeof account !== 'string' || madeAt === undefined) return undefined;
  return { account, made: madeAt, ...(restoredAt === undefined ? {} : { restored: restoredAt }) };
}

/** Whole or not at all, for its owner's eyes. Throws what the system says. */
export function writeBackupRecord(dataDirectory: string, { account, made, restored }: BackupRecord): void {
  const written = join(dataDirectory, `${file}.${process.pid}.new`);
  const content = {
    account,
    made: isoMillis(made),
    ...(restored === undefined ? {} : { restored: isoMillis(restored) }),
  };
  try {
    rmSync(written, { force: true });
    writeFileSync(written, `${JSON.stringify(content)}\n`, { mode: 0o600, flag: 'wx', flush: true });
    renameSync(written, join(dataDirectory, file));
  } catch (error) {
    rmSync(written, { force: true });
    throw error;
  }
}

/** A newer backup; what was restored before stays known. */
export function rememberBackup(dataDirectory: string, account: string, made: Instant): void {
  const before = readBackupRecord(dataDirectory);
  const restored = before?.account === account ? before.restored : undefined;
  writeBackupRecord(dataDirectory, { account, made, ...(restored === undefined ? {} : { restored }) });
}

/** In the directory that the backup is of. False where that has no record of a backup of this account. */
export function rememberRestore(dataDirectory: string, account: string, restored: Instant): boolean {
  const before = readBackupRecord(dataDirectory);
  if (before?.account !== account) return false;
  writeBackupRecord(dataDirectory, { ...before, restored });
  return true;
}
