import { describe, expect, test } from 'vitest';
import { storeContract } from '../contract.ts';
import { runOnSqlite } from './opened-for-contract.ts';

describe('the store contract over SQLite', () => {
  test.each(storeContract)('$name', async (contractCase) => await runOnSqlite(contractCase, 'whenBusy'));
});

/** Those in which the thread has most to repeat; all of them are in the long suite, since it takes a while to start. */
describe('over SQLite, a thread committing', () => {
  const telling = ['one that throws', 'clear takes', 'trim drops', 'a sealed member', 'close lets'];
  const cases = storeContract.filter(({ name }) => telling.some((beginning) => name.startsWith(beginning)));
  test('all of them are there', () => expect(cases.length).toBe(telling.length));
  test.each(cases)('$name', async (contractCase) => await runOnSqlite(contractCase, 'always'));
});
