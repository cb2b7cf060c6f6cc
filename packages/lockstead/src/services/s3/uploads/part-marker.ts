/** `part-number-marker`: a page of parts begins behind the part of that number. */
import { invalidArgument } from '../errors.ts';

/** Above every number that a part can have there is nothing; further numbers mean the same. */
const markerMax = 99_998;

/** 0 where none was sent. Throws for what is no number. */
export function partMarkerOf(text: string | undefined): number {
  if (text === undefined || text === '') return 0;
  const number = Number(text);
  if (!/^\d{1,10}$/.test(text) || number > 2_147_483_647) {
    throw invalidArgument(
      'Provided part-number-marker not an integer or within integer range',
      'part-number-marker',
      text.slice(0, 256),
    );
  }
  return Math.min(number, markerMax);
}
