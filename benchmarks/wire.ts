/**
 * Each protocol's decoder and encoder, small and large, against the SDK's own interpreted serialisers in the same run.
 * Microseconds of CPU, the least of many rounds that alternate; ratios are the median of those within a round, since what else the machine
 * does meets both alike there and nowhere else. The SDK has no reader of forms, so awsQuery and ec2Query have no peer there: null.
 */
import process from 'node:process';
import {
  JsonShapeDeserializer,
  JsonShapeSerializer,
  QueryShapeSerializer,
  XmlShapeDeserializer,
  XmlShapeSerializer,
} from '@aws-sdk/core/protocols';
import { CborCodec } from '@smithy/core/cbor';
import { fromBase64, fromUtf8, toBase64, toUtf8 } from '@smithy/core/serde';
import {
  decode,
  encode,
  type OperationModel,
  type ProtocolName,
  resolveOperation,
  type ServiceModel,
  type Shape,
  serviceById,
  type WireRequest,
} from '../packages/wire/src/index.ts';
import { fixtureModel } from '../packages/wire/tests/fixture-models.ts';

interface Case {
  readonly protocol: ProtocolName;
  readonly service: string;
  readonly client: () => Promise<unknown>;
  readonly small: string;
  readonly largeInput: readonly [operation: string, length: number];
  readonly largeOutput: readonly [operation: string, length: number];
}

const cloudwatch = (): Promise<unknown> => import('@aws-sdk/client-cloudwatch');

const cases: readonly Case[] = [
  {
    protocol: 'awsQuery',
    service: 'iam',
    client: () => import('@aws-sdk/client-iam'),
    small: 'GetUser',
    largeInput: ['CreateRole', 50],
    largeOutput: ['ListUsers', 100],
  },
  {
    protocol: 'ec2Query',
    service: 'ec2',
    client: () => import('@aws-sdk/client-ec2'),
    small: 'StopInstances',
    largeInput: ['RunInstances', 6],
    largeOutput: ['DescribeSecurityGroups', 8],
  },
  {
    protocol: 'awsJson1_1',
    service: 'cloudtrail',
    client: () => import('@aws-sdk/client-cloudtrail'),
    small: 'StartLogging',
    largeInput: ['PutEventSelectors', 8],
    largeOutput: ['LookupEvents', 50],
  },
  {
    protocol: 'awsJson1_0',
    service: 'monitoring',
    client: cloudwatch,
    small: 'DeleteAlarms',
    largeInput: ['PutMetricData', 12],
    largeOutput: ['GetMetricData', 30],
  },
  {
    protocol: 'rpcv2Cbor',
    service: 'monitoring',
    client: cloudwatch,
    small: 'DeleteAlarms',
    largeInput: ['PutMetricData', 12],
    largeOutput: ['GetMetricData', 30],
  },
  {
    protocol: 'restJson1',
    service: 'guardduty',
    client: () => import('@aws-sdk/client-guardduty'),
    small: 'ListFindings',
    largeInput: ['CreateMembers', 50],
    largeOutput: ['GetFindings', 4],
  },
  {
    protocol: 'restXml',
    service: 's3',
    client: () => import('@aws-sdk/client-s3'),
    small: 'GetBucketVersioning',
    largeInput: ['DeleteObjects', 1000],
    largeOutput: ['ListObjectsV2', 400],
  },
];

export async function run(progress: (line: string) => void = () => undefined): Promise<Record<string, unknown>> {
  const figures: Record<string, unknown> = {};
  for (const one of cases) {
    progress(`${one.protocol}: ${one.service}`);
    figures[one.protocol] = await measure(one);
  }
  return figures;
}

