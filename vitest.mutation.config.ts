import { defineConfig } from 'vitest/config';

/** The tests that judge a mutant: the examples beside the code, without what is slow or opens a socket (docs/mutation.md). */
export default defineConfig({
  test: {
    include: ['test/lib/**/*.test.ts'],
    exclude: [
      'test/lib/power/decide/properties.test.ts',
      'test/lib/aws/dynamo-client.test.ts',
      'test/lib/aws/dynamo-ledger.test.ts',
      'test/lib/aws/sqs.test.ts',
    ],
    setupFiles: ['test/lib/fixed-seed.ts'],
    restoreMocks: true,
    unstubEnvs: true,
  },
});
