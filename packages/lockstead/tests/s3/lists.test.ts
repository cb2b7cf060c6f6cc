/** Lists: AWS's recorded answers, a model that sorts and filters everything, and what a page costs. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AwsError } from '#kernel/aws-error';
import { afterPrefix } from '#store/listing';
import { readContinuationToken, writeContinuationToken } from '../../src/services/s3/lists/continuation-token.ts';
import { compareKeys } from '../../src/services/s3/lists/key-order.ts';
import { listErrors } from '../../src/services/s3/lists/list-errors.ts';
import { type KeyedRow, type KeyListRequest, listKeys } from '../../src/services/s3/lists/list-keys.ts';
import { encodeListText } from '../../src/services/s3/lists/list-text.ts';
import {
  countOf,
  listMultipartUploads,
  listObjects,
  listObjectsV2,
  listObjectVersions,
} from '../../src/services/s3/lists/listings.ts';
import { ArraySource, CrowdedSource } from './key-source.ts';

const keysOf = (...keys: readonly string[]): ArraySource<KeyedRow> => new ArraySource(keys.map((key) => ({ key })));
const names = (rows: readonly KeyedRow[]): readonly string[] => rows.map(({ key }) => key);
const folder = ['folder/aSubfolder/subFile1', 'folder/aSubfolder/subFile2', 'folder/file1', 'folder/file2'];
const inFolder = { Delimiter: '/', EncodingType: 'url', MaxKeys: 1, Prefix: 'folder/' } as const;

describe('as AWS answered: ListObjects', () => {
  const shown = { Delimiter: '/', EncodingType: 'url', MaxKeys: 1, Prefix: 'folder/' };
  test.each([
    [
      '',
      [],
      { CommonPrefixes: [{ Prefix: 'folder/aSubfolder/' }], IsTruncated: true, NextMarker: 'folder/aSubfolder/' },
    ],
    ['folder/aSubfolder/', ['folder/file1'], { IsTruncated: true, NextMarker: 'folder/file1' }],
    ['folder/aSubfolder/subFile1', ['folder/file1'], { IsTruncated: true, NextMarker: 'folder/file1' }],
    ['folder/file1', ['folder/file2'], { IsTruncated: false }],
  ])('after "%s"', async (Marker, keys, members) => {
    const page = await listObjects(keysOf(...folder), { ...inFolder, Marker });
    expect(names(page.rows)).toEqual(keys);
    expect(page.members).toEqual({ ...shown, Marker, ...members });
  });

  test('without a delimiter there is no next marker', async () => {
    const page = await listObjects(keysOf('a', 'b', 'c'), { MaxKeys: 1, Marker: 'a' });
    expect(names(page.rows)).toEqual(['b']);
    expect(page.members).toEqual({ IsTruncated: true, Marker: 'a', MaxKeys: 1, Prefix: '' });
  });

  test('a delimiter of several characters, encoded', async () => {
    const page = await listObjects(keysOf('test/foo/bar/123'), {
      Delimiter: '%2F',
      EncodingType: 'url',
      MaxKeys: 1,
      Prefix: 'test/',
    });
    expect(page.members).toMatchObject({ Delimiter: '%252F', IsTruncated: false, Prefix: 'test/' });
    expect(names(page.rows)).toEqual(['test/foo/bar/123']);
  });

  test('an empty delimiter divides nothing and is not shown', async () => {
    const page = await listObjects(keysOf('a/b', 'c'), { Delimiter: '' });
    expect(names(page.rows)).toEqual(['a/b', 'c']);
    expect(page.members).toEqual({ IsTruncated: false, Marker: '', MaxKeys: 1000, Prefix: '' });
  });

  test('a marker behind all that begins with the prefix asks for nothing', async () => {
    const source = keysOf('a/b', 'c');
    const page = await listObjects(source, { Prefix: 'a/', Marker: 'b' });
    expect([names(page.rows), page.members.IsTruncated, source.asked]).toEqual([[], false, 0]);
  });

  test('a common prefix that is longer than the prefix by a delimiter', async () => {
    const page = await listObjects(keysOf('test/foo/bar/123'), { Delimiter: '/', Prefix: 'test' });
    expect(page.members).toEqual({
      CommonPrefixes: [{ Prefix: 'test/' }],
      Delimiter: '/',
      IsTruncated: false,
      Marker: '',
      MaxKeys: 1000,
      Prefix: 'test',
    });
  });

  test('a thousand at most', async () => {
    const keys = Array.from({ length: 1_010 }, (_, i) => `test-key-${i}`);
    const first = await listObjects(keysOf(...keys), { Delimiter: '/', MaxKeys: 5_000 });
    expect(first.rows.length).toBe(1_000);
    expect(first.members).toMatchObject({ IsTruncated: true, MaxKeys: 1000, NextMarker: 'test-key-99' });
    const rest = await listObjects(keysOf(...keys), { Delimiter: '/', Marker: 'test-key-99' });
    expect(names(rest.rows)).toEqual(Array.from({ length: 10 }, (_, i) => `test-key-99${i}`));
    expect(rest.members.IsTruncated).toBe(false);
  });
});

describe('as AWS answered: ListObjectsV2', () => {
  test('pages of one, by tokens', async () => {
    const source = keysOf(...folder);
    const pages: unknown[] = [];
    let ContinuationToken: string | undefined;
    do {
      const { rows, members } = await listObjectsV2(source, 'box', { ...inFolder, ContinuationToken });
      pages.push([...names(rows), ...(members.CommonPrefixes ?? []).map(({ Prefix }) => Prefix), members.KeyCount]);
      expect(members.ContinuationToken).toBe(ContinuationToken);
      ContinuationToken = members.NextContinuationToken;
      expect(members.IsTruncated).toBe(ContinuationToken !== undefined);
    } while (ContinuationToken !== undefined);
    expect(pages).toEqual([
      ['folder/aSubfolder/', 1],
      ['folder/file1', 1],
      ['folder/file2', 1],
    ]);
  });

  test('start-after, and a token that goes before it', async () => {
    const source = keysOf(...Array.from({ length: 12 }, (_, i) => `test_${i}`));
    const after = await listObjectsV2(source, 'box', { MaxKeys: 2, StartAfter: 'test_7' });
    expect(names(after.rows)).toEqual(['test_8', 'test_9']);
    expect(after.members).toEqual({ IsTruncated: false, KeyCount: 2, MaxKeys: 2, Prefix: '', StartAfter: 'test_7' });
    const first = await listObjectsV2(source, 'box', { MaxKeys: 5 });
    expect(names(first.rows)).toEqual(['test_0', 'test_1', 'test_10', 'test_11', 'test_2']);
    const ContinuationToken = first.members.NextContinuationToken;
    const rest = await listObjectsV2(source, 'box', { ContinuationToken, StartAfter: 'test_7' });
    expect(names(rest.rows)).toEqual([3, 4, 5, 6, 7, 8, 9].map((i) => `test_${i}`));
    expect(rest.members).toEqual({ ContinuationToken, IsTruncated: false, KeyCount: 7, MaxKeys: 1000, Prefix: '' });
  });

  test('keys are encoded where the request says so', async () => {
    const source = keysOf('date=2026-03-01/', 'date=2026-01-01/');
    const page = await listObjectsV2(source, 'box', { EncodingType: 'url', StartAfter: 'date=2026-02-01/' });
    expect(page.rows.map(({ key }) => page.text(key))).toEqual(['date%3D2026-03-01/']);
    expect(page.members).toMatchObject({ EncodingType: 'url', StartAfter: 'date%3D2026-02-01/' });
    const plain = await listObjectsV2(source, 'box', { StartAfter: 'date=2026-02-01/' });
    expect(plain.rows.map(({ key }) => plain.text(key))).toEqual(['date=2026-03-01/']);
    expect(plain.members).not.toHaveProperty('EncodingType');
  });

  test('no keys are asked for', async () => {
    const source = keysOf('a');
    const { rows, members } = await listObjectsV2(source, 'box', { MaxKeys: 0 });
    expect([rows, members]).toEqual([[], { IsTruncated: false, KeyCount: 0, MaxKeys: 0, Prefix: '' }]);
    expect(source.asked).toBe(0);
  });
});

const versions = [1, 2, 3, 4, 5].map((i) => ({ key: 'prefixed_key', sub: `v${i}` }));
const ids = versions.map(({ sub }) => sub);

describe('as AWS answered: ListObjectVersions', () => {
  const shown = { KeyMarker: '', Prefix: 'prefix', VersionIdMarker: '' };
  test.each([
    [
      { MaxKeys: 3 },
      ['v1', 'v2', 'v3'],
      { IsTruncated: true, NextKeyMarker: 'prefixed_key', NextVersionIdMarker: 'v3' },
    ],
    [{ MaxKeys: 5, KeyMarker: 'prefixed_key', VersionIdMarker: 'v3' }, ['v4', 'v5'], { IsTruncated: false }],
    [{ MaxKeys: 4, KeyMarker: 'prefixed_key' }, [], { IsTruncated: false }],
  ])('%j', async (input, found, members) => {
    const page = await listObjectVersions(new ArraySource(versions), { ...input, Prefix: 'prefix' });
    expect(page.rows.map(({ sub }) => sub)).toEqual(found);
    expect(page.members).toEqual({ ...shown, ...input, ...members });
  });

  test('a marker whose version is gone', async () => {
    const input = { Prefix: 'prefix', MaxKeys: 5, KeyMarker: 'prefixed_key', VersionIdMarker: 'v3' };
    const page = await listObjectVersions(new ArraySource(versions.slice(3), ids), input);
    expect(page.rows.map(({ sub }) => sub)).toEqual(['v4', 'v5']);
  });

  test('a page that ends with a common prefix', async () => {
    const source = new ArraySource([...versions, { key: 'a/b', sub: 'v1' }]);
    const { members } = await listObjectVersions(source, { Delimiter: '/', MaxKeys: 1 });
    expect(members).toMatchObject({ IsTruncated: true, NextKeyMarker: 'a/' });
    expect(members).not.toHaveProperty('NextVersionIdMarker');
  });
});

describe('as AWS answered: ListMultipartUploads', () => {
  test('the last item is named though there are no more', async () => {
    const { members } = await listMultipartUploads(new ArraySource([{ key: 'k', sub: 'u1' }]), {});
    expect(members).toEqual({
      IsTruncated: false,
      KeyMarker: '',
      MaxUploads: 1000,
      NextKeyMarker: 'k',
      NextUploadIdMarker: 'u1',
      UploadIdMarker: '',
    });
  });

  test('the id of an upload alone marks nothing', async () => {
    const source = new ArraySource([{ key: 'k', sub: 'u1' }]);
    expect((await listMultipartUploads(source, { UploadIdMarker: 'u1' })).rows.length).toBe(1);
    expect((await listMultipartUploads(source, { UploadIdMarker: 'u1', KeyMarker: 'k' })).rows.length).toBe(0);
  });
});

describe('refused', () => {
  const source = new ArraySource(versions);
  const argument = (name: string, value?: string) => ({
    code: 'InvalidArgument',
    httpStatus: 400,
    members: { ArgumentName: name, ...(value === undefined ? {} : { ArgumentValue: value }) },
  });
  test.each<[string, () => Promise<unknown>, string, object]>([
    [
      'an encoding',
      () => listObjects(source, { EncodingType: 'value' }),
      'Invalid Encoding Method specified in Request',
      argument('encoding-type', 'value'),
    ],
    [
      'no encoding',
      () => listObjectsV2(source, 'b', { EncodingType: '' }),
      'Invalid Encoding Method specified in Request',
      argument('encoding-type', ''),
    ],
    [
      'less than no keys',
      () => listObjects(source, { MaxKeys: -1 }),
      'Argument maxKeys must be an integer between 0 and 2147483647',
      argument('maxKeys', '-1'),
    ],
    [
      'too large a number',
      () => listObjectsV2(source, 'b', { MaxKeys: 2_147_483_648 }),
      'Provided max-keys not an integer or within integer range',
      argument('max-keys', '2147483648'),
    ],
    [
      'too large a number of uploads',
      () => listMultipartUploads(source, { MaxUploads: 2_157_483_647 }),
      'Provided max-uploads not an integer or within integer range',
      argument('max-uploads', '2157483647'),
    ],
    [
      'no number',
      () => listObjectVersions(source, { MaxKeys: Number.NaN }),
      'Provided max-keys not an integer or within integer range',
      argument('max-keys', 'NaN'),
    ],
    [
      'a version without a key',
      () => listObjectVersions(source, { VersionIdMarker: 'v1' }),
      'A version-id marker cannot be specified without a key marker.',
      argument('version-id-marker', 'v1'),
    ],
    [
      'an empty token',
      () => listObjectsV2(source, 'b', { ContinuationToken: '' }),
      'The continuation token provided is incorrect',
      argument('continuation-token'),
    ],
    [
      'a token of nobody',
      () => listObjectsV2(source, 'b', { ContinuationToken: 'aWrongToken2' }),
      'The continuation token provided is incorrect',
      argument('continuation-token'),
    ],
    [
      'a token of another bucket',
      () => listObjectsV2(source, 'b', { ContinuationToken: writeContinuationToken('k', 'c') }),
      'The continuation token provided is incorrect',
      argument('continuation-token'),
    ],
    [
      'a token without a place',
      () => listObjectsV2(source, 'b', { ContinuationToken: writeContinuationToken('', 'b') }),
      'The continuation token provided is incorrect',
      argument('continuation-token'),
    ],
  ])('%s', async (_, ask, message, shape) => {
    const error = await ask().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AwsError);
    expect(error).toMatchObject({ message, ...shape });
  });

  test('what sources refuse', () => {
    expect(listErrors.versionIdMarker('x').message).toBe('Invalid version id specified');
    expect(listErrors.uploadIdMarker('x').message).toBe('Invalid uploadId marker');
    expect(countOf('max-parts', undefined)).toBe(1_000);
  });
});

describe('text', () => {
  test.each([
    ['a b.txt', 'a+b.txt'],
    ['a+b.txt', 'a%2Bb.txt'],
    ['100%.csv', '100%25.csv'],
    ['한글/x.txt', '%ED%95%9C%EA%B8%80/x.txt'],
    ['test_file(3).png', 'test_file%283%29.png'],
    ['date=2026-02-01/', 'date%3D2026-02-01/'],
    ["it's~!*", 'it%27s%7E%21*'],
    ['\u{1f600}', '%F0%9F%98%80'],
    ['\u0001\n', '%01%0A'],
  ])('%s is %s', (text, encoded) => {
    expect(encodeListText(text)).toBe(encoded);
  });

  const anyText = fc.string({ unit: 'binary' });

  test('what is encoded can be decoded', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const encoded = encodeListText(text);
        expect(encoded).toMatch(/^[A-Za-z0-9.*_/+%-]*$/);
        expect(decodeURIComponent(encoded.replaceAll('+', ' '))).toBe(text);
      }),
    );
  });

  test('a token leads back in its bucket alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 256 }), (place) => {
        const token = writeContinuationToken(place, 'box');
        expect(readContinuationToken(token, 'box')).toBe(place);
        expect(readContinuationToken(token, 'other')).toBeUndefined();
      }),
    );
  });

  test('a token of the longest key is read', () => {
    const key = '\u{1f600}'.repeat(256);
    expect(readContinuationToken(writeContinuationToken(key, 'box'), 'box')).toBe(key);
  });

  // Characters around the places where texts of JavaScript and bytes of UTF-8 differ.
  const edge = fc.constantFrom(
    '',
    'a',
    '/',
    '\u007f',
    '\u0080',
    '\ud7ff',
    '\ue000',
    '\uffff',
    '\u{10000}',
    '\u{10ffff}',
  );
  const edges = fc.array(edge, { maxLength: 4 }).map((parts) => parts.join(''));

  test('keys are compared by their bytes', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, edges), fc.oneof(anyText, edges), (a, b) => {
        expect(Math.sign(compareKeys(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
  });

  test('what comes after a prefix is the first of all that does', () => {
    fc.assert(
      fc.property(edges, edges, edges, (prefix, rest, other) => {
        fc.pre(prefix !== '');
        const after = afterPrefix(prefix);
        if (after === undefined) {
          expect(prefix).toMatch(/^\u{10ffff}+$/u);
          return;
        }
        expect(compareKeys(prefix + rest, after)).toBeLessThan(0);
        const isBetween = compareKeys(other, prefix) >= 0 && compareKeys(other, after) < 0;
        expect(isBetween).toBe(other.startsWith(prefix));
      }),
    );
  });
});

/** All items of a list, in order, each by itself. */
interface Item {
  readonly text: string;
  readonly sub?: string;
}