async function measure(one: Case): Promise<Record<string, unknown>> {
  const { protocol, service, small, largeInput, largeOutput } = one;
  const entry = serviceById(service);
  if (entry === undefined) throw new Error(`no service ${service}`);
  const model = await fixtureModel(entry);
  const schemas = (await one.client()) as Readonly<Record<string, unknown>>;
  const peer = peerOf(protocol, model);
  const smallCall = await callOf(model, protocol, schemas, small, 1);
  const large = await callOf(model, protocol, schemas, ...largeInput);
  const answer = operationOf(model, largeOutput[0]);
  const output = fullValue(answer.output, largeOutput[1]) as object;
  const outputSchema = schemaOf(schemas, largeOutput[0], 5);
  const [smallDecode, smallEncode, largeDecode, sdkLargeDecode, largeEncode, sdkLargeEncode] = micros([
    smallCall.decode,
    () => encode(model, smallCall.operation, protocol, smallCall.output, 'r'),
    large.decode,
    peer.read === undefined ? undefined : () => peer.read?.(large.schema, large.body),
    () => encode(model, answer, protocol, output, 'r'),
    () => peer.write(outputSchema, output),
  ]);
  return {
    smallDecodeMicros: leastOf(smallDecode),
    smallEncodeMicros: leastOf(smallEncode),
    largeDecodeMicros: leastOf(largeDecode),
    largeEncodeMicros: leastOf(largeEncode),
    sdkLargeDecodeMicros: leastOf(sdkLargeDecode),
    sdkLargeEncodeMicros: leastOf(sdkLargeEncode),
    largeDecodeBytes: large.body.length,
    largeDecodeRatio: ratio(sdkLargeDecode, largeDecode),
    largeEncodeRatio: ratio(sdkLargeEncode, largeEncode),
  };
}

interface Call {
  readonly operation: OperationModel;
  readonly output: object;
  readonly schema: unknown;
  readonly body: Uint8Array;
  decode(): unknown;
}

/** A request as the SDK's serialiser writes it, and what decodes it. */
async function callOf(
  model: ServiceModel,
  protocol: ProtocolName,
  schemas: Readonly<Record<string, unknown>>,
  name: string,
  length: number,
): Promise<Call> {
  const operation = operationOf(model, name);
  const schema = schemaOf(schemas, name, 4);
  const { request, body, documentSchema } = await sendWith(
    schemas,
    model,
    protocol,
    operation,
    schema,
    fullValue(operation.input, length),
  );
  return {
    operation,
    output: (fullValue(operation.output, 1) ?? {}) as object,
    schema: documentSchema,
    body,
    decode: () => {
      // A request of its own each time: nothing parsed before may help.
      const fresh = { ...request };
      const resolved = resolveOperation(model, fresh, body);
      if (!resolved.ok) throw new Error(`${name}: ${resolved.error.code}`);
      const decoded = decode(model, resolved.operation, resolved.protocol, fresh, body);
      if (!decoded.ok) throw new Error(`${name}: ${decoded.error.message}`);
      return decoded;
    },
  };
}

async function sendWith(
  schemas: Readonly<Record<string, unknown>>,
  model: ServiceModel,
  protocol: ProtocolName,
  operation: OperationModel,
  schema: unknown,
  input: unknown,
): Promise<{ request: WireRequest; body: Uint8Array; documentSchema: unknown }> {
  const { entry } = model;
  const target = `${entry.targetPrefixes[0]}.${operation.name}`;
  const request = (headers: Record<string, string>, path = '/'): WireRequest => ({
    method: 'POST',
    path,
    query: '',
    headers,
    rawHeaders: [],
  });
  switch (protocol) {
    case 'awsQuery':
    case 'ec2Query': {
      const isEc2 = protocol === 'ec2Query';
      const serializer = new QueryShapeSerializer({
        ...settings,
        capitalizeKeys: isEc2,
        flattenLists: isEc2,
        serializeEmptyLists: !isEc2,
        ...(isEc2 ? { ec2: true } : {}),
      } as never);
      serializer.setSerdeContext(context);
      serializer.write(schema as never, input);
      const form = `Action=${operation.name}&Version=${entry.apiVersion}${String(serializer.flush())}`;
      return {
        request: request({ 'content-type': 'application/x-www-form-urlencoded' }),
        body: Buffer.from(form),
        documentSchema: schema,
      };
    }
    case 'awsJson1_0':
    case 'awsJson1_1':
      return {
        request: request({ 'x-amz-target': target }),
        body: bytesOf(writeJson(false, schema, input)),
        documentSchema: schema,
      };
    case 'rpcv2Cbor': {
      const path = `/service/${entry.targetPrefixes[0]}/operation/${operation.name}`;
      return {
        request: request({ 'smithy-protocol': 'rpc-v2-cbor' }, path),
        body: bytesOf(writeCbor(schema, input)),
        documentSchema: schema,
      };
    }
    default:
      return restRequest(schemas, operation, schema, input);
  }
}

