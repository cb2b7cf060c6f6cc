/**
 * Journals in SQLite: narrow index rows by stream (journal and scope) and time, bodies by number. A search by label reads the narrow
 * rows newest first, in stretches short enough for the event loop.
 */
import type { Instant } from '#kernel/clock';
import { invariant, present } from '#kernel/invariant';
import { fairDrops, type StreamEntries } from '../fair-drops.ts';
import { followedEntry } from '../followed.ts';
import { labelsOf, labelsText } from '../labels.ts';
import { formatPlace, parsePlace } from '../place.ts';
import type { JournalEntry, JournalPage, JournalQuery, JournalStretch, Seq } from '../port.ts';
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
  let lookedAt = 0;
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
    lookedAt += stretch;
    if (lookedAt >= (query.lookedAtMax ?? Number.POSITIVE_INFINITY)) {
      return { entries, goesOnAt: formatPlace([end.at, end.seq]) };
    }
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

/** The newest place that was given, also where its entry is gone. */
export function endOfJournals(connection: Connection): Seq {
  const newest = Number(connection.get('SELECT max(seq) AS seq FROM journal_bodies')?.['seq'] ?? 0);
  const dropped = Number(connection.get("SELECT value FROM meta WHERE name = 'journalSeq'")?.['value'] ?? 0);
  return Math.max(newest, dropped);
}

/** One writer, so what is committed is whole: the places come in the order of the commits. */
export function followJournal(connection: Connection, journal: string, after: Seq, limit: number): JournalStretch {
  const through = Number(connection.get(endOfFollowed, after, limit)?.['seq'] ?? after);
  if (through === after) return { entries: [], through };
  return { entries: connection.all(followed, after, through, journal).map(followedEntry), through };
}

const endOfFollowed = 'SELECT max(seq) AS seq FROM (SELECT seq FROM journal_bodies WHERE seq > ? ORDER BY seq LIMIT ?)';
const followed =
  'SELECT b.id, b.at, b.body, i.labels, s.scope FROM journal_bodies b CROSS JOIN journal_streams s ON s.stream = b.stream ' +
  'CROSS JOIN journal_index i ON i.stream = b.stream AND i.at = b.at AND i.seq = b.seq ' +
  'WHERE b.seq > ? AND b.seq <= ? AND s.journal = ? ORDER BY b.seq';

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
  /** Numbers by journal and stream. They are counted once and then kept up to date, because counting takes longer the more entries there are. */
  readonly #counts = new Map<string, Map<number, StreamEntries>>();
  /** What takes back in `#counts` what was counted since the mark. */
  #undo: (() => void)[] = [];

  constructor(connection: WritingConnection) {
    this.#connection = connection;
    this.#nextSeq = endOfJournals(connection) + 1;
  }

  append(journal: string, scope: string, entry: JournalEntry): void {
    const labels = labelsText(entry.labels);
    const stream = this.streams.findOrAdd(this.#connection, journal, scope);
    const seq = this.#nextSeq++;
    // With values of the right types, and a place that was never given, these cannot fail by themselves.
    const { id, at, body } = entry;
    invariant(Number.isSafeInteger(at) && typeof id === 'string' && typeof body === 'string', 'an entry is whole');
    this.#connection.later(appendIndex, stream, entry.at, seq, labels);
    this.#connection.later(appendBody, seq, stream, entry.at, entry.id, entry.body);
    this.#countOn(journal, stream, scope, 1);
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
      const counts = this.#count(journal);
      const held = [...counts.values()].reduce((sum, { entries }) => sum + entries, 0);
      const excess = Math.min(held - bounds.entriesMax, bounds.limit - gone);
      for (const [stream, most] of fairDrops([...counts.values()], excess)) {
        gone += this.#drop(journal, this.#connection.all(oldest, stream, Number.MAX_SAFE_INTEGER, most));
      }
    }
    return gone;
  }

  clear(): void {
    this.#keepPlaces();
    this.#connection.run('DELETE FROM journal_index');
    this.#connection.run('DELETE FROM journal_bodies');
    this.#forgetCounts();
  }

  /** A transaction begins here: what comes may be rolled back. */
  mark(): void {
    this.#undo = [];
  }

  /** To the mark. */
  rolledBack(): void {
    this.streams.forget();
    for (const undo of this.#undo.reverse()) undo();
    this.#undo = [];
  }

  /** It is not known how much was rolled back, so all numbers are forgotten. */
  lost(): void {
    this.streams.forget();
    this.#forgetCounts();
  }

  #forgetCounts(): void {
    this.#counts.clear();
    this.#undo = [];
  }

  #drop(journal: string, rows: readonly Row[]): number {
    for (const { stream, at, seq } of rows) {
      this.#connection.run(deleteIndex, Number(stream), Number(at), Number(seq));
      this.#connection.run('DELETE FROM journal_bodies WHERE seq = ?', Number(seq));
    }
    const [first] = rows;
    if (first !== undefined) {
      this.#keepPlaces();
      this.#countOn(journal, Number(first['stream']), undefined, -rows.length);
    }
    return rows.length;
  }

  /**
   * The newest entries may be among those that are dropped. Their places must not be used again, because readers that follow the journal would
   * skip them.
   */
  #keepPlaces(): void {
    this.#connection.run(keepPlaces, String(this.#nextSeq - 1));
  }

  /** `scope` may be absent where the stream has been counted. */
  #countOn(journal: string, stream: number, scope: string | undefined, by: number): void {
    const counts = this.#counts.get(journal);
    if (counts === undefined) return;
    const before = counts.get(stream);
    const entries = (before?.entries ?? 0) + by;
    counts.set(stream, { stream, scope: present(before?.scope ?? scope, 'a stream has a scope'), entries });
    this.#undo.push(() => {
      if (before === undefined) counts.delete(stream);
      else counts.set(stream, before);
    });
  }

  #count(journal: string): ReadonlyMap<number, StreamEntries> {
    const known = this.#counts.get(journal);
    if (known !== undefined) return known;
    const counts = new Map<number, StreamEntries>();
    for (const row of this.#connection.all(countJournal, journal)) {
      const stream = Number(row['stream']);
      counts.set(stream, { stream, scope: String(row['scope']), entries: Number(row['n']) });
    }
    this.#counts.set(journal, counts);
    // The number includes what this transaction has appended. It is taken back if the transaction is rolled back.
    this.#undo.push(() => this.#counts.delete(journal));
    return counts;
  }
}

const keepPlaces =
  "INSERT INTO meta (name, value) VALUES ('journalSeq', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
const appendIndex = 'INSERT INTO journal_index (stream, at, seq, labels) VALUES (?, ?, ?, ?)';
const appendBody = 'INSERT INTO journal_bodies (seq, stream, at, id, body) VALUES (?, ?, ?, ?, ?)';
const deleteIndex = 'DELETE FROM journal_index WHERE stream = ? AND at = ? AND seq = ?';
const oldest = 'SELECT stream, at, seq FROM journal_index WHERE stream = ? AND at < ? ORDER BY at, seq LIMIT ?';
const countJournal =
  'SELECT s.stream, s.scope, (SELECT count(*) FROM journal_index i WHERE i.stream = s.stream) AS n FROM journal_streams s ' +
  'WHERE s.journal = ?';
