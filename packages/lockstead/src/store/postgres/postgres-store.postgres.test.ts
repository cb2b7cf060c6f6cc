import { describe, test } from 'vitest';
import { storeContract } from '../contract.ts';
import { testSchema } from './opened-for-contract.ts';

describe('the store contract over PostgreSQL', () => {
  test.each(storeContract)('$name', async ({ run }) => {
    const at = testSchema();
    let newest = await at.open();
    try {
      await run({
        store: newest,
        clock: at.clock,
        stored: at.stored,
        async reopen() {
          await newest.close();
          newest = await at.open();
          return newest;
        },
      });
    } finally {
      await at.drop();
    }
  });
});
