/**
 * The promise of port.ts as cases that every driver runs: `test.each(storeContract)('$name', ({ run }) => run(opened))`.
 * They know nothing of a driver but what `Opened` says.
 */
import { contractConcurrency } from './contract/concurrency.ts';
import { contractDocuments } from './contract/documents.ts';
import { contractFeed } from './contract/feed.ts';
import type { ContractCase } from './contract/fixture.ts';
import { contractFollowing } from './contract/following.ts';
import { contractJournals } from './contract/journals.ts';
import { contractSealing } from './contract/sealing.ts';

export type { ContractCase } from './contract/fixture.ts';

export const storeContract: readonly ContractCase[] = [
  ...contractDocuments,
  ...contractConcurrency,
  ...contractFeed,
  ...contractSealing,
  ...contractJournals,
  ...contractFollowing,
];
