/**
 * Assertions that have opened a role: kept until they count no more, for all nodes, so that whoever picks one up comes too late.
 * AWS DIFFERS: it takes an assertion again within its five minutes. Tools that open several roles with one rely on that, so here it opens each role once.
 */
import { createHash } from 'node:crypto';
import type { Instant } from '#kernel/clock';
import type { AccountId } from '#kernel/ids';
import type { Collection, Transaction } from '#store/port';
import { accountScope } from '#store/scope';
import { InvalidIdentityToken } from '../errors.ts';
import { samlLimits } from './limits.ts';

interface SpentAssertion {
  /** A hash of the provider, the assertion and the role. */
  readonly id: string;
  readonly until: Instant;
}

const spentAssertions: Collection<SpentAssertion> = {
  name: 'sts.spentAssertion',
  level: 'account',
  id: ({ id }) => id,
  indexes: { until: ({ until }) => [String(until).padStart(16, '0')] },
  feed: false,
};

export interface Spending {
  readonly account: AccountId;
  readonly provider: string;
  readonly assertion: string;
  readonly role: string;
  readonly until: Instant;
}

/** Throws `InvalidIdentityToken` where it was spent before. `now`: of the world outside, as assertions are. */
export async function spendAssertion(tx: Transaction, spending: Spending, now: Instant): Promise<void> {
  const { account, provider, assertion, role, until } = spending;
  const records = tx.in(spentAssertions, accountScope(account));
  const id = createHash('sha256')
    .update(JSON.stringify([provider, assertion, role]))
    .digest('base64url');
  if ((await records.get(id)) !== undefined) throw InvalidIdentityToken.samlSpent();
  await records.insert({ id, until });
  const oldest = await records.list({ index: 'until', limit: samlLimits.forgottenAtOnce });
  for (const { record } of oldest) if (record.until <= now) await records.delete(record.id);
}
