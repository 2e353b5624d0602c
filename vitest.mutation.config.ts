import { defineConfig } from 'vitest/config';

/** The tests that judge a mutant: the examples beside the code, without what is slow or opens a socket (docs/mutation.md). */
export default defineConfig({
  test: {
    include: ['test/lib/**/*.test.ts'],
    exclude: [
      'test/lib/decision/properties.test.ts',
      'test/lib/ledger/dynamo-client.test.ts',
      'test/lib/ledger/dynamo-ledger.test.ts',
      'test/lib/queue/sqs.test.ts',
    ],
    setupFiles: ['test/lib/fixed-seed.ts'],
    restoreMocks: true,
    unstubEnvs: true,
  },
});
