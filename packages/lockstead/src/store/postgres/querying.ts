import type { Row } from './link.ts';
import type { Value } from './sql.ts';

/** Where statements go: the read pool, or one transaction's connection. */
export interface Querying {
  all(sql: string, ...values: readonly Value[]): Promise<readonly Row[]>;
}
