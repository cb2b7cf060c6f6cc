/** Rows of a journal, as who follows it is told of them. */
import type { Instant } from '#kernel/clock';
import { labelsOf } from './labels.ts';
import type { FollowedEntry } from './port.ts';
import { parseScopeKey } from './scope.ts';

/** Of columns `id`, `at`, `body`, `labels` and `scope`. */
export function followedEntry(row: Readonly<Record<string, unknown>>): FollowedEntry {
  return {
    id: String(row['id']),
    at: Number(row['at']) as Instant,
    body: String(row['body']),
    labels: labelsOf(String(row['labels'])),
    scope: parseScopeKey(String(row['scope'])),
  };
}
