/**
 * The rows as they lie in the files: what follows from the operation's name is left out, and what most rows begin with is short.
 * The generator writes them and `tables.ts` reads them, by the two halves of this file.
 */
import type { MemberRow, OperationRow, PairRow, ServiceTable, ShapeRow } from './row.ts';

/** `a`: the action, where it is not the operation's name behind the prefix. `r`: resources, one by itself. */
interface CompactPair extends Omit<PairRow, 'action' | 'resources'> {
  readonly a?: string;
  readonly r?: string | readonly string[];
}

/** `input`: where it is not the operation's name and `Request`; null for none. No tier: derived. */
export interface CompactRow extends Omit<Partial<OperationRow>, 'pairs' | 'input' | 'http'> {
  readonly http?: readonly [string, string, number];
  readonly input?: string | null;
  readonly p?: readonly CompactPair[];
}

/** The shape alone; `@NAME`: a text in the URI under that name, `@` under the member's own. */
type CompactMember = string | MemberRow;

/** `m`: the members of a structure without further traits. */
export type CompactShape = ShapeRow | { readonly m: Readonly<Record<string, CompactMember>> };

export interface CompactTable extends Omit<ServiceTable, 'operations' | 'shapes'> {
  readonly shapes: Readonly<Record<string, CompactShape>>;
  readonly operations: Readonly<Record<string, CompactRow>>;
}

/** Stands for `arn:{partition}:PREFIX:{region}:{account}:`. */
const short = '~';

export function compactTable(table: ServiceTable): CompactTable {
  const head = headOf(table.prefix);
  const operations = Object.entries(table.operations).map(([name, row]): [string, CompactRow] => {
    const { tier, http, input, pairs, ...rest } = row;
    return [
      name,
      {
        ...(tier === 'derived' ? {} : { tier }),
        ...(http === undefined ? {} : { http: [http.method, http.requestUri, http.responseCode] as const }),
        ...(input === `${name}Request` ? {} : { input: input ?? null }),
        ...(pairs.length === 0 ? {} : { p: pairs.map((pair) => compactPair(pair, `${table.prefix}:${name}`, head)) }),
        ...rest,
      },
    ];
  });
  const shapes = Object.entries(table.shapes).map(([name, shape]) => [name, compactShape(shape)] as const);
  return { ...table, operations: Object.fromEntries(operations), shapes: Object.fromEntries(shapes) };
}

function compactShape(shape: ShapeRow): CompactShape {
  const { type, members, ...rest } = shape;
  if (type !== 'structure' || members === undefined || Object.keys(rest).length > 0) return shape;
  return {
    m: Object.fromEntries(Object.entries(members).map(([name, member]) => [name, compactMember(name, member)])),
  };
}

function compactMember(name: string, member: MemberRow): CompactMember {
  const { shape, location, locationName, ...rest } = member;
  if (Object.keys(rest).length > 0) return member;
  if (location === undefined && locationName === undefined) return shape;
  if (shape !== 'string' || location !== 'uri' || typeof locationName !== 'string') return member;
  return locationName === name ? '@' : `@${locationName}`;
}

export function expandShape(shape: CompactShape): ShapeRow {
  if (!('m' in shape)) return shape as ShapeRow;
  const members = Object.entries(shape.m as Readonly<Record<string, CompactMember>>).map(
    ([name, member]) => [name, expandMember(name, member)] as const,
  );
  return { type: 'structure', members: Object.fromEntries(members) };
}

function expandMember(name: string, member: CompactMember): MemberRow {
  if (typeof member !== 'string') return member;
  if (!member.startsWith('@')) return { shape: member };
  return { shape: 'string', location: 'uri', locationName: member.slice(1) || name };
}

function compactPair({ action, resources, ...rest }: PairRow, own: string, head: string): CompactPair {
  const texts = resources?.map((text) => {
    const optional = text.startsWith('?') ? '?' : '';
    const body = text.slice(optional.length);
    return body.startsWith(head) ? `${optional}${short}${body.slice(head.length)}` : text;
  });
  const [first] = texts ?? [];
  return {
    ...(action === own ? {} : { a: action }),
    ...(texts === undefined ? {} : { r: texts.length === 1 && first !== undefined ? first : texts }),
    ...rest,
  };
}

export function expandRow(
  name: string,
  { http, input, p = [], tier = 'derived', ...rest }: CompactRow,
  prefix: string | undefined,
): OperationRow {
  const shape = input === undefined ? `${name}Request` : input;
  const head = headOf(prefix);
  return {
    tier,
    ...(http === undefined ? {} : { http: { method: http[0], requestUri: http[1], responseCode: http[2] } }),
    ...(shape === null ? {} : { input: shape }),
    pairs: p.map((pair) => expandPair(pair, `${prefix}:${name}`, head)),
    ...rest,
  };
}

function expandPair({ a, r, ...rest }: CompactPair, own: string, head: string): PairRow {
  const texts = r === undefined || Array.isArray(r) ? (r as readonly string[] | undefined) : [r as string];
  const resources = texts?.map((text) => {
    const optional = text.startsWith('?') ? '?' : '';
    const body = text.slice(optional.length);
    return body.startsWith(short) ? `${optional}${head}${body.slice(short.length)}` : text;
  });
  return { action: a ?? own, ...(resources === undefined ? {} : { resources }), ...rest };
}

function headOf(prefix: string | undefined): string {
  return `arn:{partition}:${prefix}:{region}:{account}:`;
}
