import { defineConfig } from 'vitest/config';

/** Fuzzing, crashes and load: minutes, not seconds; not part of `npm run check`. */
export default defineConfig({
  test: {
    include: ['packages/*/{src,tests}/**/*.long.test.ts'],
    testTimeout: 600_000,
    fileParallelism: false,
  },
});
