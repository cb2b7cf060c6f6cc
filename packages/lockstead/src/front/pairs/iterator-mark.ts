/**
 * An iterator of Kinesis does not tell its stream. Until somebody who remembers puts the stream there, it stands in the place of the stream's
 * name, behind a sign that no name has: a hash of it, because it is longer than a name.
 */
import { createHash } from 'node:crypto';

const mark = ':stream/iterator=';

export function iteratorMark(iterator: string): string {
  return `iterator=${createHash('sha256').update(iterator).digest('hex')}`;
}

/** The iterator's hash, where the ARN stands for the stream of an iterator. */
export function iteratorIn(arn: string): string | undefined {
  const at = arn.indexOf(mark);
  return at < 0 ? undefined : arn.slice(at + mark.length);
}

/** As `iteratorIn` answers it. */
export function iteratorHash(iterator: string): string {
  return iteratorMark(iterator).slice('iterator='.length);
}
