/** Part tables against the plain list of parts. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { partOf, partsAfter, piecesOf, TablesDraft } from '../../src/services/s3/uploads/part-tables.ts';
import {
  type PartTable,
  partsPerTable,
  tableId,
  type UploadReader,
} from '../../src/services/s3/uploads/upload-state.ts';

interface Part {
  readonly number: number;
  readonly bytes: number;
}

/** Tables by their ids, counting how many are read. */
function stateOf(tables: readonly PartTable[], read: { count: number }): Pick<UploadReader, 'tables'> {
  const byId = new Map(tables.map((table) => [tableId(table.uploadId, table.index), table]));
  const get = async (id: string): Promise<PartTable | undefined> => {
    read.count += 1;
    return byId.get(id);
  };
  return { tables: { get } as UploadReader['tables'] };
}

function drafted(parts: readonly Part[]) {
  const draft = new TablesDraft('upload', true);
  for (const { number, bytes } of parts) draft.add(number, bytes, `checksum ${number}`);
  const { tables, content, bytes } = draft.finish();
  const read = { count: 0 };
  return { state: stateOf(tables, read), content, bytes, read };
}

/** Ascending numbers with gaps; some parts are empty. */
const someParts = fc
  .array(fc.record({ gap: fc.integer({ min: 1, max: 3 }), bytes: fc.nat(9) }), { minLength: 1, maxLength: 1300 })
  .map((steps) => {
    let number = 0;
    return steps.map(({ gap, bytes }) => {
      number += gap;
      return { number, bytes };
    });
  });

test('the pieces of a range are its bytes, in their order', async () => {
  await fc.assert(
    fc.asyncProperty(someParts, fc.nat(), fc.nat(), async (parts, a, b) => {
      const { state, content, bytes } = drafted(parts);
      fc.pre(bytes > 0);
      const [start, end] = [Math.min(a % bytes, b % bytes), Math.max(a % bytes, b % bytes)];
      const plain = parts.flatMap(({ number, bytes: size }) =>
        Array.from({ length: size }, (_, at) => `${number}:${at}`),
      );
      const pieces = await piecesOf(state, content, { start, end });
      const found = pieces.flatMap(({ number, range }) =>
        Array.from({ length: range.end - range.start + 1 }, (_, at) => `${number}:${range.start + at}`),
      );
      expect(found).toEqual(plain.slice(start, end + 1));
    }),
    { numRuns: 60 },
  );
});

test('each part is found by its number, with its bytes; and no other', async () => {
  await fc.assert(
    fc.asyncProperty(someParts, fc.integer({ min: 1, max: 4000 }), async (parts, number) => {
      const { state, content } = drafted(parts);
      const at = parts.findIndex((part) => part.number === number);
      const start = parts.slice(0, Math.max(at, 0)).reduce((sum, { bytes }) => sum + bytes, 0);
      const found = await partOf(state, content, number);
      if (at < 0) expect(found).toBeUndefined();
      else expect(found?.range).toEqual({ start, end: start + (parts[at]?.bytes ?? 0) - 1 });
    }),
    { numRuns: 60 },
  );
});

test('pages of parts, one after the other, are all parts', async () => {
  await fc.assert(
    fc.asyncProperty(someParts, fc.integer({ min: 1, max: 700 }), async (parts, limit) => {
      const { state, content } = drafted(parts);
      const found: number[] = [];
      for (;;) {
        const page = await partsAfter(state, content, { after: found.at(-1) ?? 0, limit });
        found.push(...page.map(({ number }) => number));
        expect(page.every(({ number, checksum }) => checksum === `checksum ${number}`)).toBe(true);
        if (page.length < limit) break;
      }
      expect(found).toEqual(parts.map(({ number }) => number));
    }),
    { numRuns: 30 },
  );
});

test('a few bytes at the end of ten thousand parts take one table', async () => {
  const parts = Array.from({ length: 10_000 }, (_, at) => ({ number: at + 1, bytes: 5 * 2 ** 20 }));
  const { state, content, bytes, read } = drafted(parts);
  expect(content.tables).toHaveLength(10_000 / partsPerTable);
  expect(await piecesOf(state, content, { start: bytes - 3, end: bytes - 1 })).toEqual([
    { number: 10_000, range: { start: 5 * 2 ** 20 - 3, end: 5 * 2 ** 20 - 1 } },
  ]);
  expect(read.count).toBe(1);
});
