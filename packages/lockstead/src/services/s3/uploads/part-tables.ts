/** The parts of an object in their order: which there are, and which of them hold a range. */
import { invariant } from '#kernel/invariant';
import type { ByteRange } from '../content/open-content.ts';
import type { PartsContent } from '../state.ts';
import { type PartTable, partsPerTable, tableId, type UploadReader } from './upload-state.ts';

/** A part of an object. */
export interface PlacedPart {
  readonly number: number;
  readonly bytes: number;
  /** In base64, where the object's own checksum is one of its parts'. */
  readonly checksum?: string;
}

/** Makes the tables of an object whose parts are told one after the other. */
export class TablesDraft {
  readonly #uploadId: string;
  readonly #withChecksums: boolean;
  readonly #tables: PartTable[] = [];
  readonly #heads: { number: number; start: number }[] = [];
  #numbers: number[] = [];
  #sizes: number[] = [];
  #checksums: string[] = [];
  #parts = 0;
  #bytes = 0;

  constructor(uploadId: string, withChecksums: boolean) {
    this.#uploadId = uploadId;
    this.#withChecksums = withChecksums;
  }

  add(number: number, bytes: number, checksum: string): void {
    if (this.#numbers.length === 0) this.#heads.push({ number, start: this.#bytes });
    this.#numbers.push(number);
    this.#sizes.push(bytes);
    this.#checksums.push(checksum);
    this.#parts += 1;
    this.#bytes += bytes;
    if (this.#numbers.length === partsPerTable) this.#close();
  }

  finish(): { readonly tables: readonly PartTable[]; readonly content: PartsContent; readonly bytes: number } {
    if (this.#numbers.length > 0) this.#close();
    return {
      tables: this.#tables,
      content: { uploadId: this.#uploadId, parts: this.#parts, tables: this.#heads },
      bytes: this.#bytes,
    };
  }

  #close(): void {
    this.#tables.push({
      uploadId: this.#uploadId,
      index: this.#tables.length,
      numbers: this.#numbers,
      sizes: this.#sizes,
      ...(this.#withChecksums ? { checksums: this.#checksums } : {}),
    });
    this.#numbers = [];
    this.#sizes = [];
    this.#checksums = [];
  }
}

/** Bytes of one part. */
export interface Piece {
  readonly number: number;
  /** Within the part; both included. */
  readonly range: ByteRange;
}

/** The last table whose head the test holds for; the heads ascend. */
function lastTable({ tables }: PartsContent, holds: (head: PartsContent['tables'][number]) => boolean): number {
  let found = 0;
  for (const [index, head] of tables.entries()) if (holds(head)) found = index;
  return found;
}

async function tableOf(state: Pick<UploadReader, 'tables'>, uploadId: string, index: number): Promise<PartTable> {
  const table = await state.tables.get(tableId(uploadId, index));
  invariant(table !== undefined, 'an object in parts has its part tables');
  return table;
}

/** The pieces of a range, in their order. Reads only the tables that it touches. */
export async function piecesOf(
  state: Pick<UploadReader, 'tables'>,
  content: PartsContent,
  { start, end }: ByteRange,
): Promise<readonly Piece[]> {
  const pieces: Piece[] = [];
  const last = lastTable(content, (head) => head.start <= end);
  for (let index = lastTable(content, (head) => head.start <= start); index <= last; index++) {
    const { numbers, sizes } = await tableOf(state, content.uploadId, index);
    let at = content.tables[index]?.start ?? 0;
    for (const [position, number] of numbers.entries()) {
      const bytes = sizes[position] ?? 0;
      const range = { start: Math.max(start - at, 0), end: Math.min(end - at, bytes - 1) };
      if (range.start <= range.end) pieces.push({ number, range });
      at += bytes;
    }
  }
  return pieces;
}

/** A part, and which bytes of the object it has. */
export interface FoundPart extends PlacedPart {
  readonly range: ByteRange;
}

/** `undefined` where the object has no part of that number. */
export async function partOf(
  state: Pick<UploadReader, 'tables'>,
  content: PartsContent,
  number: number,
): Promise<FoundPart | undefined> {
  const index = lastTable(content, (head) => head.number <= number);
  const table = await tableOf(state, content.uploadId, index);
  let start = content.tables[index]?.start ?? 0;
  for (const [position, each] of table.numbers.entries()) {
    const part = placed(table, position);
    if (each === number) return { ...part, range: { start, end: start + part.bytes - 1 } };
    start += part.bytes;
  }
  return undefined;
}

/** The parts after one of that number, and at most so many. */
export async function partsAfter(
  state: Pick<UploadReader, 'tables'>,
  content: PartsContent,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<readonly PlacedPart[]> {
  const parts: PlacedPart[] = [];
  let index = lastTable(content, (head) => head.number <= after);
  for (; index < content.tables.length && parts.length < limit; index++) {
    const table = await tableOf(state, content.uploadId, index);
    for (const [position, number] of table.numbers.entries()) {
      if (number > after && parts.length < limit) parts.push(placed(table, position));
    }
  }
  return parts;
}

function placed({ numbers, sizes, checksums }: PartTable, position: number): PlacedPart {
  const checksum = checksums?.[position];
  return {
    number: numbers[position] ?? 0,
    bytes: sizes[position] ?? 0,
    ...(checksum === undefined ? {} : { checksum }),
  };
}
