/** Event files in every form, whole and broken, through real files. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordBytesMax, recordDepthMax } from '../limits.ts';
import { eventsIn, findEventFiles } from './event-files.ts';
import { RecordSplitter } from './record-splitter.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockstead-replay-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function record(id: string, more: object = {}): object {
  return {
    eventSource: 's3.amazonaws.com',
    eventName: 'ListBuckets',
    eventTime: '2026-11-30T12:00:00Z',
    eventID: id,
    ...more,
  };
}

let count = 0;
function fileOf(content: string | Buffer, ending = '.json'): string {
  const name = `f${count++}${ending}`;
  writeFileSync(join(folder, name), content);
  return name;
}

async function idsIn(names: readonly string[]): Promise<readonly (string | undefined)[]> {
  const ids: (string | undefined)[] = [];
  const { files } = await findEventFiles(names, folder);
  for (const file of files)
    for await (const events of eventsIn(file, Readable.from([]))) for (const { eventID } of events) ids.push(eventID);
  return ids;
}

const [one, two] = [record('1', { requestParameters: { tricky: '}]",\\ {"Records":[' } }), record('2')];

describe('forms', () => {
  test.each([
    ['as CloudTrail delivers', JSON.stringify({ Records: [one, two] })],
    ['indented', JSON.stringify({ Records: [one, two] }, null, 2)],
    [
      'as lookup-events answers',
      JSON.stringify({
        Events: [one, two].map((each) => ({ EventId: 'x', CloudTrailEvent: JSON.stringify(each) })),
        NextToken: 'n',
      }),
    ],
    ['a list', JSON.stringify([one, two])],
    ['a line each', `${JSON.stringify(one)}\n${JSON.stringify(two)}\n`],
    ['one behind the other', JSON.stringify(one) + JSON.stringify(two)],
    [
      'several files joined',
      `${JSON.stringify({ Records: [one] })}\n${JSON.stringify({ Records: [] })}${JSON.stringify({ Records: [two] })}`,
    ],
    [
      'with other members before the list',
      JSON.stringify({ other: { Records: 'no', list: [1, { Events: [3] }] }, Records: [one, two], after: ['x'] }),
    ],
    ['with a mark of UTF-8', `\ufeff${JSON.stringify({ Records: [one, two] })}`],
  ])('%s', async (_, text) => {
    expect(await idsIn([fileOf(text)])).toEqual(['1', '2']);
    expect(await idsIn([fileOf(gzipSync(text), '.json.gz')])).toEqual(['1', '2']);
    // Known by its bytes, not by its name.
    expect(await idsIn([fileOf(gzipSync(text), '.txt')])).toEqual(['1', '2']);
  });

  test('nothing in it', async () => {
    for (const text of ['', '\n', '{"Records":[]}', '[]']) expect(await idsIn([fileOf(text)])).toEqual([]);
  });

  test('the same records, however the bytes arrive', () => {
    const text = JSON.stringify({ a: { b: ['}', '"'] }, Records: [one, { ...two, deep: [[[{ x: 'ü\\"' }]]] }] });
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (sizes) => {
        const cuts: string[] = [];
        const splitter = new RecordSplitter((cut) => cuts.push(cut.text));
        const bytes = Buffer.from(`${text}\n${text}`);
        for (let at = 0, i = 0; at < bytes.length; i++) {
          const size = sizes[i % sizes.length] as number;
          splitter.push(bytes.subarray(at, at + size));
          at += size;
        }
        splitter.end();
        expect(cuts.map((cut) => (JSON.parse(cut) as { eventID: string }).eventID)).toEqual(['1', '2', '1', '2']);
      }),
    );
  });

  test('any list of records comes out as it went in', () => {
    fc.assert(
      fc.property(
        fc.array(fc.dictionary(fc.string(), fc.jsonValue())),
        fc.boolean(),
        fc.integer({ min: 1, max: 7 }),
        (records, indented, size) => {
          const cuts: unknown[] = [];
          const splitter = new RecordSplitter((cut) => cuts.push(JSON.parse(cut.text)));
          const bytes = Buffer.from(JSON.stringify({ Records: records }, null, indented ? 1 : undefined));
          for (let at = 0; at < bytes.length; at += size) splitter.push(bytes.subarray(at, at + size));
          splitter.end();
          expect(cuts).toEqual(JSON.parse(JSON.stringify(records)));
        },
      ),
    );
  });

  test('no text at all makes it fail otherwise than by a sentence', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      '\\',
      ',',
      ':',
      ' ',
      '\n',
      'a',
      '"Records"',
      '"Events":[',
      '{}',
      '1',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const splitter = new RecordSplitter(() => {});
        try {
          splitter.push(Buffer.from(pieces.join('')));
          splitter.end();
        } catch (error) {
          expect((error as Error).name).toBe('BadStream');
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('what cannot be read whole', () => {
  const whole = JSON.stringify({ Records: [one, two] });
  test.each([
    ['cut off', whole.slice(0, -20), /f\d+\.json, line 1, record 2: the file ends in the middle of a record or list/],
    ['cut off between records', JSON.stringify({ Records: [one] }).slice(0, -2), /the file ends in the middle/],
    [
      'a record of something else',
      JSON.stringify({ Records: [one, { version: 2 }] }),
      /record 2: this is not a CloudTrail event: eventSource/,
    ],
    [
      'a line of something else',
      `${JSON.stringify(one)}\n2 123456789010 eni-1 ACCEPT OK\n`,
      /line 2, record 2: here stands no JSON object/,
    ],
    ['a list of texts', '["a"]', /something that is not an object/],
    ['two commas', `[${JSON.stringify(one)},,${JSON.stringify(two)}]`, /something that is not an object/],
    ['a wrong bracket', '{"Records":[{"a":[}]}', /a bracket closes what it did not open/],
    ['no JSON inside', '{"eventSource":nonsense}', /line 1, record 1: this is not JSON/],
    ['too deep', `{"a":${'['.repeat(recordDepthMax + 1)}`, /nested more than/],
    ['a wrong time', JSON.stringify(record('1', { eventTime: 'yesterday' })), /eventTime is not a time/],
    ['a long name', JSON.stringify(record('1', { eventName: 'x'.repeat(300) })), /more than 256 characters/],
    ['one long record', `{"Records":[{"a":"${'x'.repeat(recordBytesMax + 10)}"}]}`, /a record is longer than/],
    [
      'one long line',
      `${JSON.stringify(one)}\n{"a":"${'x'.repeat(recordBytesMax + 10)}`,
      /line 2, record 2: a record is longer than/,
    ],
  ])('%s', async (_, text, reason) => {
    await expect(idsIn([fileOf(text)])).rejects.toThrow(reason);
    await expect(idsIn([fileOf(gzipSync(text), '.json.gz')])).rejects.toThrow(
      reason.source.includes('\\.json,') ? /record 2/ : reason,
    );
  });

  test.each([
    ['compressed data that ends too early', () => gzipSync(whole).subarray(0, 60), /compressed data ends too early/],
    [
      'compressed data that is damaged',
      () => Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9]),
      /damaged|too early/,
    ],
    [
      'compressed data that expands without end',
      () => gzipSync(Buffer.alloc(70 * 1024 * 1024, 0x20)),
      /expands to more than 100 times/,
    ],
  ])(
    '%s',
    async (_, bytes, reason) => {
      await expect(idsIn([fileOf(bytes(), '.json.gz')])).rejects.toThrow(reason);
    },
    20_000,
  );

  test('a file that is not there, and a folder without events', async () => {
    await expect(idsIn(['nowhere.json'])).rejects.toThrow('nowhere.json: there is no such file');
    mkdirSync(join(folder, 'empty'));
    await expect(idsIn(['empty'])).rejects.toThrow('empty: there is no event file (.json, .json.gz) in this folder');
  });
});

test('folders are walked in order, links in them are not followed, digests and other files are passed over', async () => {
  const base = join(folder, 'logs');
  mkdirSync(join(base, 'AWSLogs', 'b'), { recursive: true });
  mkdirSync(join(base, 'AWSLogs', 'a'));
  mkdirSync(join(base, 'AWSLogs', 'CloudTrail-Digest'));
  writeFileSync(join(base, 'AWSLogs', 'b', '2.json.gz'), gzipSync(JSON.stringify({ Records: [two] })));
  writeFileSync(join(base, 'AWSLogs', 'a', '1.json'), JSON.stringify({ Records: [one] }));
  writeFileSync(join(base, 'AWSLogs', 'CloudTrail-Digest', 'd.json'), '{"awsAccountId":"1"}');
  writeFileSync(join(base, 'notes.txt'), 'not read');
  symlinkSync(base, join(base, 'AWSLogs', 'round'));
  symlinkSync(join(folder, 'nowhere'), join(base, 'dangling.json'));
  expect(await idsIn(['logs'])).toEqual(['1', '2']);
  const { files, passedOver } = await findEventFiles(['logs'], folder);
  expect(files.map(({ name }) => name)).toEqual(['logs/AWSLogs/a/1.json', 'logs/AWSLogs/b/2.json.gz']);
  expect(passedOver).toBe(4);
});
