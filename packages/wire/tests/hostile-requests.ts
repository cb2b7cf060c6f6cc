/** Requests that nobody should send: bytes, texts and shapes for fuzzing each protocol's way in. */
import fc from 'fast-check';
import { decode, type ProtocolName, resolveOperation, serviceById, validate, type WireRequest } from '../src/index.ts';
import { CborOutput } from '../src/protocols/cbor/output.ts';
import { fixtureModel } from './fixture-models.ts';

export interface Hostile {
  readonly request: WireRequest;
  readonly body: Uint8Array;
}

export interface Target {
  readonly protocol: ProtocolName;
  readonly service: string;
  readonly requests: fc.Arbitrary<Hostile>;
}

const nasty = fc.constantFrom(
  '__proto__',
  'constructor',
  'toString',
  '',
  ' ',
  '\u0000',
  '\ud800',
  '%',
  '%zz',
  '%ff',
  '%C3%28',
  '..',
  '/',
  '//',
  '&',
  '=',
  '&&',
  'a'.repeat(5000),
  '1e999',
  '-1',
  'NaN',
  'true',
  'null',
  '9'.repeat(500),
  '2026-13-45T99:99:99Z',
  '<!DOCTYPE a [<!ENTITY b "c">]>',
  ']]>',
  '\ufeff',
);
const text = fc.oneof({ weight: 3, arbitrary: nasty }, fc.string({ unit: 'binary', maxLength: 20 }));
const scalar = fc.oneof(text, fc.double(), fc.integer(), fc.boolean(), fc.constant(null));

function anyJson(names: readonly string[]): fc.Arbitrary<unknown> {
  const name = fc.oneof(fc.constantFrom(...names), text);
  return fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 5 }, scalar, tie('list'), tie('object')),
    list: fc.array(tie('value'), { maxLength: 4 }),
    object: fc.array(fc.tuple(name, tie('value')), { maxLength: 5 }).map((entries) => {
      const made = Object.create(null) as Record<string, unknown>;
      for (const [key, value] of entries) made[key] = value;
      return made;
    }),
  })).value;
}

const bytes = fc.uint8Array({ maxLength: 200 });
const contentTypes = fc.constantFrom(
  undefined,
  '',
  'text/plain',
  'application/json',
  'application/x-www-form-urlencoded; charset=utf-8',
  '\u00ff',
);

function request(
  method: string,
  path: string,
  query: string,
  headers: Record<string, string | undefined>,
): WireRequest {
  return { method, path, query, headers, rawHeaders: [] };
}

function forms(action: string, version: string, names: readonly string[]): fc.Arbitrary<Hostile> {
  const part = fc.oneof(
    fc.constantFrom(...names, 'member', 'entry', 'key', 'value', '1', '2', '0', '-1', '999999999', '1e3'),
    text,
  );
  const name = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('.'));
  const pair = fc
    .tuple(name, text, fc.boolean())
    .map(([key, value, raw]) => (raw ? `${key}=${value}` : `${safely(key)}=${safely(value)}`));
  const body = fc
    .array(pair, { maxLength: 8 })
    .map((pairs) => Buffer.from([`Action=${action}&Version=${version}`, ...pairs].join('&'), 'utf8'));
  return fc
    .tuple(
      fc.oneof(
        body,
        bytes.map((tail) => Buffer.concat([Buffer.from(`Action=${action}&Version=${version}&`), tail])),
      ),
      contentTypes,
      text,
    )
    .map(([content, type, query]) => ({
      request: request('POST', '/', query.length > 100 ? '' : query, {
        'content-type': type ?? 'application/x-www-form-urlencoded',
      }),
      body: content,
    }));
}

function safely(value: string): string {
  return encodeURIComponent(value.replace(/\p{Surrogate}/gu, '?'));
}

function jsonBodies(names: readonly string[]): fc.Arbitrary<Uint8Array> {
  const json = anyJson(names).map((value) => Buffer.from(JSON.stringify(value) ?? '', 'utf8'));
  const cut = fc.tuple(json, fc.nat(300)).map(([whole, length]) => whole.subarray(0, length));
  const deep = fc.nat(3000).map((depth) => Buffer.from(`{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`));
  return fc.oneof({ weight: 5, arbitrary: json }, cut, deep, bytes);
}

function xmlBodies(names: readonly string[]): fc.Arbitrary<Uint8Array> {
  const name = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...names) },
    fc.constantFrom('x:y', 'a b', '1', '__proto__'),
  );
  const tree = fc.letrec<{ node: string; content: string }>((tie) => ({
    node: fc
      .tuple(name, tie('content'), fc.constantFrom('', ' a="b"', " a='&lt;' a=''", ' xmlns="u"', ' a=b'))
      .map(([tag, content, attribute]) => `<${tag}${attribute}>${content}</${tag}>`),
    content: fc.oneof(
      { maxDepth: 5 },
      text,
      fc.constantFrom('&amp;', '&#x0;', '&#xd800;', '&unknown;', '<![CDATA[x]]>', '<!-- - -->', '<?x?>'),
      fc.array(tie('node'), { maxLength: 3 }).map((nodes) => nodes.join('')),
    ),
  })).node;
  const whole = tree.map((xml) => Buffer.from(xml, 'utf8'));
  const cut = fc.tuple(whole, fc.nat(300)).map(([xml, length]) => xml.subarray(0, length));
  const deep = fc.nat(3000).map((depth) => Buffer.from('<a>'.repeat(depth) + '</a>'.repeat(depth)));
  const bomb = fc.constant(Buffer.from('<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><a>&d;</a>'));
  return fc.oneof({ weight: 5, arbitrary: whole }, cut, deep, bomb, bytes);
}

