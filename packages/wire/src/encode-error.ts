/**
 * An error in its protocol's own shape.
 * AWS: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#operation-error-serialization and its siblings
 */
import { type ErrorModel, loadedModel } from './model/service-model.ts';
import type { ServiceEntry } from './model/service-table.ts';
import { CborOutput } from './protocols/cbor/output.ts';
import { writeCborStruct } from './protocols/cbor/writer.ts';
import { isInBody } from './protocols/http/bindings.ts';
import { responseWriter } from './protocols/http/response-writer.ts';
import { awsJsonStyle, JsonWriter, restJsonStyle } from './protocols/json/writer.ts';
import { encodeQueryJsonError } from './protocols/query/json-answer.ts';
import { cborHeaders } from './protocols/rpcv2-cbor.ts';
import { escapeXml } from './protocols/xml/escape.ts';
import { namespaceOf, xmlWriter } from './protocols/xml/writer.ts';
import type { AnswerForm, ProtocolName, WireError, WireResponse } from './types.ts';

/** `entry` is undefined where the request named no service that is known. */
export function encodeError(
  protocol: ProtocolName,
  entry: ServiceEntry | undefined,
  error: WireError,
  requestId: string,
  form: AnswerForm = 'own',
): WireResponse {
  const known = knownError(entry, error.code);
  const headers = { 'x-amzn-requestid': requestId, ...error.headers, ...boundHeaders(known, error) };
  switch (protocol) {
    case 'awsJson1_0':
      return jsonError(
        { entry, error, known },
        { ...headers, 'content-type': 'application/x-amz-json-1.0' },
        plainNames,
      );
    case 'awsJson1_1':
      return jsonError(
        { entry, error, known },
        { ...headers, 'content-type': 'application/x-amz-json-1.1' },
        plainNames,
      );
    case 'restJson1':
      return jsonError({ entry, error, known }, { ...headers, 'content-type': 'application/json' }, jsonNames);
    case 'rpcv2Cbor':
      return cborError({ entry, error, known }, headers);
    case 'ec2Query':
      return ec2Error(error, headers);
    case 'restXml':
      return entry?.signingName === 's3'
        ? s3Error(error, known, requestId)
        : xmlError(entry, error, known, headers, requestId);
    case 'awsQuery':
      return form === 'json'
        ? encodeQueryJsonError(error, known, headers, requestId)
        : xmlError(entry, error, known, headers, requestId);
  }
}

interface Said {
  readonly entry: ServiceEntry | undefined;
  readonly error: WireError;
  readonly known: ErrorModel | undefined;
}

/** By its code on the wire, or by its shape's name. */
function knownError(entry: ServiceEntry | undefined, code: string): ErrorModel | undefined {
  const errors = entry === undefined ? undefined : loadedModel(entry)?.errors;
  return errors?.get(code) ?? errors?.values().find((model) => model.code === code);
}

/** Members with the message among them, under the name that the shape gives it. */
function contentOf(error: WireError, known: ErrorModel | undefined): Readonly<Record<string, unknown>> {
  const name = known?.shape.members().some((member) => member.name === 'Message') ? 'Message' : 'message';
  return { ...error.members, ...(error.message === '' ? {} : { [name]: error.message }) };
}

/** `Retry-After` and the like. */
function boundHeaders(known: ErrorModel | undefined, error: WireError): Record<string, string> {
  if (known === undefined || error.members === undefined) return {};
  return responseWriter(known.shape).headers(error.members);
}

function faultOf(error: WireError): 'Sender' | 'Receiver' {
  return error.fault === 'client' ? 'Sender' : 'Receiver';
}

