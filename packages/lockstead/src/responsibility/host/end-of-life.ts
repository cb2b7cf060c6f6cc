/** Until when versions get security updates. Dates are data: they are compared with a time that the caller gives. */

export interface Product {
  readonly name: string;
  readonly page: string;
  /** When the dates below were looked up. */
  readonly lookedUp: string;
  /** By major version; the last day on which it is maintained. */
  readonly ends: Readonly<Record<string, string>>;
}

export const node: Product = {
  name: 'Node',
  page: 'https://github.com/nodejs/Release#release-schedule',
  lookedUp: '2026-11-30',
  ends: {
    18: '2025-04-30',
    20: '2026-04-30',
    22: '2027-04-30',
    23: '2025-06-01',
    24: '2028-04-30',
    25: '2026-06-01',
    26: '2029-04-30',
  },
};

export const postgres: Product = {
  name: 'PostgreSQL',
  page: 'https://www.postgresql.org/support/versioning/',
  lookedUp: '2026-11-30',
  ends: {
    13: '2025-11-13',
    14: '2026-11-12',
    15: '2027-11-11',
    16: '2028-11-09',
    17: '2029-11-08',
    18: '2030-11-14',
  },
};

export type Life =
  | { readonly state: 'maintained' | 'ended'; readonly until: string }
  /** The list knows no such version: it may be newer than the list. */
  | { readonly state: 'notListed' };

/** `version` is `24.21.0` or `17.2`; `now` in milliseconds since 1970. The last day is a maintained one, in UTC. */
export function lifeOf({ ends }: Product, version: string, now: number): Life {
  const [, major = ''] = /^v?(\d+)/.exec(version) ?? [];
  const until = Object.hasOwn(ends, major) ? ends[major] : undefined;
  if (until === undefined) return { state: 'notListed' };
  const over = Date.parse(`${until}T00:00:00Z`) + 24 * 60 * 60 * 1000;
  return { state: now < over ? 'maintained' : 'ended', until };
}
