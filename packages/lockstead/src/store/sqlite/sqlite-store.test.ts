import { describe, test } from 'vitest';
import { contractConcurrency } from '../contract/concurrency.ts';
import { contractJournals } from '../contract/journals.ts';
import { storeContract } from '../contract.ts';
import { runOnSqlite } from './opened-for-contract.ts';

describe('the store contract over SQLite', () => {
  test.each(storeContract)('$name', async (contractCase) => await runOnSqlite(contractCase, 'whenBusy'));
});

/** The rest of them with the thread are in the long suite: it takes a while to start. */
describe('over SQLite, a thread committing', () => {
  const cases = [...contractConcurrency, ...contractJournals];
  test.each(cases)('$name', async (contractCase) => await runOnSqlite(contractCase, 'always'));
});
