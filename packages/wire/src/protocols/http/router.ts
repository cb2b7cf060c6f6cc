/**
 * Which operation a method, a path and a query mean. Several may fit: the one wins whose path and query say the most literally, then
 * the one whose required parameters and headers are there (CopyObject before PutObject).
 * `x-id`, which only some SDKs send, decides where it is there and is not asked for where it is not.
 */
import type { OperationModel, ServiceModel } from '../../model/service-model.ts';
import type { WireRequest } from '../../types.ts';
import { malformedQueryString } from '../fault.ts';
import { bindingsOf } from './bindings.ts';
import { addressOf, isSignedForExpress } from './bucket.ts';
import { parseQueryString, type QueryPairs } from './query-string.ts';

type Segment = { readonly literal: string } | { readonly label: string; readonly greedy: boolean };

interface Route {
  readonly operation: OperationModel;
  readonly segments: readonly Segment[];
  readonly literalQuery: readonly (readonly [name: string, value: string | undefined])[];
  readonly requiredQuery: readonly string[];
  readonly requiredHeaders: readonly string[];
  /** Whether it is about a bucket, which the template does not show. */
  readonly hasBucket: boolean;
}

export interface Routed {
  readonly operation: OperationModel;
  /** Encoded, by member. */
  readonly labels: Readonly<Record<string, string>>;
  readonly query: QueryPairs;
}

const routesOfModels: WeakMap<ServiceModel, ReadonlyMap<string, readonly Route[]>> = new WeakMap();
const routed: WeakMap<WireRequest, Routed> = new WeakMap();

/** Kept by request: routing and decoding both ask. Throws `Fault` for a query that is broken. */
export function routeRest(model: ServiceModel, request: WireRequest): Routed | undefined {
  const known = routed.get(request);
  if (known !== undefined) return known;
  const found = findRoute(model, request);
  if (found !== undefined) routed.set(request, found);
  return found;
}

/** What routing found before. */
export function routedBefore(request: WireRequest): Routed | undefined {
  return routed.get(request);
}

function findRoute(model: ServiceModel, request: WireRequest): Routed | undefined {
  const query = parseQueryString(request.query, malformedQueryString);
  const isS3 = model.entry.id === 's3';
  const { bucket, path } = isS3 ? addressOf(request) : { bucket: undefined, path: request.path };
  // botocore's template of ChangeResourceRecordSets ends with a slash, the SDK's does not, and AWS takes both. To S3 a slash is part of a key.
  const trimmed = isS3 || path.length < 2 || !path.endsWith('/') ? undefined : path.slice(0, -1);
  const found =
    bestRoute(model, request, query, bucket !== undefined, path) ??
    (trimmed === undefined ? undefined : bestRoute(model, request, query, false, trimmed));
  if (found === undefined) return undefined;
  const labels = labelsOf(found.route.segments, found.parts);
  if (bucket !== undefined) labels['Bucket'] = bucket;
  return { operation: found.route.operation, labels, query };
}

interface Fitting {
  readonly route: Route;
  readonly score: readonly number[];
  readonly parts: readonly string[];
}

function bestRoute(
  model: ServiceModel,
  request: WireRequest,
  query: QueryPairs,
  hasBucket: boolean,
  path: string,
): Fitting | undefined {
  const parts = path.split('/').slice(1);
  const routes = routesOf(model);
  let best: Fitting | undefined;
  for (const key of [keyOf(request.method, parts.length), keyOf(request.method)]) {
    for (const route of routes.get(key) ?? []) {
      if (route.hasBucket !== hasBucket || !fitsPath(route.segments, parts) || !matchQuery(route, query)) continue;
      const score = scoreOf(route, query, request);
      if (best === undefined || compare(score, best.score) > 0) best = { route, score, parts };
    }
  }
  return best;
}

