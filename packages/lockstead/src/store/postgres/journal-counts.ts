/**
 * How many entries a journal holds, stream by stream. Counting takes longer the more entries there are, and inside a transaction it would
 * conflict with
 * every writer that appends. So it is done outside of transactions, and the result is kept. It is done again only when there may be too many entries:
 * every entry takes a number of one sequence, which tells how many there can be at most. Nodes that drop entries at the same moment do not know
 * of each
 * other's drops: together they may drop a hundredth too much.
 */
import type { StreamEntries } from '../fair-drops.ts';
import type { Querying } from './querying.ts';

/** A journal may exceed its limit by this part before it is counted. */
const slackShare = 100;

interface Counted {
  readonly streams: Map<number, StreamEntries>;
  /** The highest number that had been given. */
  readonly top: number;
  /** The limit that it was found to be above, and is being brought down to. */
  readonly above: number | undefined;
}

export class JournalCounts {
  readonly #outside: Querying;
  readonly #counted = new Map<string, Counted>();

  constructor(outside: Querying) {
    this.#outside = outside;
  }

  /** Answers nothing where the journal is not too large. */
  async tooMany(journal: string, entriesMax: number): Promise<readonly StreamEntries[]> {
    const known = this.#counted.get(journal);
    if (known?.above === entriesMax && total(known.streams) > entriesMax) return [...known.streams.values()];
    // The sequence is read before the count. Entries that are appended in between are then considered twice, which is safe; otherwise they
    // could be missed.
    const top = Number((await this.#outside.all(topOfJournals))[0]?.['top']);
    const bearable = entriesMax + Math.floor(entriesMax / slackShare);
    if (known !== undefined && total(known.streams) + top - known.top <= bearable) return [];
    const streams = await this.#count(journal);
    const isAbove = total(streams) > bearable;
    this.#counted.set(journal, { streams, top, above: isAbove ? entriesMax : undefined });
    return isAbove ? [...streams.values()] : [];
  }

  dropped(journal: string, stream: number, entries: number): void {
    const streams = this.#counted.get(journal)?.streams;
    const known = streams?.get(stream);
    if (known !== undefined) streams?.set(stream, { ...known, entries: Math.max(0, known.entries - entries) });
  }

  /** Called when the numbers that are kept may be far from right. */
  forget(): void {
    this.#counted.clear();
  }

  async #count(journal: string): Promise<Map<number, StreamEntries>> {
    const rows = await this.#outside.all(countJournal, journal);
    return new Map(
      rows.map((row) => {
        const stream = Number(row['stream']);
        return [stream, { stream, scope: String(row['scope']), entries: Number(row['n']) }];
      }),
    );
  }
}

function total(streams: ReadonlyMap<number, StreamEntries>): number {
  return [...streams.values()].reduce((sum, { entries }) => sum + entries, 0);
}

const topOfJournals = 'SELECT last_value AS top FROM journal_seq';
const countJournal =
  'SELECT s.stream, s.scope, (SELECT count(*) FROM journal_index i WHERE i.stream = s.stream) AS n FROM journal_streams s ' +
  'WHERE s.journal = ?';
