/**
 * Journals in SQLite: narrow index rows by stream (journal and scope) and time, bodies by number. A search by label reads the narrow
 * rows newest first, in stretches short enough for the event loop.
 */
import type { Instant } from '#kernel/clock';
import { invariant } from '#kernel/invariant';
import { labelsOf, labelsText } from '../labels.ts';
import { formatPlace, parsePlace } from '../place.ts';
import type { JournalEntry, JournalPage, JournalQuery } from '../port.ts';
import type { Connection, Row, WritingConnection } from './connection.ts';

/** Index rows looked at in one stretch: few at first, since most searches end there, then some 2 ms' worth. */
const firstStretchRows = 500;
const stretchRowsMax = 4000;

interface Cursor {
  readonly at: number;
  readonly seq: number;
}

/** `breathe` lets others run between two stretches; a transaction gives none. */
export async function readJournal(
  connection: () => Connection,
  stream: number | undefined,
  query: JournalQuery,
  breathe?: () => Promise<void>,
): Promise<JournalPage> {
  const entries: JournalPage['entries'][number][] = [];
  if (stream === undefined || query.limit <= 0) return { entries };
  const from = query.from ?? Number.MIN_SAFE_INTEGER;
  const label = query.label === undefined ? undefined : labelsText([query.label]);
  let before = startOf(query);
  for (let stretch = firstStretchRows; ; stretch = Math.min(stretch * 4, stretchRowsMax)) {
    // Without a label every row counts, and the limit bounds the work.
    const end = label === undefined ? undefined : endOfStretch(connection(), stream, from, before, stretch);
    const bounds = [stream, end?.at ?? from, end?.at ?? from, end?.seq ?? 0, before.at, before.at, before.seq] as const;
    const rows = connection().all(
      label === undefined ? pageAny : pageLabelled,
      ...bounds,
      ...(label === undefined ? [] : [label]),
      query.limit - entries.length,
    );
    for (const row of rows) {
      entries.push({
        id: String(row['id']),
        at: Number(row['at']) as Instant,
        labels: labelsOf(String(row['labels'])),
        body: String(row['body']),
        place: formatPlace([Number(row['at']), Number(row['seq'])]),
      });
    }
    if (end === undefined || entries.length >= query.limit) return { entries };
    before = end;
    await breathe?.();
  }
}

function startOf(query: JournalQuery): Cursor {
  const newest = { at: query.to ?? Number.MAX_SAFE_INTEGER, seq: Number.MAX_SAFE_INTEGER };
  if (query.before === undefined) return newest;
  const [at, seq] = parsePlace(query.before, ['number', 'number']).map(Number);
  invariant(at !== undefined && seq !== undefined, 'a journal place has two parts');
  return at > newest.at ? newest : { at, seq };
}

/** The last row of the stretch that begins before `before`; `undefined` where the range ends first. */
function endOfStretch(
  connection: Connection,
  stream: number,
  from: number,
  before: Cursor,
  rows: number,
): Cursor | undefined {
  const row = connection.get(stretchEnd, stream, from, before.at, before.at, before.seq, rows - 1);
  return row && { at: Number(row['at']), seq: Number(row['seq']) };
}

// `at <= ? AND (at < ? OR seq < ?)` says the same as a row comparison, and lets SQLite seek by the first term.
const olderThan = 'at <= ? AND (at < ? OR seq < ?)';
const stretchEnd = `SELECT at, seq FROM journal_index WHERE stream = ? AND at >= ? AND ${olderThan} ORDER BY at DESC, seq DESC LIMIT 1 OFFSET ?`;
const range = 'i.stream = ? AND i.at >= ? AND (i.at > ? OR i.seq >= ?) AND i.at <= ? AND (i.at < ? OR i.seq < ?)';
const columns =
  'SELECT i.at, i.seq, i.labels, b.id, b.body FROM journal_index i CROSS JOIN journal_bodies b WHERE b.seq = i.seq';
const pageAny = `${columns} AND ${range} ORDER BY i.at DESC, i.seq DESC LIMIT ?`;
const pageLabelled = `${columns} AND ${range} AND instr(i.labels, ?) > 0 ORDER BY i.at DESC, i.seq DESC LIMIT ?`;

/** Knows each journal's streams; forgets them where a transaction that may have added one was rolled back. */
export class JournalStreams {
  readonly #known = new Map<string, number>();

