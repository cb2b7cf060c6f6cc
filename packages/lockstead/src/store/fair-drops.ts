/**
 * Decides whose entries are dropped when a journal holds too many: those of the account that holds the most, in the stream where it holds the
 * most. So
 * an account that holds less than its even part of the limit loses nothing, however much the others
 * write. Within an account, likewise, one region's calls do not push out another's.
 */

export interface StreamEntries {
  readonly stream: number;
  /** As `scopeKey` makes it. */
  readonly scope: string;
  readonly entries: number;
}

interface Holder {
  entries: number;
}

interface Account extends Holder {
  readonly streams: (Holder & { readonly stream: number })[];
}

/** How many go of which stream: `excess` in all, or as many as there are. */
export function fairDrops(streams: readonly StreamEntries[], excess: number): ReadonlyMap<number, number> {
  const accounts = new Map<string, Account>();
  for (const { stream, scope, entries } of streams) {
    const name = scope.split('/', 1)[0] as string;
    const account = accounts.get(name) ?? { entries: 0, streams: [] };
    account.entries += entries;
    account.streams.push({ stream, entries });
    accounts.set(name, account);
  }
  const drops = new Map<number, number>();
  let left = excess;
  while (left > 0) {
    const account = largest(accounts.values());
    if (account === undefined) break;
    const part = largest(account.holder.streams);
    if (part === undefined || part.holder.entries === 0) break;
    const count = Math.min(left, account.ahead, part.ahead, part.holder.entries);
    account.holder.entries -= count;
    part.holder.entries -= count;
    left -= count;
    drops.set(part.holder.stream, (drops.get(part.holder.stream) ?? 0) + count);
  }
  return drops;
}

/** Who holds the most, and how much may go before another holds as much: one at least. */
function largest<H extends Holder>(holders: Iterable<H>): { readonly holder: H; readonly ahead: number } | undefined {
  let most: H | undefined;
  let second = 0;
  for (const holder of holders) {
    if (most === undefined || holder.entries > most.entries) {
      second = most?.entries ?? 0;
      most = holder;
    } else second = Math.max(second, holder.entries);
  }
  return most && { holder: most, ahead: Math.max(1, most.entries - second) };
}
