/**
 * An answer that is a stream of events: each element of what the operation answers is one choice of the stream's union, written as one message.
 * AWS: https://smithy.io/2.0/spec/streaming.html#event-streams
 */
import { Readable } from 'node:stream';
import type { OperationModel } from '../../model/service-model.ts';
import type { Member, StructShape } from '../../model/shape.ts';
import { eventStreamOutput } from '../../model/streaming.ts';
import { type EventHeader, type EventMessage, encodeEventMessage } from './message.ts';

export const eventStreamType = 'application/vnd.amazon.eventstream';

/** How a protocol writes what stands in an event. */
export interface EventFormat {
  readonly contentType: string;
  /** A structure that is the event's payload. */
  document(member: Member): (value: unknown) => string;
  /** The members that no trait binds elsewhere. */
  members(shape: StructShape, only: (member: Member) => boolean): (value: object) => string;
}

type WriteEvent = (event: Readonly<Record<string, unknown>>) => Buffer;

/**
 * `first` is sent before all events. What fails on the way cuts the answer off, as with any other stream. Events are taken one by one, as
 * the client takes them.
 */
export function eventStreamBody(write: WriteEvent, events: unknown, first?: EventMessage): Readable {
  return Readable.from(messages(write, events, first), { objectMode: false });
}

async function* messages(write: WriteEvent, events: unknown, first: EventMessage | undefined): AsyncGenerator<Buffer> {
  if (first !== undefined) yield encodeEventMessage(first);
  if (events === undefined || events === null) return;
  for await (const event of events as AsyncIterable<Readonly<Record<string, unknown>>>) yield write(event);
}

/** Writes the events of an operation; `undefined` where its answer is no such stream. */
export function eventWriter(operation: OperationModel, format: EventFormat): WriteEvent | undefined {
  const union = eventStreamOutput(operation)?.shape;
  if (union?.kind !== 'struct') return undefined;
  const writers = new Map(union.members().map((member) => [member.name, memberWriter(member, format)]));
  return (event) => {
    const [[name, value] = [], ...others] = Object.entries(event).filter(([, item]) => item !== undefined);
    const writer = name === undefined ? undefined : writers.get(name);
    if (writer === undefined || others.length > 0) throw new TypeError('an event is one of those that the model knows');
    return writer(value as Readonly<Record<string, unknown>>);
  };
}

function memberWriter({ name, shape }: Member, format: EventFormat): WriteEvent {
  if (shape.kind !== 'struct') throw new TypeError('an event is a structure');
  const isError = shape.traits.error !== undefined;
  const inHeaders = shape.members().filter(({ traits }) => traits.eventHeader !== undefined);
  const payload = payloadWriter(shape, format);
  return (value) => {
    const headers: Map<string, EventHeader> = new Map([
      [':message-type', text(isError ? 'exception' : 'event')],
      [isError ? ':exception-type' : ':event-type', text(name)],
    ]);
    const content = payload(value);
    if (content.contentType !== undefined) headers.set(':content-type', text(content.contentType));
    for (const member of inHeaders) {
      const item = value[member.name];
      if (item !== undefined && item !== null) headers.set(member.name, headerOf(member, item));
    }
    return encodeEventMessage({ headers, payload: content.bytes });
  };
}

interface Content {
  readonly contentType?: string;
  readonly bytes: Uint8Array;
}

function payloadWriter(shape: StructShape, format: EventFormat): (value: Readonly<Record<string, unknown>>) => Content {
  const payload = shape.members().find(({ traits }) => traits.eventPayload !== undefined);
  if (payload === undefined) {
    const isInPayload = ({ traits }: Member): boolean => traits.eventHeader === undefined;
    // S3's Cont and End are empty, and say no type.
    if (!shape.members().some(isInPayload)) return () => ({ bytes: new Uint8Array() });
    const write = format.members(shape, isInPayload);
    return (value) => ({ contentType: format.contentType, bytes: Buffer.from(write(value), 'utf8') });
  }
  if (payload.shape.kind === 'struct') {
    const write = format.document(payload);
    return ({ [payload.name]: value }) => {
      if (value === undefined || value === null) return { bytes: new Uint8Array() };
      return { contentType: format.contentType, bytes: Buffer.from(write(value), 'utf8') };
    };
  }
  const contentType = payload.shape.kind === 'string' ? 'text/plain' : 'application/octet-stream';
  return ({ [payload.name]: value }) => ({
    contentType,
    bytes: value instanceof Uint8Array ? value : Buffer.from(String(value ?? ''), 'utf8'),
  });
}

/** AWS DIFFERS?: the SDK's schemas do not say how wide a number is; all are written as integers of 32 bits. */
function headerOf({ name, shape }: Member, value: unknown): EventHeader {
  if (shape.kind === 'boolean') return { type: 'boolean', value: value === true };
  if (shape.kind === 'number') return { type: 'integer', value: Number(value) };
  if (shape.kind === 'timestamp')
    return { type: 'timestamp', value: value instanceof Date ? value : new Date(Number(value)) };
  if (shape.kind === 'blob' && value instanceof Uint8Array) return { type: 'binary', value };
  if (shape.kind === 'string') return text(String(value));
  throw new TypeError(`${name} has no place in an event's headers`);
}

function text(value: string): EventHeader {
  return { type: 'string', value };
}

/** Before the events of a protocol without HTTP bindings: the answer's other members. */
export function initialResponse(contentType: string, document: string): EventMessage {
  return {
    headers: new Map([
      [':message-type', text('event')],
      [':event-type', text('initial-response')],
      [':content-type', text(contentType)],
    ]),
    payload: Buffer.from(document, 'utf8'),
  };
}
