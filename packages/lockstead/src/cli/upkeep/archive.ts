/** A backup as one file: a tar archive with a manifest first, which says what belongs to it and how each file must read. */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Failure } from '#terminal/exit';
import { version } from '../../version.ts';
import type { BackupPart, Kept } from './part.ts';
import { backupParts } from './parts.ts';
import { BadArchive, type TarEntry, TarReader, TarWriter } from './tar.ts';

const manifestName = 'manifest.json';
const format = 'lockstead backup';
/** Raised when an older Lockstead could not restore it rightly. */
const formatVersion = 1;
const manifestBytesMax = 16 * 1024 * 1024;

interface ManifestFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface Manifest {
  readonly format: typeof format;
  readonly formatVersion: number;
  /** Of the Lockstead that made it. */
  readonly version: string;
  /** ISO 8601. */
  readonly made: string;
  readonly account: string;
  readonly parts: readonly string[];
  readonly files: readonly ManifestFile[];
}

/** `tell` hears what is done at the moment. Writes a new file, whole or not at all, for its owner's eyes. Throws `Failure` where it is there already. */
export async function writeBackup(
  target: string,
  kept: Kept,
  facts: Pick<Manifest, 'made' | 'account'>,
  tell: (doing: string) => void = () => undefined,
): Promise<Manifest> {
  // Beside the target: the copy may be larger than the system's temporary folder.
  const work = workFolder(target);
  try {
    const files: (ManifestFile & { readonly from: string })[] = [];
    for (const part of backupParts) {
      const scratch = join(work, part.name);
      mkdirSync(scratch);
      tell(`copies the ${part.name}`);
      for (const { path, from } of part.collect(kept, scratch))
        files.push({ name: `${part.name}/${path}`, bytes: statSync(from).size, sha256: hashOf(from), from });
    }
    const manifest: Manifest = {
      format,
      formatVersion,
      version,
      ...facts,
      parts: backupParts.map(({ name }) => name),
      files: files.map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 })),
    };
    const archive = join(work, 'archive');
    const file = openSync(archive, 'wx', 0o600);
    try {
      const tar = new TarWriter(file, Math.floor(Date.parse(facts.made) / 1000));
      tar.text(manifestName, `${JSON.stringify(manifest, undefined, 2)}\n`);
      for (const { name, from, bytes } of files) {
        tell(`writes ${name}, ${Math.ceil(bytes / 1024)} KiB`);
        await tar.copy(name, from, bytes);
      }
      tar.end();
    } finally {
      closeSync(file);
    }
    // Unlike renaming, it takes no file's place.
    linkSync(archive, target);
    return manifest;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw new Failure(`${target} is there already.`, 2);
    throw failureOf(target, error);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function workFolder(target: string): string {
  try {
    return mkdtempSync(join(dirname(resolve(target)), '.lockstead-backup-'));
  } catch (error) {
    throw failureOf(target, error);
  }
}

function failureOf(target: string, error: unknown): unknown {
  if (error instanceof Failure) return error;
  if (error instanceof BadArchive || (error as NodeJS.ErrnoException).code !== undefined)
    return new Failure(`The backup ${target} cannot be written: ${(error as Error).message}.`, 2);
  return error;
}

/** Unpacks to `folder`, one folder a part, and holds every byte against the manifest. `tell` hears what is done. Throws `BadArchive`. */
export function readBackup(path: string, folder: string, tell: (doing: string) => void = () => undefined): Manifest {
  const tar = new TarReader(path);
  try {
    const entries = tar.entries();
    const first = entries.next().value as TarEntry | undefined;
    if (first?.name !== manifestName || first.bytes > manifestBytesMax)
      throw new BadArchive('it is not a backup of Lockstead');
    const manifest = parsedManifest(Buffer.concat([...tar.content(first)]).toString());
    for (const name of manifest.parts) mkdirSync(join(folder, name), { mode: 0o700 });
    for (const file of manifest.files) {
      const entry = entries.next().value as TarEntry | undefined;
      if (entry?.name !== file.name || entry.bytes !== file.bytes)
        throw new BadArchive(`${file.name} is missing in it`);
      tell(`unpacks ${file.name}, ${Math.ceil(file.bytes / 1024)} KiB`);
      unpack(tar, entry, file, join(folder, file.name));
    }
    return manifest;
  } finally {
    tar.close();
  }
}

function unpack(tar: TarReader, entry: TarEntry, { name, sha256 }: ManifestFile, to: string): void {
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  const hash = createHash('sha256');
  const file = openSync(to, 'wx', 0o600);
  try {
    for (const chunk of tar.content(entry)) {
      hash.update(chunk);
      for (let at = 0; at < chunk.length; ) at += writeSync(file, chunk, at);
    }
  } finally {
    closeSync(file);
  }
  chmodSync(to, 0o600);
  if (hash.digest('hex') !== sha256) throw new BadArchive(`${name} in it is damaged`);
}

function parsedManifest(text: string): Manifest {
  let manifest: Partial<Manifest>;
  try {
    manifest = JSON.parse(text) as Partial<Manifest>;
  } catch {
    throw new BadArchive('its manifest is damaged');
  }
  if (manifest.format !== format) throw new BadArchive('it is not a backup of Lockstead');
  if (typeof manifest.formatVersion !== 'number' || manifest.formatVersion > formatVersion)
    throw new BadArchive(`a newer version of Lockstead (${manifest.version}) made it`);
  const { parts = [], files = [] } = manifest;
  const known = new Set(backupParts.map(({ name }: BackupPart) => name));
  const strange = parts.find((name) => !known.has(name));
  if (strange !== undefined) throw new BadArchive(`its part "${strange}" is not known here`);
  const isSafe = ({ name }: ManifestFile): boolean =>
    parts.some((part) => name.startsWith(`${part}/`)) && !name.split('/').some((step) => step === '..' || step === '');
  if (!files.every(isSafe)) throw new BadArchive('its manifest names files that no part has');
  return manifest as Manifest;
}

function hashOf(path: string): string {
  const hash = createHash('sha256');
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(1024 * 1024);
    for (let at = 0; ; ) {
      const read = readSync(file, buffer, 0, buffer.length, at);
      if (read === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, read));
      at += read;
    }
  } finally {
    closeSync(file);
  }
}
