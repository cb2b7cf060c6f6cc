/** Journals in PostgreSQL. The search is the server's work, so it needs no stretches. */
import type { Instant } from '#kernel/clock';
import { labelsOf, labelsText } from '../labels.ts';
import { formatPlace, parsePlace } from '../place.ts';
import type { JournalEntry, JournalPage, JournalQuery } from '../port.ts';
import type { Querying } from './querying.ts';

/** The numbers of journals in scopes. They are given outside any transaction, so that no two writers race for one. */
export class JournalStreams {
  readonly #outside: Querying;
  readonly #known = new Map<string, number>();

  constructor(outside: Querying) {
    this.#outside = outside;
  }

  async find(journal: string, scope: string): Promise<number | undefined> {
    const name = `${journal}\n${scope}`;
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const [row] = await this.#outside.all(findStream, journal, scope);
    if (row !== undefined) this.#known.set(name, Number(row['stream']));
    return row && Number(row['stream']);
  }

  async findOrAdd(journal: string, scope: string): Promise<number> {
    for (;;) {
      const found = await this.find(journal, scope);
      if (found !== undefined) return found;
      await this.#outside.all(addStream, journal, scope);
    }
  }
}

export async function readJournal(
  querying: Querying,
  stream: number | undefined,
  query: JournalQuery,
): Promise<JournalPage> {
  if (stream === undefined || query.limit <= 0) return { entries: [] };
  const values: (string | number)[] = [
    stream,
    query.from ?? Number.MIN_SAFE_INTEGER,
    query.to ?? Number.MAX_SAFE_INTEGER,
  ];
  let terms = '';
  if (query.before !== undefined) {
    terms += ' AND (i.at, i.seq) < (?, ?)';
    values.push(...parsePlace(query.before, ['number', 'number']));
  }
  if (query.label !== undefined) {
    terms += ' AND strpos(i.labels, ?) > 0';
    values.push(labelsText([query.label]));
  }
  const rows = await querying.all(`${page}${terms} ORDER BY i.at DESC, i.seq DESC LIMIT ?`, ...values, query.limit);
  return {
    entries: rows.map((row) => ({
      id: String(row['id']),
      at: Number(row['at']) as Instant,
      labels: labelsOf(String(row['labels'])),
      body: String(row['body']),
      place: formatPlace([Number(row['at']), Number(row['seq'])]),
    })),
  };
}

export async function appendToJournal(querying: Querying, stream: number, entry: JournalEntry): Promise<void> {
  await querying.all(append, stream, entry.at, labelsText(entry.labels), entry.id, entry.body);
}

export async function trimJournal(
  querying: Querying,
  journal: string,
  bounds: { readonly olderThan?: Instant; readonly entriesMax?: number; readonly limit: number },
): Promise<number> {
  let gone = 0;
  if (bounds.olderThan !== undefined) {
    gone += await dropped(querying, dropOld, journal, bounds.olderThan, bounds.limit);
  }
  if (bounds.entriesMax !== undefined && gone < bounds.limit) {
    const count = Number((await querying.all(countJournal, journal))[0]?.['n']);
    const excess = Math.min(count - bounds.entriesMax, bounds.limit - gone);
    if (excess > 0) gone += await dropped(querying, dropFirst, journal, excess);
  }
  return gone;
}

async function dropped(querying: Querying, sql: string, ...values: readonly (string | number)[]): Promise<number> {
  return Number((await querying.all(sql, ...values))[0]?.['n']);
}

const findStream = 'SELECT stream FROM journal_streams WHERE journal = ? AND scope = ?';
const addStream = 'INSERT INTO journal_streams (journal, scope) VALUES (?, ?) ON CONFLICT DO NOTHING';
const page =
  'SELECT i.at, i.seq, i.labels, b.id, b.body FROM journal_index i JOIN journal_bodies b ON b.seq = i.seq ' +
  'WHERE i.stream = ? AND i.at >= ? AND i.at <= ?';
const append =
  "WITH e AS (SELECT nextval('journal_seq') AS seq, ?::bigint AS stream, ?::bigint AS at), " +
  'i AS (INSERT INTO journal_index (stream, at, seq, labels) SELECT stream, at, seq, ?::text FROM e) ' +
  'INSERT INTO journal_bodies (seq, stream, at, id, body) SELECT seq, stream, at, ?::text, ?::text FROM e';
const ofJournal = 'stream IN (SELECT stream FROM journal_streams WHERE journal = ?)';
const dropThese =
  'i AS (DELETE FROM journal_index x USING old WHERE x.stream = old.stream AND x.at = old.at AND x.seq = old.seq), ' +
  'b AS (DELETE FROM journal_bodies x USING old WHERE x.seq = old.seq) SELECT count(*) AS n FROM old';
const dropOld = `WITH old AS (SELECT stream, at, seq FROM journal_index WHERE ${ofJournal} AND at < ? ORDER BY at, seq LIMIT ?), ${dropThese}`;
const dropFirst = `WITH old AS (SELECT stream, at, seq FROM journal_bodies WHERE ${ofJournal} ORDER BY seq LIMIT ?), ${dropThese}`;
const countJournal = `SELECT count(*) AS n FROM journal_index WHERE ${ofJournal}`;
