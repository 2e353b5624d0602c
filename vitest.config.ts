import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // By default one core is left free, which on two of them is half the speed.
    maxWorkers: '100%',
    // Nothing here measures time; a busy machine must not fail a test that is right.
    testTimeout: 30_000,
    expect: { poll: { timeout: 15_000 } },
    restoreMocks: true,
    unstubEnvs: true,
  },
});
