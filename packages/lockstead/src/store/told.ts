import type { Instant } from '#kernel/clock';
import type { RequestId } from '#kernel/ids';
import type { Change, Seq } from './port.ts';
import { parseScopeKey } from './scope.ts';

/** One change of a record as a writer tells it; the texts are records as they are stored. */
export interface Told {
  readonly scope: string;
  readonly collection: string;
  readonly id: string;
  readonly rev: number;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** As the feed tells it. */
export function toldChange(told: Told, seq: Seq, at: Instant, requestId: RequestId | undefined): Change {
  const { scope, collection, id, rev, before, after } = told;
  return {
    seq,
    at,
    requestId,
    scope: parseScopeKey(scope),
    collection,
    id,
    rev,
    ...(before === undefined ? {} : { before: JSON.parse(before) as unknown }),
    ...(after === undefined ? {} : { after: JSON.parse(after) as unknown }),
  };
}

/** A row of the table of changes, which is the same in both drivers. */
export function rowChange(row: Readonly<Record<string, string | number | null>>): Change {
  const told: Told = {
    scope: String(row['scope']),
    collection: String(row['collection']),
    id: String(row['id']),
    rev: Number(row['rev']),
    before: (row['before'] ?? undefined) as string | undefined,
    after: (row['after'] ?? undefined) as string | undefined,
  };
  const requestId = (row['request_id'] ?? undefined) as RequestId | undefined;
  return toldChange(told, Number(row['seq']), Number(row['at']) as Instant, requestId);
}
