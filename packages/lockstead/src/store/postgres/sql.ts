/** Statements as both drivers write them, with `?`, and as PostgreSQL wants them: numbered and prepared under a name. */
import type { QueryConfig } from 'pg';

export type Value = string | number | null | readonly string[] | readonly number[];

interface Prepared {
  readonly name: string;
  readonly text: string;
}

/** Distinct statements are made from a few dozen fixed pieces. */
const prepared = new Map<string, Prepared>();

export function statement(sql: string, values: readonly Value[]): QueryConfig {
  let known = prepared.get(sql);
  if (known === undefined) {
    let at = 0;
    known = { name: `s${prepared.size}`, text: sql.replace(/\?/g, () => `$${++at}`) };
    prepared.set(sql, known);
  }
  return { ...known, values: [...values] };
}
