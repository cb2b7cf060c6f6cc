import { defineConfig } from 'vitest/config';

/** Needs a server: `npm run test:postgres` starts one. */
export default defineConfig({
  test: {
    include: ['packages/*/{src,tests}/**/*.postgres.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