function xmlError(
  entry: ServiceEntry | undefined,
  error: WireError,
  known: ErrorModel | undefined,
  headers: Readonly<Record<string, string>>,
  requestId: string,
): WireResponse {
  const body =
    `<ErrorResponse${namespaceOf(entry?.xmlNamespace)}><Error><Type>${faultOf(error)}</Type><Code>${escapeXml(known?.code ?? error.code)}</Code>` +
    `<Message>${escapeXml(error.message)}</Message>${xmlMembers(error, known)}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
  return { status: error.httpStatus, headers: { ...headers, 'content-type': 'text/xml' }, body };
}

function ec2Error(error: WireError, headers: Readonly<Record<string, string>>): WireResponse {
  const body =
    `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>${escapeXml(error.code)}</Code>` +
    `<Message>${escapeXml(error.message)}</Message></Error></Errors><RequestID>${headers['x-amzn-requestid'] ?? ''}</RequestID></Response>`;
  return { status: error.httpStatus, headers: { ...headers, 'content-type': 'text/xml;charset=UTF-8' }, body };
}

/** `HostId` is Amazon's own affair; clients print it, so it is there, and says nothing. */
function s3Error(error: WireError, known: ErrorModel | undefined, requestId: string): WireResponse {
  const body =
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${escapeXml(known?.code ?? error.code)}</Code><Message>${escapeXml(error.message)}</Message>` +
    `${xmlMembers(error, undefined)}<RequestId>${requestId}</RequestId><HostId>${requestId}</HostId></Error>`;
  const ids = { ...error.headers, server: 'AmazonS3', 'x-amz-request-id': requestId, 'x-amz-id-2': requestId };
  // "Not modified" has no body, and whatever names one would be believed.
  if (error.httpStatus === 304) return { status: 304, headers: ids, body: '' };
  return { status: error.httpStatus, headers: { ...ids, 'content-type': 'application/xml' }, body };
}

/** As the error's shape has them; scalars under their own names where there is no shape, as S3 has `BucketName`. */
function xmlMembers(error: WireError, known: ErrorModel | undefined): string {
  if (error.members === undefined) return '';
  if (known !== undefined) {
    const isOther = (name: string): boolean => name !== 'message' && name !== 'Message';
    return xmlWriter('milliseconds').struct(
      known.shape,
      (member) => isOther(member.name) && isInBody(member),
    )(error.members);
  }
  let out = '';
  for (const [name, value] of Object.entries(error.members)) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      out += `<${name}>${escapeXml(String(value))}</${name}>`;
    }
  }
  return out;
}

const plainNames = new JsonWriter(awsJsonStyle);
const jsonNames = new JsonWriter(restJsonStyle);

const memberWriters: Map<JsonWriter, WeakMap<ErrorModel, (content: unknown) => string>> = new Map([
  [plainNames, new WeakMap()],
  [jsonNames, new WeakMap()],
]);

function memberWriter(writer: JsonWriter, known: ErrorModel): (content: unknown) => string {
  const made = memberWriters.get(writer)?.get(known) ?? writer.struct(known.shape, isInBody);
  memberWriters.get(writer)?.set(known, made);
  return made;
}

function jsonError(said: Said, headers: Readonly<Record<string, string>>, writer: JsonWriter): WireResponse {
  const { error, known } = said;
  const type = known?.name ?? error.code;
  const content = contentOf(error, known);
  const members = known === undefined ? JSON.stringify(content) : memberWriter(writer, known)(content);
  const body =
    members === '{}' ? `{"__type":${JSON.stringify(type)}}` : `{"__type":${JSON.stringify(type)},${members.slice(1)}`;
  return { status: error.httpStatus, headers: { ...headers, 'x-amzn-errortype': type, ...queryErrorOf(said) }, body };
}

function cborError(said: Said, headers: Readonly<Record<string, string>>): WireResponse {
  const { error, known } = said;
  const type = known?.name ?? error.code;
  const out = new CborOutput();
  const content = contentOf(error, known);
  const shape = known?.shape ?? { kind: 'struct', name: type, traits: {}, union: false, members: () => [] };
  writeCborStruct(shape, content, out, () => {
    out.text('__type');
    out.text(type);
    if (known !== undefined || error.message === '') return;
    out.text('message');
    out.text(error.message);
  });
  return {
    status: error.httpStatus,
    headers: { ...headers, ...cborHeaders, ...queryErrorOf(said) },
    body: out.finish(),
  };
}

/** What the error was called when the service spoke awsQuery, for clients that were written then. */
function queryErrorOf({ entry, error, known }: Said): Record<string, string> {
  if (entry?.queryCompatible !== true) return {};
  return { 'x-amzn-query-error': `${known?.code ?? error.code};${faultOf(error)}` };
}