/** REST requests are caught on their way out of the SDK's client, since bindings spread them over the whole message. */
async function restRequest(
  schemas: Readonly<Record<string, unknown>>,
  operation: OperationModel,
  schema: unknown,
  input: unknown,
): Promise<{ request: WireRequest; body: Uint8Array; documentSchema: unknown }> {
  const sent: {
    method: string;
    path: string;
    query: Record<string, string | string[]>;
    headers: Record<string, string>;
    body: unknown;
  }[] = [];
  const Client = schemas[operation.service.id === 's3' ? 'S3Client' : 'GuardDutyClient'] as new (
    config: object,
  ) => { send(command: unknown): Promise<unknown> };
  const Command = schemas[`${operation.name}Command`] as new (input: unknown) => unknown;
  const requestHandler = {
    handle: (request: (typeof sent)[number]) => {
      sent.push(request);
      return Promise.reject(new Error('sent nowhere'));
    },
  };
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const client = new Client({
    region: 'us-east-1',
    endpoint: 'http://127.0.0.1:1',
    forcePathStyle: true,
    maxAttempts: 1,
    credentials,
    requestHandler,
  });
  const failed = await client.send(new Command(input)).catch((error: unknown) => error);
  const [request] = sent;
  if (request === undefined) throw failed;
  const query = Object.entries(request.query).flatMap(([name, value]) =>
    [value].flat().map((item) => `${encodeURIComponent(name)}=${encodeURIComponent(String(item ?? ''))}`),
  );
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const body = request.body === undefined ? new Uint8Array() : bytesOf(request.body);
  // What the SDK's reader is given is what stands in the body alone: the payload's schema where there is one.
  const payload = operation.input?.members().find((member) => member.traits.httpPayload !== undefined);
  const names = (schema as readonly unknown[])[4] as readonly string[];
  const members = (schema as readonly unknown[])[5] as readonly unknown[];
  const member = payload === undefined ? undefined : (members[names.indexOf(payload.name)] as readonly unknown[]);
  const documentSchema = member === undefined ? schema : (member[0] as () => unknown)();
  return {
    request: { method: request.method, path: request.path, query: query.join('&'), headers, rawHeaders: [] },
    body,
    documentSchema,
  };
}

const context = {
  base64Encoder: toBase64,
  base64Decoder: fromBase64,
  utf8Encoder: toUtf8,
  utf8Decoder: fromUtf8,
} as never;
const settings = { timestampFormat: { useTrait: true, default: 7 }, httpBindings: false };
const xmlSettings = {
  ...settings,
  timestampFormat: { useTrait: true, default: 5 },
  xmlNamespace: 'u',
  serviceNamespace: 's',
  httpBindings: true,
};

interface Peer {
  write(schema: unknown, value: unknown): unknown;
  read?(schema: unknown, body: Uint8Array): unknown;
}

function peerOf(protocol: ProtocolName, model: ServiceModel): Peer {
  switch (protocol) {
    case 'awsQuery':
    case 'ec2Query':
      return { write: writeXml };
    case 'restXml':
      return { write: writeXml, read: (schema, body) => readerOfXml.read(schema as never, body) };
    case 'rpcv2Cbor':
      return { write: writeCbor, read: (schema, body) => cborReader.read(schema as never, body) };
    default: {
      const jsonName = model.entry.protocols.includes('restJson1');
      const reader = new JsonShapeDeserializer({ ...settings, jsonName } as never);
      reader.setSerdeContext(context);
      // The SDK's readers are given parsed JSON by its protocols; parsing belongs to the price.
      return {
        write: (schema, value) => writeJson(jsonName, schema, value),
        read: (schema, body) => reader.read(schema as never, Buffer.from(body).toString('utf8')),
      };
    }
  }
}

const cborCodec = new CborCodec();
cborCodec.setSerdeContext(context);
const cborReader = cborCodec.createDeserializer();
const readerOfXml = new XmlShapeDeserializer(xmlSettings as never);
readerOfXml.setSerdeContext(context);