function itemsOf(source: ArraySource<KeyedRow>, { prefix, delimiter, after }: KeyListRequest): readonly Item[] {
  const items: Item[] = [];
  const prefixes = new Set<string>();
  for (const { key, sub } of source.sorted) {
    if (!key.startsWith(prefix)) continue;
    const at = delimiter === undefined ? -1 : key.indexOf(delimiter, prefix.length);
    const text = at < 0 ? key : key.slice(0, at + (delimiter ?? '').length);
    const order = after === undefined ? 1 : Buffer.compare(Buffer.from(text), Buffer.from(after.key));
    const isLaterOfKey =
      at < 0 && order === 0 && after?.sub !== undefined && source.rankOf(sub) > source.rankOf(after.sub);
    if ((order <= 0 && !isLaterOfKey) || prefixes.has(text)) continue;
    if (at >= 0) prefixes.add(text);
    items.push(at < 0 && sub !== undefined ? { text, sub } : { text });
  }
  return items;
}

const key = fc
  .array(fc.constantFrom('a', 'b', '/', '//', '0', '\uffff', '\u{1f600}'), { minLength: 1, maxLength: 5 })
  .map((parts) => parts.join(''));
const request: fc.Arbitrary<KeyListRequest> = fc.record(
  {
    prefix: fc.oneof(fc.constant(''), key),
    delimiter: fc.constantFrom('/', '//', 'a', '\u{1f600}'),
    after: fc.record({ key, sub: fc.constantFrom('1', '2', '3') }, { requiredKeys: ['key'] }),
    limit: fc.integer({ min: 1, max: 40 }),
  },
  { requiredKeys: ['prefix', 'limit'] },
);
const crowd = fc.uniqueArray(fc.tuple(key, fc.constantFrom('1', '2', '3')), {
  maxLength: 120,
  selector: (pair) => pair.join(' '),
});
const sourceOf = (pairs: readonly (readonly [string, string])[]): ArraySource<KeyedRow> =>
  new ArraySource(
    pairs.map(([key, sub]) => ({ key, sub })).toSorted((a, b) => a.sub.localeCompare(b.sub)),
    ['1', '2', '3'],
  );
