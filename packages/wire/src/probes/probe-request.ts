/**
 * A probe as the bytes that a client would send: unsigned, since the runner has the credentials.
 * Written here and not with the SDK's clients, which leave out what a probe is about: unknown members and missing ones.
 */
import type { OperationModel, ServiceModel } from '../model/service-model.ts';
import type { Member, StructShape } from '../model/shape.ts';
import { CborOutput } from '../protocols/cbor/output.ts';
import { writeCborStruct } from '../protocols/cbor/writer.ts';
import { bindingsOf, isInBody } from '../protocols/http/bindings.ts';
import { awsJsonStyle, JsonWriter, restJsonStyle } from '../protocols/json/writer.ts';
import { base64Of, dateOf } from '../protocols/scalars.ts';
import { formatDateTimeShortest, formatHttpDate } from '../protocols/timestamps.ts';
import { escapeXml } from '../protocols/xml/escape.ts';
import { namespaceOf, xmlWriterWithReferences } from '../protocols/xml/writer.ts';
import type { Probe } from './probe.ts';
import { formOfProbe } from './probe-form.ts';
import { withUnknownMember } from './unknown-member.ts';

/** What is sent for a probe; it still has to be signed. */
export interface ProbeRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

const plainNames = new JsonWriter(awsJsonStyle);
const jsonNames = new JsonWriter(restJsonStyle);
const noShape: StructShape = { kind: 'struct', name: 'None', traits: {}, union: false, members: () => [] };

/** A probe as a request in its protocol. The members that it is not about get values that the model takes. */
export function requestOfProbe(model: ServiceModel, operation: OperationModel, probe: Probe): ProbeRequest {
  const { entry } = model;
  const known = operation.input ?? noShape;
  const shape = probe.unknownIn === undefined ? known : withUnknownMember(known, probe.unknownIn);
  const target = `${entry.targetPrefixes[0] ?? entry.id}.${operation.name}`;
  switch (probe.protocol) {
    case 'awsQuery':
    case 'ec2Query': {
      const body = formOfProbe(operation, shape, probe);
      return post('/', { 'content-type': 'application/x-www-form-urlencoded' }, body);
    }
    case 'awsJson1_0':
    case 'awsJson1_1': {
      const contentType = `application/x-amz-json-${probe.protocol === 'awsJson1_0' ? '1.0' : '1.1'}`;
      return post('/', { 'x-amz-target': target, 'content-type': contentType }, plainNames.struct(shape)(probe.input));
    }
    case 'rpcv2Cbor': {
      const out = new CborOutput();
      writeCborStruct(shape, probe.input, out);
      const path = `/service/${entry.targetPrefixes[0] ?? entry.id}/operation/${operation.name}`;
      return post(path, { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' }, out.finish());
    }
    default:
      return restRequest(operation, shape, probe);
  }
}

function post(path: string, headers: Record<string, string>, body: string | Uint8Array): ProbeRequest {
  return { method: 'POST', path, query: '', headers, body };
}

function restRequest(operation: OperationModel, shape: StructShape, probe: Probe): ProbeRequest {
  const bindings = bindingsOf(shape);
  const { input } = probe;
  const { method, uri } = operation.http ?? { method: 'POST', uri: '/' };
  const [template = '/', literal = ''] = uri.split('?');
  const inTemplate = bindings.labels.filter(
    ({ name }) => template.includes(`{${name}}`) || template.includes(`{${name}+}`),
  );
  let path = template;
  for (const { name } of inTemplate) {
    const text = encodeURIComponent(textOf(input[name]));
    path = path.replace(`{${name}+}`, () => text.replaceAll('%2F', '/')).replace(`{${name}}`, () => text);
  }
  // S3 names the bucket in no template.
  const others = bindings.labels.filter((member) => !inTemplate.includes(member));
  const bucket = others.map(({ name }) => `/${encodeURIComponent(textOf(input[name]))}`).join('');
  const query = [
    ...(literal === '' ? [] : [literal]),
    ...bindings.queries.flatMap((member) => queryOf(member, member.query, input[member.name])),
  ];
  const headers: Record<string, string> = {};
  for (const member of bindings.headers) {
    if (input[member.name] !== undefined) headers[member.header] = headerOf(member, input[member.name]);
  }
  const document = documentOf(operation, shape, probe, bindings.payload, bindings.body.length > 0);
  if (document.contentType !== undefined) headers['content-type'] ??= document.contentType;
  return { method, path: `${bucket}${path}`, query: query.join('&'), headers, body: document.body };
}

interface Document {
  readonly contentType?: string;
  readonly body: string | Uint8Array;
}

function documentOf(
  operation: OperationModel,
  shape: StructShape,
  probe: Probe,
  payload: Member | undefined,
  hasBody: boolean,
): Document {
  const { input, protocol } = probe;
  if (payload !== undefined) return payloadOf(operation, probe, payload);
  if (!hasBody) return { body: '' };
  if (protocol === 'restJson1') {
    return { contentType: 'application/json', body: jsonNames.struct(shape, isInBody)(input) };
  }
  const inner = xmlWriterWithReferences('milliseconds').struct(shape, isInBody)(input);
  const name = shape.traits.xmlName ?? shape.name;
  return {
    contentType: 'application/xml',
    body: `<${name}${namespaceOf(operation.service.xmlNamespace)}>${inner}</${name}>`,
  };
}

function payloadOf(operation: OperationModel, { input, protocol }: Probe, payload: Member): Document {
  const value = input[payload.name];
  if (value === undefined) return { body: '' };
  if (payload.shape.kind === 'struct' || payload.shape.kind === 'document') {
    if (protocol === 'restJson1')
      return { contentType: 'application/json', body: jsonNames.value(payload.shape)(value) };
    const name = payload.traits.xmlName ?? payload.shape.name;
    const { xmlNamespace } = operation.service;
    const namespaced = {
      ...payload,
      traits: xmlNamespace === undefined ? payload.traits : { ...payload.traits, xmlNamespace },
    };
    return {
      contentType: 'application/xml',
      body: xmlWriterWithReferences('milliseconds').element(namespaced, escapeXml(name))(value),
    };
  }
  return { contentType: 'application/octet-stream', body: value instanceof Uint8Array ? value : String(value) };
}

function queryOf(member: Member, name: string, value: unknown): readonly string[] {
  if (value === undefined) return [];
  const items = Array.isArray(value) ? value : [value];
  return items.map((item) => `${encodeURIComponent(name)}=${encodeURIComponent(textOf(item, member))}`);
}

function headerOf(member: Member, value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => textOf(item)).join(', ');
  if (member.shape.kind === 'timestamp' && member.shape.format !== 'dateTime') return formatHttpDate(dateOf(value));
  return textOf(value, member);
}

function textOf(value: unknown, member?: Member): string {
  if (value instanceof Uint8Array) return base64Of(value);
  if (value instanceof Date) {
    return member?.shape.kind === 'timestamp' && member.shape.format === 'httpDate'
      ? formatHttpDate(value)
      : formatDateTimeShortest(value);
  }
  return String(value);
}
