import { configDefaults, defineConfig } from 'vitest/config';

const UNITS = 'test/lib/**/*.test.ts';
// They replace clients of AWS's SDK and what these read from the environment, for a whole process.
const CLIENTS = 'test/lib/aws/*.test.ts';

export default defineConfig({
  test: {
    // By default one core is left free, which on two of them is half the speed.
    maxWorkers: '100%',
    // Nothing here measures time; a busy machine must not fail a test that is right.
    testTimeout: 30_000,
    expect: { poll: { timeout: 15_000 } },
    restoreMocks: true,
    unstubEnvs: true,
    projects: [
      {
        extends: true,
        test: { name: 'apart', include: ['test/**/*.test.ts'], exclude: [...configDefaults.exclude, UNITS] },
      },
      { extends: true, test: { name: 'clients', include: [CLIENTS] } },
      // A process for each file would take as long again as the tests.
      {
        extends: true,
        test: { name: 'units', include: [UNITS], exclude: [...configDefaults.exclude, CLIENTS], isolate: false },
      },
    ],
  },
});
