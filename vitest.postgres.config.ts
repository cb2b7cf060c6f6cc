import { defineConfig } from 'vitest/config';

const all = 'packages/*/{src,tests}/**/*.postgres.test.ts';
const long = 'packages/*/{src,tests}/**/*.long.postgres.test.ts';

/** Needs a server: `npm run test:postgres` starts one. The long ones run with `--long`, and alone. */
export default defineConfig({
  test: {
    ...(process.env['LOCKSTEAD_TEST_LONG'] === undefined ? { include: [all], exclude: [long] } : { include: [long] }),
    // What is a promise about time is measured; the rest may take as long as a busy machine needs.
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // Files share no more than a server, each in schemas of its own; those that crash one have one of their own.
    maxWorkers: 2,
  },
});
