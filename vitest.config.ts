import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['packages/*/{src,tests}/**/*.test.ts', 'scripts/**/*.test.ts', 'scenarios/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/*.long.test.ts', '**/*.postgres.test.ts', '**/*.attack.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // One for each core: by default one core has nothing to do, and many tests wait for a process or a socket.
    maxWorkers: '100%',
    // Test files of a worker share the modules of the house, which keep no state of their own: to load them anew took a fifth of all time.
    isolate: false,
    // What is waited for comes at once on a quiet machine; a busy one gets its time.
    expect: { poll: { timeout: 15_000 } },
  },
});
