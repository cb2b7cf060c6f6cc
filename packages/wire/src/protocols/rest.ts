/** What restJson1 and restXml share: bindings of HTTP around a document. AWS: https://smithy.io/2.0/spec/http-bindings.html */
import type { Readable } from 'node:stream';
import type { OperationModel } from '../model/service-model.ts';
import type { Member, StructShape } from '../model/shape.ts';
import type { WireRequest, WireResponse } from '../types.ts';
import { type Codec, type Input, perOperation, wholeBody } from './codec.ts';
import { type EventFormat, eventStreamBody, eventStreamType, eventWriter } from './event-stream/output.ts';
import type { Decoding, Fault } from './fault.ts';
import { isDocumentPayload, readRawPayload, writeRawPayload } from './http/payload.ts';
import { type RequestReader, requestReader } from './http/request-reader.ts';
import { type ResponseWriter, responseWriter } from './http/response-writer.ts';
import { routedBefore } from './http/router.ts';

export interface DocumentFormat {
  /** Said for a body or value that cannot be read; `member` where it stood in path, query or header. */
  malformed(operation: OperationModel, member?: Member): Fault;
  /** Reads the members of a document into `input`. `bytes` is not empty. */
  readMembers(
    operation: OperationModel,
    shape: StructShape,
  ): (bytes: Uint8Array, decoding: Decoding, input: Input) => void;
  readPayload(operation: OperationModel, member: Member): (bytes: Uint8Array, decoding: Decoding) => unknown;
  writeMembers(operation: OperationModel, shape: StructShape): (output: object) => string;
  writePayload(operation: OperationModel, member: Member): (value: unknown) => string;
  readonly contentType: string;
  /** Said in an event about its payload. */
  readonly eventContentType: string;
  requestIdHeaders(operation: OperationModel, requestId: string): Record<string, string>;
}

export function restCodec(format: DocumentFormat): Codec {
  const readers = perOperation((operation) =>
    operation.input === undefined ? undefined : makeReader(format, operation, operation.input),
  );
  const writers = perOperation((operation) =>
    operation.output === undefined ? undefined : makeWriter(format, operation, operation.output),
  );
  return {
    tooDeep: (operation) => format.malformed(operation),

    decode(operation, request, body, decoding) {
      return readers(operation)?.(request, body, decoding) ?? {};
    },

    encode(operation, output, requestId) {
      const ids = format.requestIdHeaders(operation, requestId);
      const write = writers(operation);
      if (write === undefined) return { status: operation.http?.status ?? 200, headers: ids, body: '' };
      return write(output, ids);
    },
  };
}

function makeReader(
  format: DocumentFormat,
  operation: OperationModel,
  shape: StructShape,
): (request: WireRequest, body: Uint8Array | Readable, decoding: Decoding) => Input {
  const malformed = (member?: Member): Fault => format.malformed(operation, member);
  const reader: RequestReader = requestReader(shape, malformed);
  const { payload, body: bodyMembers } = reader.bindings;
  const readPayload =
    payload !== undefined && isDocumentPayload(payload) ? format.readPayload(operation, payload) : undefined;
  const readMembers =
    payload === undefined && bodyMembers.length > 0 ? format.readMembers(operation, shape) : undefined;
  return (request, body, decoding) => {
    const input: Input = {};
    const routed = routedBefore(request);
    if (routed === undefined) throw new TypeError('a request must be resolved before it is decoded');
    reader.read(request, routed, input, decoding);
    if (readMembers !== undefined) {
      const bytes = wholeBody(body);
      if (bytes.length > 0) readMembers(bytes, decoding, input);
    } else if (payload !== undefined) {
      const value =
        readPayload === undefined ? readRawPayload(payload, body, malformed) : readWhole(readPayload, body, decoding);
      if (value !== undefined) input[payload.name] = value;
    }
    return input;
  };
}

function readWhole(
  read: (bytes: Uint8Array, decoding: Decoding) => unknown,
  body: Uint8Array | Readable,
  decoding: Decoding,
): unknown {
  const bytes = wholeBody(body);
  return bytes.length === 0 ? undefined : read(bytes, decoding);
}

function makeWriter(
  format: DocumentFormat,
  operation: OperationModel,
  shape: StructShape,
): (output: Readonly<Record<string, unknown>>, ids: Record<string, string>) => WireResponse {
  const writer: ResponseWriter = responseWriter(shape);
  const { payload, body: bodyMembers } = writer.bindings;
  const usual = operation.http?.status ?? 200;
  const writeEvent = eventWriter(operation, eventFormat(format, operation));
  const isDocument = payload === undefined ? bodyMembers.length > 0 : isDocumentPayload(payload);
  const writeDocument = documentWriter(format, operation, shape, payload);
  return (output, ids) => {
    const bound = writer.headers(output);
    const status = writer.status(output, usual);
    if (writeEvent !== undefined && payload !== undefined) {
      const headers = { 'content-type': eventStreamType, ...bound, ...ids };
      return { status, headers, body: eventStreamBody(writeEvent, output[payload.name]) };
    }
    if (isDocument) {
      const headers = { 'content-type': format.contentType, ...bound, ...ids };
      return { status, headers, body: writeDocument(output) };
    }
    const value = payload === undefined ? undefined : output[payload.name];
    const headers = { ...(value === undefined ? {} : { 'content-type': rawContentType(payload) }), ...bound, ...ids };
    return { status, headers, body: writeRawPayload(value) };
  };
}

function eventFormat(format: DocumentFormat, operation: OperationModel): EventFormat {
  return {
    contentType: format.eventContentType,
    document: (member) => format.writePayload(operation, member),
    members: (shape, only) => format.writeMembers(operation, { ...shape, members: () => shape.members().filter(only) }),
  };
}

function documentWriter(
  format: DocumentFormat,
  operation: OperationModel,
  shape: StructShape,
  payload: Member | undefined,
): (output: Readonly<Record<string, unknown>>) => string {
  if (payload === undefined) return format.writeMembers(operation, shape);
  if (!isDocumentPayload(payload)) return () => '';
  const write = format.writePayload(operation, payload);
  return (output) => {
    const value = output[payload.name];
    return value === undefined || value === null ? '' : write(value);
  };
}

function rawContentType(payload: Member | undefined): string {
  if (payload?.traits.mediaType !== undefined) return payload.traits.mediaType;
  return payload?.shape.kind === 'string' ? 'text/plain' : 'application/octet-stream';
}
