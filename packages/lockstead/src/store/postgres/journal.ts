/** Journals in PostgreSQL. The search is the server's work, so it needs no stretches. */
import type { Instant } from '#kernel/clock';
import { fairDrops } from '../fair-drops.ts';
import { followedEntry } from '../followed.ts';
import { labelsOf, labelsText } from '../labels.ts';
import { formatPlace, parsePlace } from '../place.ts';
import type { JournalPage, JournalQuery, JournalStretch, Seq } from '../port.ts';
import { JournalCounts } from './journal-counts.ts';
import { highest, settledOf } from './places.ts';
import type { Querying } from './querying.ts';

/** The numbers of journals in scopes. They are given outside of transactions, so that writers do not conflict over them. */
export class Journals {
  readonly counts: JournalCounts;
  readonly #outside: Querying;
  readonly #known = new Map<string, number>();

  constructor(outside: Querying) {
    this.#outside = outside;
    this.counts = new JournalCounts(outside);
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
  const end = query.label === undefined ? undefined : await endOfLook(querying, stream, query);
  if (end !== undefined) {
    terms += ' AND (i.at, i.seq) >= (?, ?)';
    values.push(end.at, end.seq);
  }
  const rows = await querying.all(`${page}${terms} ORDER BY i.at DESC, i.seq DESC LIMIT ?`, ...values, query.limit);
  return {
    ...(end === undefined || rows.length >= query.limit ? {} : { goesOnAt: formatPlace([end.at, end.seq]) }),
    entries: rows.map((row) => ({
      id: String(row['id']),
      at: Number(row['at']) as Instant,
      labels: labelsOf(String(row['labels'])),
      body: String(row['body']),
      place: formatPlace([Number(row['at']), Number(row['seq'])]),
    })),
  };
}

/** Ends below the entries of transactions that are still open. The two statements have snapshots of their own, and must run in this order. */
export async function followJournal(
  querying: Querying,
  journal: string,
  after: Seq,
  limit: number,
): Promise<JournalStretch> {
  const settled = await endOfJournals(querying);
  const last = (await querying.all(endOfStretch, after, settled, limit))[0]?.['seq'];
  if (last === null || last === undefined) return { entries: [], through: after };
  const through = Number(last);
  const rows = await querying.all(stretch, after, through, journal);
  return { entries: rows.map(followedEntry), through };
}

/** Also where the newest entries are gone. */
export async function endOfJournals(querying: Querying): Promise<Seq> {
  return Number((await querying.all(settledEntries))[0]?.['seq']);
}

const settledEntries = settledOf('journal_seq');
const endOfStretch =
  'SELECT max(seq) AS seq FROM (SELECT seq FROM journal_bodies WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?) f';
const stretch =
  'SELECT b.id, b.at, b.body, i.labels, s.scope FROM journal_bodies b JOIN journal_streams s ON s.stream = b.stream ' +
  'JOIN journal_index i ON i.stream = b.stream AND i.at = b.at AND i.seq = b.seq ' +
  'WHERE b.seq > ? AND b.seq <= ? AND s.journal = ? ORDER BY b.seq';
/** Where a database was restored without its sequences: places go on above all there were. */
export const raiseEntryPlaces =
  "SELECT setval('journal_seq', m.seq) FROM journal_seq, (SELECT coalesce(max(seq), 0) AS seq FROM journal_bodies) m " +
  `WHERE m.seq > ${highest}`;

/** The last entry that is looked at; `undefined` where the range ends before. */
async function endOfLook(
  querying: Querying,
  stream: number,
  { lookedAtMax, from, to, before }: JournalQuery,
): Promise<{ readonly at: number; readonly seq: number } | undefined> {
  if (lookedAtMax === undefined) return undefined;
  const range = [stream, from ?? Number.MIN_SAFE_INTEGER, to ?? Number.MAX_SAFE_INTEGER];
  const place = before === undefined ? [] : parsePlace(before, ['number', 'number']);
  const [row] = await querying.all(
    `${lastLookedAt}${before === undefined ? '' : ' AND (i.at, i.seq) < (?, ?)'} ORDER BY i.at DESC, i.seq DESC LIMIT 1 OFFSET ?`,
    ...range,
    ...place,
    lookedAtMax - 1,
  );
  return row && { at: Number(row['at']), seq: Number(row['seq']) };
}

/** Answers how many went, by stream. */
export async function trimJournal(
  querying: Querying,
  { counts }: Journals,
  journal: string,
  bounds: { readonly olderThan?: Instant; readonly entriesMax?: number; readonly limit: number },
): Promise<number> {
  const gone = new Map<number, number>();
  const drop = async (sql: string, ...values: readonly (string | number)[]): Promise<void> => {
    for (const row of await querying.all(sql, ...values)) {
      const [stream, entries] = [Number(row['stream']), Number(row['n'])];
      gone.set(stream, (gone.get(stream) ?? 0) + entries);
    }
  };
  const left = (): number => bounds.limit - [...gone.values()].reduce((sum, n) => sum + n, 0);
  if (bounds.olderThan !== undefined) await drop(dropOld, journal, bounds.olderThan, bounds.limit);
  if (bounds.entriesMax !== undefined && left() > 0) {
    const held = (await counts.tooMany(journal, bounds.entriesMax)).map((one) => ({
      ...one,
      entries: Math.max(0, one.entries - (gone.get(one.stream) ?? 0)),
    }));
    const excess = held.reduce((sum, { entries }) => sum + entries, 0) - bounds.entriesMax;
    for (const [stream, most] of fairDrops(held, Math.min(excess, left()))) await drop(dropOldest, stream, most);
  }
  for (const [stream, entries] of gone) counts.dropped(journal, stream, entries);
  return bounds.limit - left();
}

const findStream = 'SELECT stream FROM journal_streams WHERE journal = ? AND scope = ?';
const addStream = 'INSERT INTO journal_streams (journal, scope) VALUES (?, ?) ON CONFLICT DO NOTHING';
const lastLookedAt = 'SELECT i.at, i.seq FROM journal_index i WHERE i.stream = ? AND i.at >= ? AND i.at <= ?';
const page =
  'SELECT i.at, i.seq, i.labels, b.id, b.body FROM journal_index i JOIN journal_bodies b ON b.seq = i.seq ' +
  'WHERE i.stream = ? AND i.at >= ? AND i.at <= ?';
const dropThese =
  'i AS (DELETE FROM journal_index x USING old WHERE x.stream = old.stream AND x.at = old.at AND x.seq = old.seq), ' +
  'b AS (DELETE FROM journal_bodies x USING old WHERE x.seq = old.seq) SELECT stream, count(*) AS n FROM old GROUP BY stream';
const dropOld =
  'WITH old AS (SELECT stream, at, seq FROM journal_index WHERE stream IN (SELECT stream FROM journal_streams WHERE journal = ?) ' +
  `AND at < ? ORDER BY at, seq LIMIT ?), ${dropThese}`;
const dropOldest = `WITH old AS (SELECT stream, at, seq FROM journal_index WHERE stream = ? ORDER BY at, seq LIMIT ?), ${dropThese}`;
