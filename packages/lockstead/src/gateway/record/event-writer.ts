/**
 * An operation's input and output as CloudTrail writes them: members begin in lower case, keys of maps stay as they are, times are
 * spelled out, bytes are left out, secrets are not there. Made once for each operation from its model.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
import { type Member, type OperationModel, type Shape, type StructShape, sensitiveMask } from '@lockstead/wire';
import type { Operation } from '#service/operation';

type Writer = (value: unknown) => unknown;

export interface EventWriter {
  readonly input: Writer;
  readonly output: Writer;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** AWS DIFFERS? A narrow no-break space stands before AM and PM in IAM's events of 2026; in those of other services a plain one was seen. */
const narrowSpaced: ReadonlySet<string> = new Set(['iam.amazonaws.com']);

const writers: WeakMap<OperationModel, EventWriter> = new WeakMap();

/** Both answer `null` where there is nothing to tell. */
export function eventWriter(model: OperationModel, operation: Operation): EventWriter {
  const known = writers.get(model);
  if (known !== undefined) return known;
  const hidden = new Set(operation.masked);
  const space = narrowSpaced.has(model.service.eventSource) ? '\u202f' : ' ';
  const time = (date: Date): string => spelledOut(date, space);
  const made: EventWriter = {
    // AWS says of a secret request parameter that it was there, and leaves secrets that it answers out.
    input: top(model.input, { hidden, secret: () => sensitiveMask, time, made: new Map() }),
    output: top(model.output, { hidden, secret: undefined, time, made: new Map() }),
  };
  writers.set(model, made);
  return made;
}

interface Compiler {
  /** Members that are left out wherever they stand. */
  readonly hidden: ReadonlySet<string>;
  /** What stands for a sensitive member; `undefined` leaves it out. */
  readonly secret: Writer | undefined;
  readonly time: (date: Date) => string;
  readonly made: Map<Shape, Writer>;
}

function top(shape: StructShape | undefined, compiler: Compiler): Writer {
  if (shape === undefined) return () => null;
  const write = writerOf(shape, compiler);
  return (value) => {
    const copy = write(value) as object | undefined;
    return copy === undefined || Object.keys(copy).length === 0 ? null : copy;
  };
}

function writerOf(shape: Shape, compiler: Compiler): Writer {
  const known = compiler.made.get(shape);
  if (known !== undefined) return known;
  let write: Writer = asItIs;
  // Set before the members are read, so that a shape within itself finds it.
  compiler.made.set(shape, (value) => write(value));
  write = makeWriter(shape, compiler);
  compiler.made.set(shape, write);
  return write;
}

function makeWriter(shape: Shape, compiler: Compiler): Writer {
  switch (shape.kind) {
    case 'struct':
      return structWriter(shape, compiler);
    case 'list': {
      const element = memberWriter(shape.element(), compiler);
      if (element === undefined) return leftOut;
      return (value) => (Array.isArray(value) ? value.map(element) : undefined);
    }
    case 'map': {
      const item = memberWriter(shape.value(), compiler);
      if (item === undefined) return leftOut;
      return (value) => {
        if (!isRecord(value)) return undefined;
        return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, item(entry)]));
      };
    }
    case 'timestamp': {
      const { time } = compiler;
      return (value) => (value instanceof Date ? time(value) : undefined);
    }
    case 'blob':
    case 'streamingBlob':
      return leftOut;
    case 'bigInteger':
      return String;
    default:
      return asItIs;
  }
}

function structWriter(shape: StructShape, compiler: Compiler): Writer {
  const members: { readonly name: string; readonly key: string; readonly write: Writer }[] = [];
  for (const member of shape.members()) {
    const write = compiler.hidden.has(member.name) ? undefined : memberWriter(member, compiler);
    if (write !== undefined) members.push({ name: member.name, key: lowerFirst(member.name), write });
  }
  return (value) => {
    if (!isRecord(value)) return undefined;
    const copy: Record<string, unknown> = {};
    for (const { name, key, write } of members) {
      const item = Object.hasOwn(value, name) ? value[name] : undefined;
      if (item === undefined || item === null) continue;
      const written = write(item);
      if (written !== undefined) copy[key] = written;
    }
    return copy;
  };
}

/** `undefined` for a member that is left out. */
function memberWriter(member: Member, compiler: Compiler): Writer | undefined {
  return member.traits.sensitive === undefined ? writerOf(member.shape, compiler) : compiler.secret;
}

/** `Nov 22, 2026, 7:30:29 AM`, as CloudTrail writes times inside parameters. By hand, since Node's formatter takes 8 MB. */
export function spelledOut(date: Date, space: string): string {
  const day = `${months[date.getUTCMonth()]} ${date.getUTCDate()}, ${date.getUTCFullYear()}`;
  const hour = date.getUTCHours();
  const [minutes, seconds] = [date.getUTCMinutes(), date.getUTCSeconds()].map((part) => String(part).padStart(2, '0'));
  return `${day}, ${hour % 12 === 0 ? 12 : hour % 12}:${minutes}:${seconds}${space}${hour < 12 ? 'AM' : 'PM'}`;
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function asItIs(value: unknown): unknown {
  return value;
}

function leftOut(): undefined {
  return undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
