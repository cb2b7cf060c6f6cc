/**
 * The form in which the SDK's client packages carry AWS's API model: nested arrays, read here and nowhere else.
 * `[3, namespace, name, traits, member names, member schemas, required count]` is a structure, and so on.
 */

/** An array, a number (a scalar, or a list or map of one), `'unit'`, or a function that answers one of them. */
export type SchemaRef = unknown;

/** AWS's traits by name; those that the model gives as bits are here as 1. */
export interface Traits {
  readonly httpLabel?: 1;
  readonly idempotent?: 1;
  readonly idempotencyToken?: 1;
  readonly sensitive?: 1;
  readonly httpPayload?: 1;
  readonly httpResponseCode?: 1;
  readonly httpQueryParams?: 1;
  readonly http?: readonly [method: string, uri: string, status: number];
  readonly httpHeader?: string;
  readonly httpQuery?: string;
  readonly httpPrefixHeaders?: string;
  readonly xmlName?: string;
  readonly xmlFlattened?: 1;
  readonly xmlAttribute?: 1;
  /** A namespace, or prefix and namespace. */
  readonly xmlNamespace?: string | readonly [prefix: string, uri: string];
  readonly jsonName?: string;
  readonly ec2QueryName?: string;
  readonly mediaType?: string;
  readonly streaming?: 1;
  readonly requiresLength?: 1;
  readonly eventPayload?: 1;
  readonly eventHeader?: 1;
  readonly error?: 'client' | 'server';
  readonly httpError?: number;
  readonly awsQueryError?: readonly [code: string, status: number];
  readonly endpoint?: readonly [hostPrefix: string];
  readonly hostLabel?: 1;
  readonly sparse?: 1;
}

/** In the order of their bits. */
const bitTraits = [
  'httpLabel',
  'idempotent',
  'idempotencyToken',
  'sensitive',
  'httpPayload',
  'httpResponseCode',
  'httpQueryParams',
] as const;

/** The first element of a schema array. */
export const schemaKind: Readonly<
  Record<'simple' | 'list' | 'map' | 'struct' | 'error' | 'union' | 'operation', number>
> = { simple: 0, list: 1, map: 2, struct: 3, error: -3, union: 4, operation: 9 };

export function readTraits(raw: unknown): Traits {
  if (typeof raw === 'object' && raw !== null) return raw as Traits;
  if (typeof raw !== 'number' || raw === 0) return {};
  return Object.fromEntries(bitTraits.filter((_, bit) => (raw >> bit) & 1).map((name) => [name, 1]));
}

/** Follows functions until there is something else. */
export function dereference(ref: SchemaRef): unknown {
  let schema = ref;
  while (typeof schema === 'function') schema = schema();
  return schema;
}

/** A member's schema is wrapped with its traits as `[schema, traits]`: told from a schema by its first element, which is no kind. */
export function unwrapMember(ref: SchemaRef): { readonly target: unknown; readonly traits: Traits } {
  let target = dereference(ref);
  let traits: Traits = {};
  while (Array.isArray(target) && target.length === 2) {
    traits = { ...readTraits(target[1]), ...traits };
    target = dereference(target[0]);
  }
  return { target, traits };
}
