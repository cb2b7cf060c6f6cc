/**
 * An operation's input and output as S3's events have them: under the names that they have on the wire. `bucketName` and `key`, parameters of the
 * query, `x-amz-` headers, and a document by its root's name. What makes the query a subresource (`?policy`) stands there with an empty text. A
 * JSON policy in the body is `bucketPolicy`, parsed. Keys of customers and all bytes are left out.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-understanding-s3-entries.html
 */
import type { Member, OperationModel, Shape, StructShape } from '@lockstead/wire';
import type { Operation } from '#service/operation';
import type { EventWriter } from './event-writer.ts';

type Writer = (value: unknown) => unknown;

const writers: WeakMap<OperationModel, EventWriter> = new WeakMap();

/** Labels have names of their own in events. */
const labelNames: Readonly<Record<string, string>> = { Bucket: 'bucketName', Key: 'key' };

export function sentWriter(model: OperationModel, operation: Operation): EventWriter {
  const known = writers.get(model);
  if (known !== undefined) return known;
  const hidden = new Set(operation.masked);
  const subresources = subresourcesOf(model.http?.uri);
  const input = membersWriter(model.input, hidden);
  const output = membersWriter(model.output, hidden);
  const made: EventWriter = {
    input: (value) => ({ ...input(value), ...subresources }),
    output(value) {
      const written = output(value);
      return Object.keys(written).length === 0 ? null : written;
    },
  };
  writers.set(model, made);
  return made;
}

/** `{ policy: '' }` of `/?policy`; the SDK's own `x-id` is none. */
function subresourcesOf(uri: string | undefined): Readonly<Record<string, string>> {
  const query = uri?.split('?')[1] ?? '';
  const pairs = query.split('&').filter((pair) => pair !== '' && !pair.startsWith('x-id='));
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = '', value = ''] = pair.split('=');
      return [name, value];
    }),
  );
}

function membersWriter(
  shape: StructShape | undefined,
  hidden: ReadonlySet<string>,
): (value: unknown) => Record<string, unknown> {
  const members = (shape?.members() ?? []).flatMap((member) => {
    const name = hidden.has(member.name) || member.traits.sensitive !== undefined ? undefined : nameOf(member);
    return name === undefined ? [] : [{ member: member.name, name, write: writerOf(member.shape) }];
  });
  return (value) => {
    const written: Record<string, unknown> = {};
    for (const { member, name, write } of members) {
      const item = (value as Readonly<Record<string, unknown>>)[member];
      const out = item === undefined || item === null ? undefined : write(item);
      if (out !== undefined) written[name] = out;
    }
    return written;
  };
}

/** `undefined` for what events do not have: the object's bytes, headers that are HTTP's own, a user's metadata. */
function nameOf({ name, traits, shape }: Member): string | undefined {
  if (traits.httpLabel !== undefined) return labelNames[name] ?? name;
  if (traits.httpQuery !== undefined) return traits.httpQuery;
  if (traits.httpHeader !== undefined) {
    const header = traits.httpHeader.toLowerCase();
    return header.startsWith('x-amz-') ? header : undefined;
  }
  if (traits.httpPrefixHeaders !== undefined || traits.httpResponseCode !== undefined) return undefined;
  if (traits.httpPayload !== undefined && shape.kind === 'string') return name === 'Policy' ? 'bucketPolicy' : name;
  return traits.xmlName ?? (traits.httpPayload === undefined ? name : (shape.traits.xmlName ?? name));
}

function writerOf(shape: Shape): Writer {
  switch (shape.kind) {
    case 'struct': {
      // Made when it is first used, since shapes may contain themselves.
      let members: readonly { readonly name: string; readonly key: string; readonly write: Writer }[] | undefined;
      return (value) => {
        members ??= shape
          .members()
          .flatMap((member) =>
            member.traits.sensitive === undefined
              ? [{ name: member.name, key: member.traits.xmlName ?? member.name, write: itemWriter(member) }]
              : [],
          );
        const written: Record<string, unknown> = {};
        for (const { name, key, write } of members) {
          const item = (value as Readonly<Record<string, unknown>>)[name];
          const out = item === undefined || item === null ? undefined : write(item);
          if (out !== undefined) written[key] = out;
        }
        return written;
      };
    }
    case 'list':
      return listWriter(shape.element());
    case 'map':
      return (value) => value;
    case 'timestamp':
      return (value) => (value instanceof Date ? value.toISOString() : undefined);
    case 'blob':
    case 'streamingBlob':
      return () => undefined;
    case 'string':
      return policyOrText;
    default:
      return (value) => value;
  }
}

/** A list's elements have a name of their own unless they stand in the structure itself. */
function itemWriter({ shape, traits }: Member): Writer {
  const write = writerOf(shape);
  if (shape.kind !== 'list' || traits.xmlFlattened !== undefined) return write;
  const name = shape.element().traits.xmlName ?? 'member';
  return (value) => ({ [name]: write(value) });
}

/** As a document has it: one element is not a list of one. */
function listWriter({ shape }: Member): Writer {
  const write = writerOf(shape);
  return (value) => {
    const all = Array.isArray(value) ? value.map(write) : [];
    return all.length === 1 ? all[0] : all;
  };
}

/** A policy is an object in events; any other text is itself. */
function policyOrText(value: unknown): unknown {
  if (typeof value !== 'string' || !value.startsWith('{')) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
