/** The tables, each read from its file when first asked for. Who never asks pays nothing. */
import { readFileSync } from 'node:fs';
import { type CompactTable, expandRow, expandShape } from './compact.ts';
import type { ServiceSummary, ServiceTable } from './row.ts';

const folder = new URL('./generated/', import.meta.url);
const loaded: Map<string, ServiceTable> = new Map();
let index: Readonly<Record<string, ServiceSummary>> | undefined;

/** All services by botocore's name of their client: `stepfunctions`, `dynamodb`. */
export function frontServices(): Readonly<Record<string, ServiceSummary>> {
  index ??= read('index') as Readonly<Record<string, ServiceSummary>>;
  return index;
}

/** By botocore's name of the client. Only names of the index reach the file system. */
export function frontTable(client: string): ServiceTable | undefined {
  const known = loaded.get(client);
  if (known !== undefined || !Object.hasOwn(frontServices(), client)) return known;
  const compact = read(`services/${client}`) as CompactTable;
  const rows = Object.entries(compact.operations).map(
    ([name, row]) => [name, expandRow(name, row, compact.prefix)] as const,
  );
  const shapes = Object.entries(compact.shapes).map(([name, shape]) => [name, expandShape(shape)] as const);
  const table: ServiceTable = { ...compact, operations: Object.fromEntries(rows), shapes: Object.fromEntries(shapes) };
  loaded.set(client, table);
  return table;
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
}