const inOrder = ({
  rows,
  commonPrefixes,
}: {
  rows: readonly KeyedRow[];
  commonPrefixes: readonly string[];
}): readonly Item[] =>
  [
    ...rows.map(({ key, sub }): Item => (sub === undefined ? { text: key } : { text: key, sub })),
    ...commonPrefixes.map((text): Item => ({ text })),
  ].toSorted((a, b) => compareKeys(a.text, b.text));

describe('against a model that sorts and filters everything', () => {
  test('one page', async () => {
    await fc.assert(
      fc.asyncProperty(crowd, request, async (pairs, asked) => {
        const source = sourceOf(pairs);
        const items = itemsOf(source, asked);
        const list = await listKeys(source, asked);
        expect(inOrder(list)).toEqual(items.slice(0, asked.limit));
        expect(list.isTruncated).toBe(items.length > asked.limit);
      }),
      { numRuns: 300 },
    );
  });

  test('all pages together are the list', async () => {
    await fc.assert(
      fc.asyncProperty(crowd, request, async (pairs, { after: _, ...asked }) => {
        const source = sourceOf(pairs);
        const seen: Item[] = [];
        let after: KeyListRequest['after'];
        for (;;) {
          const list = await listKeys(source, { ...asked, ...(after === undefined ? {} : { after }) });
          seen.push(...inOrder(list));
          if (!list.isTruncated) break;
          after = list.last?.kind === 'row' ? list.last.row : { key: list.last?.prefix ?? '' };
        }
        expect(seen).toEqual(itemsOf(source, asked));
      }),
      { numRuns: 100 },
    );
  });
});

