/** A few hundred hostile requests for each protocol, and the known ways to make a decoder slow. `hostile.long.test.ts` has many more. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decode, loadModel, resolveOperation, serviceById, type WireRequest } from '../src/index.ts';
import { decodeCbor } from '../src/protocols/cbor/cursor.ts';
import { parseXml } from '../src/protocols/xml/parser.ts';
import { feeder, targets } from './hostile-requests.ts';

test.each(targets)('$protocol: whatever comes, there is an answer', async (target) => {
  const { feed, reached } = await feeder(target);
  fc.assert(fc.property(target.requests, feed), { numRuns: 300 });
  expect(reached.refused).toBeGreaterThan(0);
  expect(reached.decoded).toBeGreaterThan(0);
});

test('the same polluted names in each form are members like any other', async () => {
  const entry = serviceById('iam');
  if (entry === undefined) throw new Error('no IAM');
  const model = await loadModel(entry);
  const body = Buffer.from(
    'Action=CreateUser&Version=2010-05-08&UserName=a&__proto__.polluted=1&Tags.member.1.__proto__=2&constructor.prototype.x=3',
  );
  const request: WireRequest = { method: 'POST', path: '/', query: '', headers: {}, rawHeaders: [] };
  const resolved = resolveOperation(model, request, body);
  if (!resolved.ok) throw new Error(resolved.error.message);
  const decoded = decode(model, resolved.operation, resolved.protocol, request, body);
  expect(decoded).toMatchObject({
    ok: true,
    input: { UserName: 'a' },
    ignored: ['__proto__', '__proto__', 'constructor'],
  });
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

const xmlCases: readonly { readonly name: string; readonly xml: string; readonly wellFormed: boolean }[] = [
  { name: 'a document type', xml: '<!DOCTYPE a><a/>', wellFormed: false },
  { name: 'an entity of its own', xml: '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', wellFormed: false },
  { name: 'an unknown entity', xml: '<a>&nbsp;</a>', wellFormed: false },
  { name: 'two roots', xml: '<a/><b/>', wellFormed: false },
  { name: 'text behind the root', xml: '<a/>x', wellFormed: false },
  { name: 'tags that cross', xml: '<a><b></a></b>', wellFormed: false },
  { name: 'an attribute twice', xml: '<a b="1" b="2"/>', wellFormed: false },
  { name: 'an end that is missing', xml: '<a><b/>', wellFormed: false },
  { name: 'nesting without end', xml: '<a>'.repeat(200) + '</a>'.repeat(200), wellFormed: false },
  {
    name: 'a declaration, comments and instructions',
    xml: '<?xml version="1.0"?><!-- c --><a><?p?><!-- - -->t</a>\n',
    wellFormed: true,
  },
  { name: 'references', xml: '<a b="&lt;&#65;">&#x1F600;&amp;<![CDATA[<&]]></a>', wellFormed: true },
];
test.each(xmlCases)('XML: $name', ({ xml, wellFormed }) => {
  expect(parseXml(Buffer.from(xml)) !== undefined).toBe(wellFormed);
});

test('XML: what is read is what was meant', () => {
  const root = parseXml(Buffer.from('<x:a xmlns:x="u" x:b="&lt;1">t&#x1F600;<![CDATA[<&]]>\r\n<c/></x:a>'));
  expect(root).toMatchObject({ name: 'a', text: 't😀<&\n', children: [{ name: 'c' }] });
  expect(root?.attributes.get('x:b')).toBe('<1');
});

test.each([
  ['a length that is not there', [0x5b, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff]],
  ['a list of four billion', [0x9a, 0xff, 0xff, 0xff, 0xff]],
  ['a key twice', [0xa2, 0x61, 0x61, 1, 0x61, 0x61, 2]],
  ['bytes left over', [0x01, 0x01]],
  ['a break of its own', [0xff]],
  ['text that is not UTF-8', [0x61, 0xff]],
  ['a map cut off', [0xbf, 0x61, 0x61]],
])('CBOR: %s is refused', (_name, bytes) => {
  expect(decodeCbor(Uint8Array.from(bytes))).toEqual({ ok: false });
});

test.each([
  ['a bomb', gzipSync(Buffer.alloc(200 * 1024 * 1024, ' ')), 'gzip'],
  ['no gzip at all', Buffer.from('{}'), 'gzip'],
  ['gzip cut off', gzipSync(Buffer.from('{"MaxResults":1}')).subarray(0, -6), 'gzip'],
  ['a coding that no client has', Buffer.from('{}'), 'br'],
  ['compressed twice', gzipSync(gzipSync(Buffer.from('{}'))), 'gzip, gzip'],
])('compressed: %s is refused', async (_name, body, encoding) => {
  const entry = serviceById('cloudtrail');
  if (entry === undefined) throw new Error('no CloudTrail');
  const model = await loadModel(entry);
  const headers = { 'x-amz-target': 'CloudTrail_20131101.LookupEvents', 'content-encoding': encoding };
  const request: WireRequest = { method: 'POST', path: '/', query: '', headers, rawHeaders: [] };
  const resolved = resolveOperation(model, request, body);
  if (!resolved.ok) throw new Error(resolved.error.code);
  const decoded = decode(model, resolved.operation, resolved.protocol, request, body);
  expect(decoded).toMatchObject({ ok: false, error: { code: 'SerializationException' } });
});

/** Doubling the bytes may at most triple the time, give or take what a timer cannot see. */
test.each([
  [
    'a form of many parameters',
    (size: number) => Array.from({ length: size / 20 }, (_, index) => `Tags.member.${index}.Key=a`).join('&'),
  ],
  ['a form of dots', (size: number) => `${'a.'.repeat(90)}=1&${'&'.repeat(size)}`],
  ['a form of percent signs', (size: number) => `a=${'%41'.repeat(size / 3)}`],
  ['a form of plus signs', (size: number) => `a=${'+'.repeat(size)}`],
])('linear: %s', async (_name, make) => {
  const entry = serviceById('iam');
  if (entry === undefined) throw new Error('no IAM');
  const model = await loadModel(entry);
  const cost = (size: number): number => {
    const body = Buffer.from(`Action=TagUser&Version=2010-05-08&${make(size)}`);
    let least = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 5; round += 1) {
      const request: WireRequest = { method: 'POST', path: '/', query: '', headers: {}, rawHeaders: [] };
      const before = process.threadCpuUsage();
      const resolved = resolveOperation(model, request, body);
      if (resolved.ok) decode(model, resolved.operation, resolved.protocol, request, body);
      const { user, system } = process.threadCpuUsage(before);
      least = Math.min(least, user + system);
    }
    return least;
  };
  cost(100_000);
  expect(cost(800_000)).toBeLessThan(cost(200_000) * 12 + 20_000);
});
