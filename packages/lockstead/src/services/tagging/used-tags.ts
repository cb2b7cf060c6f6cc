/** Keys and values of all tags in an account and a Region, each once, sorted, in pages. */
import { Gathering } from '#kernel/turns';
import { type BoundTo, readPageToken, writePageToken } from '../paging/page-token.ts';
import type { Source } from '../paging/pages.ts';
import { InvalidParameterException } from './errors.ts';
import { taggingLimits } from './limits.ts';
import type { TaggedResource } from './tagged-resources.ts';

const rowsAtOnce = 100;

export interface TextsPage {
  readonly texts: string[];
  /** Empty at the end, as AWS answers it. */
  readonly next: string;
}

/** `textsOf` tells what of a resource is listed. All resources are read for each page; others get their turn meanwhile. */
export async function pageOfTexts(
  sources: readonly Source<TaggedResource | undefined>[],
  textsOf: (resource: TaggedResource) => readonly string[],
  token: string | undefined,
  boundTo: BoundTo,
): Promise<TextsPage> {
  const after = token === undefined || token === '' ? undefined : readPageToken(token, boundTo);
  if (token !== undefined && token !== '' && after === undefined) {
    throw new InvalidParameterException('The pagination token is not one of this list.');
  }
  using work = new Gathering();
  const found = new Set<string>();
  for (const source of sources) {
    for (let place: string | undefined; ; ) {
      const rows = await source.rows(place, rowsAtOnce);
      for (const { record } of rows) {
        for (const text of record === undefined ? [] : textsOf(record))
          if (after === undefined || text > after) found.add(text);
      }
      place = rows.at(-1)?.place;
      if (rows.length < rowsAtOnce) break;
      await work.turn();
    }
  }
  const sorted = [...found].toSorted((left, right) => (left < right ? -1 : 1));
  const texts = sorted.slice(0, taggingLimits.textsPerPage);
  const last = texts.at(-1);
  return { texts, next: sorted.length > texts.length && last !== undefined ? writePageToken(last, boundTo) : '' };
}