describe('what a page costs', () => {
  test('a million keys under one common prefix cost a jump', async () => {
    const source = new CrowdedSource('crowd/', ['last']);
    const page = await listObjects(source, { Delimiter: '/' });
    expect([names(page.rows), page.members.CommonPrefixes, page.members.IsTruncated]).toEqual([
      ['last'],
      [{ Prefix: 'crowd/' }],
      false,
    ]);
    expect([source.asked, source.read]).toEqual([2, 17]);
  });

  test('so do they where the page is full with their prefix', async () => {
    const source = new CrowdedSource('crowd/', ['last']);
    const page = await listObjects(source, { Delimiter: '/', MaxKeys: 1 });
    expect(page.members).toMatchObject({ IsTruncated: true, NextMarker: 'crowd/' });
    expect(source.asked).toBeLessThanOrEqual(3);
    const rest = await listObjects(source, { Delimiter: '/', Marker: 'crowd/' });
    expect([names(rest.rows), source.asked <= 4]).toEqual([['last'], true]);
  });

  test('a plain page is one stretch', async () => {
    const source = new CrowdedSource('crowd/', []);
    expect((await listObjects(source, {})).rows.length).toBe(1_000);
    expect([source.asked, source.read]).toEqual([1, 1_001]);
  });

  test('others have their turn while many prefixes are jumped over', async () => {
    const keys = Array.from({ length: 200 }, (_, i) =>
      Array.from({ length: 20 }, (_, k) => `${1_000 + i}/${k}`),
    ).flat();
    let isDone = false;
    let turns = 0;
    const count = (): void => {
      turns += 1;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    const page = await listObjects(keysOf(...keys), { Delimiter: '/' });
    isDone = true;
    expect(page.members.CommonPrefixes?.length).toBe(200);
    expect(turns).toBeGreaterThan(20);
  });

  test('a source that goes backwards is found out', async () => {
    const source = { rows: () => Promise.resolve([{ key: 'b' }, { key: 'a' }]) };
    await expect(listObjects(source, { MaxKeys: 1 })).rejects.toThrow('in the order of their bytes');
  });
});
