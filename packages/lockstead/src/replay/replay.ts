/** Events in, what would stop out. */
import type { RecordedEvent } from './event/recorded-event.ts';
import { judge } from './judge/judge.ts';
import { type Proposal, prepared } from './judge/proposal.ts';
import { type Tallied, Tally } from './judge/tally.ts';

/**
 * Judges every event once, in the order in which they come. The lists are short (a chunk of a file, a page of a history), and between two of
 * them others have their turn, since the source is read asynchronously.
 */
export async function replay(
  proposal: Proposal,
  events: AsyncIterable<Iterable<RecordedEvent>>,
  counted: (events: number) => void = () => {},
): Promise<Tallied> {
  const tally = new Tally();
  const asked = prepared(proposal);
  for await (const list of events) {
    for (const event of list) tally.add(event, judge(event, asked));
    counted(tally.events);
  }
  return tally.result();
}
