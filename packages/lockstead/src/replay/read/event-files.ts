/**
 * Events from files and folders, one after the other, in bounded memory.
 *
 * Compressed files are known by their first bytes, not by their names. Folders are walked in the order of names; links in them are not
 * followed, so that nothing outside is read and no walk goes round in circles.
 */
import { createReadStream } from 'node:fs';
import { lstat, readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { NoEvent, type RecordedEvent, readEvent } from '../event/recorded-event.ts';
import { expandedBytesFreely, expansionMax, filesMax, folderDepthMax } from '../limits.ts';
import { BadEvents, type Place } from './bad-events.ts';
import { BadStream, type Cut, RecordSplitter } from './record-splitter.ts';

export interface EventFile {
  /** As it was named, or below the folder that was named. */
  readonly name: string;
  /** Whole; absent for the standard input. */
  readonly path?: string;
  /** Of what lies on disk; 0 where that cannot be told. */
  readonly bytes: number;
}

export interface FoundFiles {
  readonly files: readonly EventFile[];
  /** Files of folders that are not event files by their names. */
  readonly passedOver: number;
}

const endings: readonly string[] = ['.json', '.jsonl', '.ndjson'];
/** CloudTrail writes digests beside its logs; they hold no events. */
const digestFolder = 'CloudTrail-Digest';

/**
 * All files by their names. A file that is named itself is read whatever it is called; `-` is the standard input.
 * @throws BadEvents for a name that cannot be read, or holds no event file.
 */
export async function findEventFiles(names: readonly string[], workingDirectory: string): Promise<FoundFiles> {
  const files: EventFile[] = [];
  let passedOver = 0;
  for (const name of names) {
    if (name === '-') {
      files.push({ name: 'the standard input', bytes: 0 });
      continue;
    }
    const path = resolve(workingDirectory, name);
    const found = await orBad(name, stat(path));
    if (!found.isDirectory()) {
      files.push({ name, path, bytes: found.isFile() ? found.size : 0 });
      continue;
    }
    const before = files.length;
    passedOver += await walk(name, path, 0, files);
    if (files.length === before)
      throw new BadEvents({ file: name }, 'there is no event file (.json, .json.gz) in this folder');
  }
  return { files, passedOver };
}

async function walk(name: string, path: string, depth: number, files: EventFile[]): Promise<number> {
  if (depth > folderDepthMax)
    throw new BadEvents({ file: name }, `folders are nested more than ${folderDepthMax} deep`);
  let passedOver = 0;
  const entries = await orBad(name, readdir(path, { withFileTypes: true }));
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const [inner, innerPath] = [join(name, entry.name), join(path, entry.name)];
    if (entry.isDirectory() && entry.name !== digestFolder)
      passedOver += await walk(inner, innerPath, depth + 1, files);
    else if (entry.isFile() && isEventFile(entry.name)) {
      const { size } = await orBad(inner, lstat(innerPath));
      if (files.length >= filesMax)
        throw new BadEvents({ file: inner }, `there are more than ${filesMax} files before it`);
      files.push({ name: inner, path: innerPath, bytes: size });
    } else passedOver += 1;
  }
  return passedOver;
}

function isEventFile(name: string): boolean {
  const plain = basename(name).toLowerCase().replace(/\.gz$/, '');
  return endings.some((ending) => plain.endsWith(ending));
}

/** Is told how many bytes more were read, as they lie on disk. */
export type ReadProgress = (bytes: number) => void;

/**
 * The events of one file, in lists of a chunk's events each, so that whoever takes them can give others their turn in between. Each list is to be
 * read once, to its end, before the next is asked for.
 * @throws BadEvents, also while a list is read
 */
export async function* eventsIn(
  file: EventFile,
  standardInput: Readable,
  progress: ReadProgress = () => {},
): AsyncGenerator<Iterable<RecordedEvent>> {
  const cuts: Cut[] = [];
  const splitter = new RecordSplitter((cut) => cuts.push(cut));
  let records = 0;
  try {
    for await (const chunk of expanded(file, standardInput, progress)) {
      splitter.push(chunk);
      if (cuts.length === 0) continue;
      yield eventsOf(cuts, (line) => {
        records += 1;
        return { file: file.name, line, record: records };
      });
      cuts.length = 0;
    }
    splitter.end();
  } catch (error) {
    if (error instanceof BadEvents) throw error;
    if (error instanceof BadStream)
      throw new BadEvents({ file: file.name, line: error.line, record: records + cuts.length + 1 }, error.message);
    throw badFile(file.name, error);
  }
}

/** Each is read when it is asked for, and is gone when the next one is: what lives long costs memory. */
function* eventsOf(cuts: readonly Cut[], placeOf: (line: number) => Place): Generator<RecordedEvent> {
  for (const { text, line } of cuts) yield eventOf(text, placeOf(line));
}

function eventOf(text: string, place: Place): RecordedEvent {
  try {
    return readEvent(text);
  } catch (error) {
    if (!(error instanceof NoEvent)) throw error;
    throw new BadEvents(place, error.message, { cause: error });
  }
}

/** The first byte of gzip's two; no JSON begins so. */
const gzipMark = 0x1f;
const chunkBytes = 64 * 1024;

async function* expanded(file: EventFile, standardInput: Readable, progress: ReadProgress): AsyncGenerator<Buffer> {
  const source = file.path === undefined ? standardInput : createReadStream(file.path, { highWaterMark: chunkBytes });
  let read = 0;
  const chunks = (async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer);
      read += bytes.length;
      progress(bytes.length);
      yield bytes;
    }
  })();
  const first = await chunks.next();
  if (first.done === true) return;
  if (first.value[0] !== gzipMark) {
    yield first.value;
    yield* chunks;
    return;
  }
  const all = (async function* (): AsyncGenerator<Buffer> {
    yield first.value;
    yield* chunks;
  })();
  const gunzip = createGunzip({ chunkSize: chunkBytes });
  // What fails is told to who reads.
  pipeline(Readable.from(all), gunzip, () => {});
  let bytes = 0;
  for await (const chunk of gunzip) {
    bytes += (chunk as Buffer).length;
    if (bytes > expandedBytesFreely && bytes > expansionMax * read)
      throw new BadEvents({ file: file.name }, `it expands to more than ${expansionMax} times its size`);
    yield chunk as Buffer;
  }
}

async function orBad<T>(name: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw badFile(name, error);
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'reading it is not permitted',
  EPERM: 'reading it is not permitted',
  ELOOP: 'its links go round in a circle',
  EISDIR: 'it is a folder',
  Z_BUF_ERROR: 'its compressed data ends too early',
  Z_DATA_ERROR: 'its compressed data is damaged',
};

function badFile(name: string, error: unknown): BadEvents {
  if (error instanceof BadEvents) return error;
  const { code } = error as NodeJS.ErrnoException;
  const reason = code === undefined ? undefined : reasons[code];
  // A mistake of ours is not a fault of the file.
  if (code === undefined) throw error;
  return new BadEvents({ file: name }, reason ?? `it cannot be read (${code})`, { cause: error });
}
