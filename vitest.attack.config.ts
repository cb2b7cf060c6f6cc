import { defineConfig } from 'vitest/config';

/** What attackers try, against real servers on this machine: minutes; not part of `npm run check`. Each service adds its own. */
export default defineConfig({
  test: {
    include: ['packages/*/tests/**/*.attack.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
