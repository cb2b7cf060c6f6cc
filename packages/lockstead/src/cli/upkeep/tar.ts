/**
 * A tar archive of a few files, written and read as streams: other tools can look into a backup.
 * POSIX ustar, with GNU's binary form for sizes beyond eight gigabytes. https://www.gnu.org/software/tar/manual/html_node/Standard.html
 */
import { closeSync, createReadStream, fsyncSync, openSync, readSync, writeSync } from 'node:fs';

const blockBytes = 512;
const chunkBytes = 1024 * 1024;
const octalMax = 0o77777777777;
const nameBytesMax = 100;

/** Not a tar archive of ours, or damaged. The message is a whole sentence without its full stop. */
export class BadArchive extends Error {
  override readonly name = 'BadArchive';
}

/** Writes to an open file. `modified`: seconds since 1970. */
export class TarWriter {
  readonly #file: number;
  readonly #modified: number;

  constructor(file: number, modified: number) {
    this.#file = file;
    this.#modified = modified;
  }

  text(name: string, text: string): void {
    const bytes = Buffer.from(text);
    this.#write(header(name, bytes.length, this.#modified));
    this.#write(padded(bytes));
  }

  /** Copies the file at `path`; `bytes` is its length, of which nothing may have changed since it was looked up. */
  async copy(name: string, path: string, bytes: number): Promise<void> {
    this.#write(header(name, bytes, this.#modified));
    let written = 0;
    for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes }) as AsyncIterable<Buffer>) {
      this.#write(chunk);
      written += chunk.length;
    }
    if (written !== bytes) throw new BadArchive(`${path} changed while it was copied`);
    this.#write(Buffer.alloc(padding(bytes)));
  }

  /** On disk when it returns. */
  end(): void {
    this.#write(Buffer.alloc(2 * blockBytes));
    fsyncSync(this.#file);
  }

  #write(bytes: Buffer): void {
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at);
  }
}

export interface TarEntry {
  readonly name: string;
  readonly bytes: number;
  /** Where its content begins. */
  readonly at: number;
}

/** An archive that is open for reading; `entries` looks at headers alone. */
export class TarReader {
  readonly #file: number;

  constructor(path: string) {
    this.#file = openSync(path, 'r');
  }

  *entries(): Generator<TarEntry> {
    for (let at = 0; ; ) {
      const block = this.#read(at, blockBytes);
      if (block.length === 0 || block.every((byte) => byte === 0)) return;
      if (block.length < blockBytes) throw new BadArchive('the archive is cut off');
      const { name, bytes } = parsedHeader(block);
      yield { name, bytes, at: at + blockBytes };
      at += blockBytes + bytes + padding(bytes);
    }
  }

  /** In chunks of at most a megabyte. Throws `BadArchive` where the archive ends before the entry does. */
  *content({ at, bytes }: TarEntry): Generator<Buffer> {
    for (let read = 0; read < bytes; ) {
      const chunk = this.#read(at + read, Math.min(chunkBytes, bytes - read));
      if (chunk.length === 0) throw new BadArchive('the archive is cut off');
      read += chunk.length;
      yield chunk;
    }
  }

  close(): void {
    closeSync(this.#file);
  }

  #read(at: number, length: number): Buffer {
    const buffer = Buffer.alloc(length);
    let got = 0;
    while (got < length) {
      const more = readSync(this.#file, buffer, got, length - got, at + got);
      if (more === 0) break;
      got += more;
    }
    return buffer.subarray(0, got);
  }
}

function padding(bytes: number): number {
  return (blockBytes - (bytes % blockBytes)) % blockBytes;
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(padding(bytes.length))]);
}

function header(name: string, bytes: number, modified: number): Buffer {
  if (Buffer.byteLength(name) > nameBytesMax) throw new BadArchive(`the name ${name} is too long`);
  const block = Buffer.alloc(blockBytes);
  block.write(name, 0);
  block.write('0000600\0', 100);
  block.write('0000000\0', 108);
  block.write('0000000\0', 116);
  if (bytes <= octalMax) block.write(`${bytes.toString(8).padStart(11, '0')}\0`, 124);
  else {
    block[124] = 0x80;
    block.writeBigUInt64BE(BigInt(bytes), 128);
  }
  block.write(`${modified.toString(8).padStart(11, '0')}\0`, 136);
  block.write('        ', 148);
  block.write('0', 156);
  block.write('ustar\x0000', 257);
  block.write(`${checksum(block).toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

function parsedHeader(block: Buffer): Pick<TarEntry, 'name' | 'bytes'> {
  const stated = Number.parseInt(block.toString('latin1', 148, 156), 8);
  const blanked = Buffer.from(block);
  blanked.write('        ', 148);
  if (block.toString('latin1', 257, 262) !== 'ustar' || stated !== checksum(blanked))
    throw new BadArchive('it is not a tar archive, or it is damaged');
  const bytes =
    block[124] === 0x80 ? Number(block.readBigUInt64BE(128)) : Number.parseInt(block.toString('latin1', 124, 136), 8);
  if (!Number.isSafeInteger(bytes) || bytes < 0) throw new BadArchive('the archive is damaged');
  return { name: block.toString('utf8', 0, 100).replace(/\0.*$/s, ''), bytes };
}

function checksum(block: Buffer): number {
  let sum = 0;
  for (const byte of block) sum += byte;
  return sum;
}
