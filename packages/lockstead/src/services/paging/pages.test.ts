/** Pages of any service's lists; what they cost, and that they meet every record, is held in iam/paging.test.ts. */
import { expect, test } from 'vitest';
import { AwsError } from '#kernel/aws-error';
import { type PageRequest, pageOf, pageThrough, type Source } from './pages.ts';

const refusal = (): AwsError => new AwsError({ code: 'Refused', httpStatus: 400, fault: 'client' }, 'not of this list');
const request = (limit: number, token?: string): PageRequest => ({ token, limit, boundTo: ['a', 'List'], refusal });

/** Numbers, in the order of their places. */
function numbers(count: number, read: () => void = () => undefined): Source<number> {
  const places = Array.from({ length: count }, (_, i) => String(i).padStart(6, '0'));
  return {
    tag: '0',
    async rows(after, limit) {
      read();
      const start = after === undefined ? 0 : places.indexOf(after) + 1;
      return places.slice(start, start + limit).map((place) => ({ place, record: Number(place) }));
    },
  };
}

test('pages follow one another to the end of the list, through several lists', async () => {
  const sources = [numbers(3), { ...numbers(4), tag: '1' }];
  const found: number[] = [];
  let token: string | undefined;
  do {
    const page = await pageThrough(sources, request(2, token), (record) => (record === 1 ? undefined : record));
    expect(page.items.length).toBeLessThanOrEqual(2);
    found.push(...page.items);
    token = page.next;
  } while (token !== undefined);
  expect(found).toEqual([0, 2, 0, 2, 3]);
});

test('a token of another list is refused with the error of the service', async () => {
  const { next } = pageOf(['a', 'b'], (item) => item, request(1));
  expect(pageOf(['a', 'b'], (item) => item, request(1, next))).toEqual({ items: ['b'] });
  const other = { ...request(1, next), boundTo: ['b', 'List'] };
  expect(() => pageOf(['a', 'b'], (item) => item, other)).toThrow('not of this list');
  await expect(pageThrough([numbers(3)], other, (record) => record)).rejects.toThrow('not of this list');
});

test('of many lists that are read at one time, few are half read: the others wait with what one turn gave them', async () => {
  let halfRead = 0;
  let most = 0;
  const readOne = async (): Promise<void> => {
    let reads = 0;
    const source = numbers(1000, () => {
      reads += 1;
      if (reads === 2) halfRead += 1;
      most = Math.max(most, halfRead);
    });
    const { items } = await pageThrough([source], request(1000), (record) => record);
    expect(items.length).toBe(1000);
    halfRead -= 1;
  };
  await Promise.all(Array.from({ length: 30 }, readOne));
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(8);
});