function cborBodies(names: readonly string[]): fc.Arbitrary<Uint8Array> {
  const encoded = anyJson(names).map((value) => encodeAny(value));
  const flipped = fc.tuple(encoded, fc.nat(), fc.nat(255)).map(([whole, at, byte]) => {
    const copy = Uint8Array.from(whole);
    if (copy.length > 0) copy[at % copy.length] = byte;
    return copy;
  });
  const deep = fc.nat(3000).map((depth) => new Uint8Array(depth + 1).fill(0x81, 0, depth));
  return fc.oneof({ weight: 3, arbitrary: encoded }, { weight: 3, arbitrary: flipped }, deep, bytes);
}

/** Any value at all, without a model. */
function encodeAny(value: unknown): Uint8Array {
  const out = new CborOutput();
  const write = (item: unknown): void => {
    if (typeof item === 'string') out.text(item);
    else if (typeof item === 'number') out.number(item);
    else if (typeof item === 'boolean') out.byte(item ? 0xf5 : 0xf4);
    else if (item === null || item === undefined) out.byte(0xf6);
    else if (Array.isArray(item)) {
      out.head(4, item.length);
      for (const inner of item) write(inner);
    } else {
      const entries = Object.entries(item as object) as [string, unknown][];
      out.head(5, entries.length);
      for (const [key, inner] of entries) {
        out.text(key);
        write(inner);
      }
    }
  };
  write(value);
  return out.finish();
}

const headerText = fc
  .oneof(nasty, fc.constantFrom('"a', '"a","b"', ', ,', 'Sun, 22 Nov 2026 07:30:29 GMT', 'bytes=0-'))
  .map((value) => value.replace(/[^\t\u0020-\u00ff]/g, ''));
const jsonMembers = [
  'LookupAttributes',
  'AttributeKey',
  'AttributeValue',
  'StartTime',
  'EndTime',
  'MaxResults',
  'NextToken',
];
const metricMembers = [
  'Namespace',
  'MetricData',
  'MetricName',
  'Dimensions',
  'Name',
  'Value',
  'Values',
  'Timestamp',
  'StatisticValues',
];
const filterMembers = ['findingCriteria', 'criterion', 'gt', 'eq', 'maxResults', 'sortCriteria', 'attributeName'];
const deleteMembers = ['Delete', 'Object', 'Key', 'VersionId', 'Quiet', 'Size', 'LastModifiedTime'];

function json(target: string, service: string, protocol: ProtocolName, names: readonly string[]): Target {
  const requests = fc.tuple(jsonBodies(names), contentTypes).map(([body, type]) => ({
    request: request('POST', '/', '', { 'x-amz-target': target, 'content-type': type }),
    body,
  }));
  return { protocol, service, requests };
}

export const targets: readonly Target[] = [
  {
    protocol: 'awsQuery',
    service: 'iam',
    requests: forms('CreateUser', '2010-05-08', ['UserName', 'Tags', 'Key', 'Value', 'Path']),
  },
  {
    protocol: 'ec2Query',
    service: 'ec2',
    requests: forms('RunInstances', '2016-11-15', [
      'MinCount',
      'BlockDeviceMapping',
      'Ebs',
      'TagSpecification',
      'Tag',
      'InstanceMarketOptions',
    ]),
  },
  json('CloudTrail_20131101.LookupEvents', 'cloudtrail', 'awsJson1_1', jsonMembers),
  json('GraniteServiceVersion20100801.PutMetricData', 'monitoring', 'awsJson1_0', metricMembers),
  {
    protocol: 'rpcv2Cbor',
    service: 'monitoring',
    requests: cborBodies(metricMembers).map((body) => ({
      request: request('POST', '/service/GraniteServiceVersion20100801/operation/PutMetricData', '', {
        'smithy-protocol': 'rpc-v2-cbor',
      }),
      body,
    })),
  },
  {
    protocol: 'restJson1',
    service: 'guardduty',
    requests: fc.tuple(jsonBodies(filterMembers), text, text).map(([body, label, query]) => ({
      request: request('POST', `/detector/${label}/findings`, query, {}),
      body,
    })),
  },
  {
    protocol: 'restXml',
    service: 's3',
    requests: fc
      .tuple(xmlBodies(deleteMembers), text, text, headerText, headerText)
      .map(([body, bucket, query, one, other]) => ({
        request: request('POST', `/${bucket}`, `delete&${query}`, {
          'x-amz-bypass-governance-retention': one,
          'x-amz-mfa': other,
          host: one,
        }),
        body,
      })),
  },
];

/** Routed, decoded and checked; whatever is thrown is a failure. Counts how far requests came, so that the fuzz can be seen to reach in. */
export async function feeder(
  target: Target,
): Promise<{ feed(hostile: Hostile): void; readonly reached: { refused: number; decoded: number; valid: number } }> {
  const entry = serviceById(target.service);
  if (entry === undefined) throw new Error(`no service ${target.service}`);
  const model = await fixtureModel(entry);
  const reached = { refused: 0, decoded: 0, valid: 0 };
  return {
    reached,
    feed({ request: sent, body }) {
      const resolved = resolveOperation(model, sent, body);
      if (!resolved.ok) {
        reached.refused += 1;
        return;
      }
      const decoded = decode(model, resolved.operation, resolved.protocol, sent, body);
      if (!decoded.ok) {
        reached.refused += 1;
        return;
      }
      reached.decoded += 1;
      if (Object.getPrototypeOf(decoded.input) !== Object.prototype)
        throw new Error('the input has a foreign prototype');
      if (validate(model, resolved.operation, decoded.input) === undefined) reached.valid += 1;
    },
  };
}
