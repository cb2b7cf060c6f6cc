/** Each event once, in order, whatever comes between two looks: against a history that is paged as LookupEvents pages. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EventTail } from './event-tail.ts';

interface Kept {
  readonly id: string;
  readonly at: number;
}

/** Newest first; events of one second in the order in which they were written. */
class History {
  readonly kept: Kept[] = [];
  looks = 0;

  write(at: number): void {
    this.kept.push({ id: `event-${this.kept.length}`, at });
  }

  ask = async (input: object): Promise<unknown> => {
    this.looks += 1;
    const {
      StartTime = 0,
      NextToken = '0',
      MaxResults,
    } = input as { StartTime?: number; NextToken?: string; MaxResults: number };
    const from = Number(NextToken);
    const fitting = this.kept
      .filter(({ at }) => at >= StartTime)
      .toReversed()
      .toSorted((a, b) => b.at - a.at);
    const Events = fitting.slice(from, from + MaxResults).map(({ id, at }) => ({
      EventId: id,
      EventTime: at,
      CloudTrailEvent: JSON.stringify({ eventName: 'Call', eventSource: 'iam.amazonaws.com' }),
    }));
    return { Events, ...(from + MaxResults < fitting.length ? { NextToken: String(from + MaxResults) } : {}) };
  };
}

const idsOf = (events: readonly { readonly id: string }[]): readonly string[] => events.map(({ id }) => id);

test('the newest come first, and what was before them is never taken for new', async () => {
  const history = new History();
  for (let n = 0; n < 180; n++) history.write(1000 + Math.floor(n / 60));
  for (const count of [0, 1, 50, 70]) {
    const tail = new EventTail({ count, ask: history.ask });
    expect(await tail.first()).toHaveLength(count);
    expect(await tail.next()).toEqual([]);
  }
});

test('each event that is written is shown once, oldest first', async () => {
  const bursts = fc.array(fc.tuple(fc.nat(120), fc.nat(3)), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(bursts, async (written) => {
      const history = new History();
      const tail = new EventTail({ count: Number.POSITIVE_INFINITY, ask: history.ask });
      const shown: string[] = [...idsOf(await tail.first())];
      let at = 1000;
      for (const [events, seconds] of written) {
        for (let n = 0; n < events; n++) history.write(at);
        at += seconds;
        shown.push(...idsOf(await tail.next()));
      }
      expect(shown).toEqual(history.kept.map(({ id }) => id));
    }),
  );
});

test('an event that is written late is shown all the same', async () => {
  const history = new History();
  history.write(1000);
  const tail = new EventTail({ count: 10, ask: history.ask });
  await tail.first();
  history.write(1010);
  await tail.next();
  history.write(1005);
  expect(idsOf(await tail.next())).toEqual(['event-2']);
});