function routesOf(model: ServiceModel): ReadonlyMap<string, readonly Route[]> {
  const known = routesOfModels.get(model);
  if (known !== undefined) return known;
  // By name, so that a tie has the same end every time.
  const operations = [...model.operations.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  const routes = Map.groupBy(operations.flatMap(routeOf), ({ operation, segments }) => {
    const isGreedy = segments.some((segment) => 'greedy' in segment && segment.greedy);
    return keyOf(operation.http?.method ?? '', isGreedy ? undefined : segments.length);
  });
  routesOfModels.set(model, routes);
  return routes;
}

/** Templates of one method and length stand together; greedy ones have no length. */
function keyOf(method: string, length?: number): string {
  return length === undefined ? method : `${method} ${length}`;
}

function routeOf(operation: OperationModel): readonly Route[] {
  const { http, input } = operation;
  if (http === undefined) return [];
  const [path = '/', query = ''] = http.uri.split('?');
  const bindings = input === undefined ? undefined : bindingsOf(input);
  const isS3 = operation.service.id === 's3';
  const segments = (isS3 ? path : path.replace(/(?<=[^/])\/$/, '')).split('/').slice(1).map(segmentOf);
  const inPath = segments.flatMap((segment) => ('label' in segment ? [segment.label] : []));
  const literalQuery = query
    .split('&')
    .filter((part) => part !== '')
    .map((part): readonly [string, string | undefined] => {
      const [name = '', value] = part.split('=');
      return [name, value === '' ? undefined : value];
    });
  return [
    {
      operation,
      segments,
      literalQuery,
      requiredQuery: bindings?.queries.filter((member) => member.required).map((member) => member.query) ?? [],
      requiredHeaders: bindings?.headers.filter((member) => member.required).map((member) => member.header) ?? [],
      hasBucket: bindings?.labels.some((member) => member.name === 'Bucket' && !inPath.includes('Bucket')) ?? false,
    },
  ];
}

function segmentOf(part: string): Segment {
  if (!part.startsWith('{')) return { literal: part };
  const name = part.slice(1, -1);
  return name.endsWith('+') ? { label: name.slice(0, -1), greedy: true } : { label: name, greedy: false };
}

/** Whether the path has the template's form; a greedy label takes what the segments behind it leave. */
function fitsPath(segments: readonly Segment[], parts: readonly string[]): boolean {
  let at = 0;
  for (let index = 0; index < segments.length; index += 1) {
    const segment = segments[index];
    const part = parts[at];
    if (segment === undefined || part === undefined) return false;
    if ('literal' in segment) {
      if (segment.literal !== part) return false;
      at += 1;
    } else if (segment.greedy) {
      const next = parts.length - (segments.length - index - 1);
      if (next <= at || (next === at + 1 && part === '')) return false;
      at = next;
    } else {
      if (part === '') return false;
      at += 1;
    }
  }
  return at === parts.length;
}

/** Of a path that fits. */
function labelsOf(segments: readonly Segment[], parts: readonly string[]): Record<string, string> {
  const labels: Record<string, string> = {};
  let at = 0;
  for (const [index, segment] of segments.entries()) {
    const next = 'greedy' in segment && segment.greedy ? parts.length - (segments.length - index - 1) : at + 1;
    if ('label' in segment) labels[segment.label] = parts.slice(at, next).join('/');
    at = next;
  }
  return labels;
}

function matchQuery(route: Route, query: QueryPairs): boolean {
  return route.literalQuery.every(([name, value]) => {
    const values = query.get(name);
    if (name === 'x-id' && values === undefined) return true;
    return values !== undefined && (value === undefined || values.includes(value));
  });
}

/** From the most to the least telling; more is better. */
function scoreOf(route: Route, query: QueryPairs, request: WireRequest): readonly number[] {
  const literalSegments = route.segments.filter((segment) => 'literal' in segment && segment.literal !== '').length;
  const namedById = route.literalQuery.some(([name]) => name === 'x-id' && query.has(name)) ? 1 : 0;
  const literals = route.literalQuery.filter(([name]) => name !== 'x-id').length;
  const present =
    route.requiredQuery.filter((name) => query.has(name)).length +
    route.requiredHeaders.filter((name) => request.headers[name] !== undefined).length;
  const absent = route.requiredQuery.length + route.requiredHeaders.length - present;
  return [literalSegments, namedById, literals, expressScoreOf(route, request), -absent, present];
}

function expressScoreOf({ operation }: Route, request: WireRequest): number {
  if (operation.name !== 'ListDirectoryBuckets') return 0;
  return isSignedForExpress(request) ? 1 : -1;
}

function compare(one: readonly number[], other: readonly number[]): number {
  for (const [index, value] of one.entries()) {
    const difference = value - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
