/**
 * What a user or role did, from the usage ledger: attempts that were denied too, as AWS counts them.
 *
 * AWS DIFFERS? The ledger knows actions that were asked for, where AWS knows calls: a call that asks for two actions is a use of both. It begins
 * with this installation, tells times to the millisecond and at once, and knows a user that was renamed under its new name alone.
 */
import { usageRows } from '#events/usage/rows';
import type { Instant } from '#kernel/clock';
import type { AccountId } from '#kernel/ids';
import type { Gathering } from '#kernel/turns';
import type { Reader } from '#store/port';
import { accountScope } from '#store/scope';

export interface LastUse {
  readonly at: Instant;
  readonly region: string;
}

const rowsAPage = 500;

/**
 * Passing a role is a permission that other calls ask for, and no call.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_access-advisor.html (PassRole is not tracked)
 */
const untracked: ReadonlySet<string> = new Set(['iam:PassRole']);

/** The last use of each action (`iam:CreateUser`) since that time. Gives others their turn. */
export async function lastUses(
  reader: Reader,
  account: AccountId,
  principal: string,
  since: Instant,
  work: Gathering,
): Promise<ReadonlyMap<string, LastUse>> {
  const uses = new Map<string, LastUse>();
  const rows = reader.in(usageRows, accountScope(account));
  let after: string | undefined;
  do {
    const page = await rows.list({
      index: 'principal',
      key: principal,
      limit: rowsAPage,
      ...(after === undefined ? {} : { after }),
    });
    for (const { record } of page) {
      const { action, lastAt, region } = record;
      if (lastAt < since || untracked.has(action)) continue;
      if (lastAt > (uses.get(action)?.at ?? 0)) uses.set(action, { at: lastAt, region });
    }
    after = page.length < rowsAPage ? undefined : page.at(-1)?.place;
    await work.turn();
  } while (after !== undefined);
  return uses;
}