  find(connection: Connection, journal: string, scope: string): number | undefined {
    const name = `${journal}\n${scope}`;
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const row = connection.get('SELECT stream FROM journal_streams WHERE journal = ? AND scope = ?', journal, scope);
    if (row !== undefined) this.#known.set(name, Number(row['stream']));
    return row && Number(row['stream']);
  }

  findOrAdd(connection: WritingConnection, journal: string, scope: string): number {
    const found = this.find(connection, journal, scope);
    if (found !== undefined) return found;
    const stream = Number(connection.get('SELECT max(stream) AS stream FROM journal_streams')?.['stream'] ?? 0) + 1;
    connection.run('INSERT INTO journal_streams (stream, journal, scope) VALUES (?, ?, ?)', stream, journal, scope);
    this.#known.set(`${journal}\n${scope}`, stream);
    return stream;
  }

  forget(): void {
    this.#known.clear();
  }
}

/** The writing side; one for a writer connection. */
export class JournalWriter {
  readonly #connection: WritingConnection;
  readonly streams: JournalStreams = new JournalStreams();
  #nextSeq: number;
  /** Entries by journal, counted once and kept up to date; forgotten with a rollback. */
  readonly #counts = new Map<string, number>();

  constructor(connection: WritingConnection) {
    this.#connection = connection;
    this.#nextSeq = Number(connection.get('SELECT max(seq) AS seq FROM journal_bodies')?.['seq'] ?? 0) + 1;
  }

  append(journal: string, scope: string, entry: JournalEntry): void {
    const labels = labelsText(entry.labels);
    const stream = this.streams.findOrAdd(this.#connection, journal, scope);
    const seq = this.#nextSeq++;
    this.#connection.run(appendIndex, stream, entry.at, seq, labels);
    this.#connection.run(appendBody, seq, stream, entry.at, entry.id, entry.body);
    const count = this.#counts.get(journal);
    if (count !== undefined) this.#counts.set(journal, count + 1);
  }

  trim(
    journal: string,
    bounds: { readonly olderThan?: Instant; readonly entriesMax?: number; readonly limit: number },
  ): number {
    let gone = 0;
    if (bounds.olderThan !== undefined) {
      for (const row of this.#connection.all('SELECT stream FROM journal_streams WHERE journal = ?', journal)) {
        if (gone >= bounds.limit) break;
        const rows = this.#connection.all(oldest, Number(row['stream']), bounds.olderThan, bounds.limit - gone);
        gone += this.#drop(journal, rows);
      }
    }
    if (bounds.entriesMax !== undefined && gone < bounds.limit) {
      const excess = Math.min(this.#count(journal) - bounds.entriesMax, bounds.limit - gone);
      if (excess > 0) gone += this.#drop(journal, this.#connection.all(firstAppended, journal, excess));
    }
    return gone;
  }

  clear(): void {
    this.#connection.run('DELETE FROM journal_index');
    this.#connection.run('DELETE FROM journal_bodies');
    this.#counts.clear();
  }

  rolledBack(): void {
    this.streams.forget();
    this.#counts.clear();
  }

  #drop(journal: string, rows: readonly Row[]): number {
    for (const { stream, at, seq } of rows) {
      this.#connection.run(deleteIndex, Number(stream), Number(at), Number(seq));
      this.#connection.run('DELETE FROM journal_bodies WHERE seq = ?', Number(seq));
    }
    const count = this.#counts.get(journal);
    if (count !== undefined) this.#counts.set(journal, count - rows.length);
    return rows.length;
  }

  #count(journal: string): number {
    let count = this.#counts.get(journal);
    if (count === undefined) {
      count = Number(this.#connection.get(countJournal, journal)?.['n']);
      this.#counts.set(journal, count);
    }
    return count;
  }
}

const appendIndex = 'INSERT INTO journal_index (stream, at, seq, labels) VALUES (?, ?, ?, ?)';
const appendBody = 'INSERT INTO journal_bodies (seq, stream, at, id, body) VALUES (?, ?, ?, ?, ?)';
const deleteIndex = 'DELETE FROM journal_index WHERE stream = ? AND at = ? AND seq = ?';
const oldest = 'SELECT stream, at, seq FROM journal_index WHERE stream = ? AND at < ? ORDER BY at, seq LIMIT ?';
const firstAppended =
  'SELECT b.stream, b.at, b.seq FROM journal_bodies b WHERE b.stream IN (SELECT stream FROM journal_streams WHERE journal = ?) ' +
  'ORDER BY b.seq LIMIT ?';
const countJournal =
  'SELECT count(*) AS n FROM journal_index WHERE stream IN (SELECT stream FROM journal_streams WHERE journal = ?)';