function writeXml(schema: unknown, value: unknown): unknown {
  const serializer = new XmlShapeSerializer(xmlSettings as never);
  serializer.setSerdeContext(context);
  serializer.write(schema as never, value);
  return serializer.flush();
}

function writeJson(jsonName: boolean, schema: unknown, value: unknown): unknown {
  const serializer = new JsonShapeSerializer({ ...settings, jsonName } as never);
  serializer.setSerdeContext(context);
  serializer.write(schema as never, value);
  return serializer.flush();
}

function writeCbor(schema: unknown, value: unknown): unknown {
  const serializer = cborCodec.createSerializer();
  serializer.write(schema as never, value);
  return serializer.flush();
}

function bytesOf(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? Buffer.from(value) : Buffer.from(String(value));
}

function operationOf(model: ServiceModel, name: string): OperationModel {
  const operation = model.operations.get(name);
  if (operation === undefined) throw new Error(`no operation ${name}`);
  return operation;
}

/** Input stands at 4 of an operation's schema, output at 5. */
function schemaOf(schemas: Readonly<Record<string, unknown>>, operation: string, place: 4 | 5): unknown {
  const found = (schemas[`${operation}$`] as readonly unknown[])[place];
  return typeof found === 'function' ? found() : found;
}

/** Every member filled; the outermost list as long as asked for, those within it with two elements. */
function fullValue(shape: Shape | undefined, length: number, depth = 0): unknown {
  switch (shape?.kind) {
    case undefined:
      return undefined;
    case 'struct': {
      const members = shape.union ? shape.members().slice(0, 1) : shape.members();
      const entries = members.map((member): [string, unknown] => [
        member.name,
        fullValue(member.shape, length, depth + 1),
      ]);
      const value = Object.fromEntries(entries.filter(([, item]) => item !== undefined));
      // The SDK's client looks into these two.
      if ('Bucket' in value) value['Bucket'] = 'bucket';
      delete value['ChecksumAlgorithm'];
      return value;
    }
    case 'list':
      if (depth > 8) return undefined;
      return Array.from({ length }, () => fullValue(shape.element().shape, 2, depth + 1) ?? {});
    case 'map':
      return depth > 8
        ? undefined
        : { one: fullValue(shape.value().shape, 2, depth + 1), two: fullValue(shape.value().shape, 2, depth + 1) };
    case 'string':
      return 'arn:aws:iam::111122223333:user/alice';
    case 'number':
      return 42;
    case 'boolean':
      return true;
    case 'timestamp':
      return new Date(1_795_332_629_000);
    case 'bigInteger':
      return 42n;
    case 'bigDecimal':
      return '4.2';
    case 'document':
      return { a: [1, 'b'] };
    default:
      return new Uint8Array(32);
  }
}

const rounds = 40;
const roundMicros = 15_000;

/** CPU of one call of each, by round. In each round all take their turns. */
function micros(works: readonly ((() => unknown) | undefined)[]): (readonly number[] | undefined)[] {
  const runs = works.map((work) =>
    work === undefined ? undefined : { work, count: countOf(work), took: [] as number[] },
  );
  for (let done = 0; done < rounds; done += 1) {
    for (const run of runs) run?.took.push(spent(run.work, run.count) / run.count);
  }
  return runs.map((run) => run?.took);
}

/** How often it must be called to fill a round, once it is warm. */
function countOf(work: () => unknown): number {
  let count = 1;
  let warm = 0;
  for (;;) {
    const took = spent(work, count);
    if (took < roundMicros) count *= 2;
    else if (warm < 10) warm += 1;
    else return count;
  }
}

function spent(work: () => unknown, count: number): number {
  const before = process.cpuUsage();
  for (let index = 0; index < count; index += 1) work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

function leastOf(took: readonly number[] | undefined): number | null {
  return took === undefined ? null : round(Math.min(...took));
}

function ratio(sdk: readonly number[] | undefined, ours: readonly number[] | undefined): number | null {
  if (sdk === undefined || ours === undefined) return null;
  const ratios = sdk.map((value, index) => value / (ours[index] ?? Number.NaN)).sort((one, other) => one - other);
  return round(ratios[Math.floor(ratios.length / 2)] ?? Number.NaN);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
