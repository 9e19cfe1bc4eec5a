import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['e2e/**/*.spec.ts'],
    testTimeout: 90_000,
    hookTimeout: 90_000,
    fileParallelism: false,
    // What is waited for is drawn by software here: a second, the library's own limit, is too short.
    expect: { poll: { timeout: 30_000 } },
  },
});
