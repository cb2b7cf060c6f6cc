/** Journal entries on their way in: many in one statement, in the order in which they were appended. */
import type { QueryConfig } from 'pg';
import type { Instant } from '#kernel/clock';
import { invariant } from '#kernel/invariant';
import { labelsText } from '../labels.ts';
import type { JournalEntry } from '../port.ts';
import { takingOf } from './places.ts';
import { statement } from './sql.ts';

export interface AppendedEntry {
  readonly stream: number;
  readonly at: Instant;
  readonly labels: string;
  readonly id: string;
  readonly body: string;
}

const insertMax = 1000;

/** Throws where the entry cannot be stored. Found later, it would make the other entries of the statement fail too. */
export function appendedEntry(stream: number, { id, at, labels, body }: JournalEntry): AppendedEntry {
  invariant(!id.includes('\0') && !body.includes('\0'), 'a journal entry holds a NUL');
  return { stream, at, labels: labelsText(labels), id, body };
}

export async function appendEntries(
  query: (config: QueryConfig) => Promise<unknown>,
  entries: readonly AppendedEntry[],
): Promise<void> {
  for (let from = 0; from < entries.length; from += insertMax) {
    const some = entries.slice(from, from + insertMax);
    const columns = [
      some.map(({ stream }) => stream),
      some.map(({ at }) => at),
      some.map(({ labels }) => labels),
      some.map(({ id }) => id),
      some.map(({ body }) => body),
    ];
    await query(statement(append, columns));
  }
}

const append =
  `WITH ${takingOf('journal_seq')}, ` +
  "e AS MATERIALIZED (SELECT nextval('journal_seq') AS seq, c.stream, c.at, c.labels, c.id, c.body " +
  'FROM bound, unnest(?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[]) AS c(stream, at, labels, id, body)), ' +
  'i AS (INSERT INTO journal_index (stream, at, seq, labels) SELECT stream, at, seq, labels FROM e) ' +
  'INSERT INTO journal_bodies (seq, stream, at, id, body) SELECT seq, stream, at, id, body FROM e';
