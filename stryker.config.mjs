// How `npm run mutate` works, what it measured and which survivors are accepted: docs/mutation.md.
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutation.config.ts' },
  // Stryker rewrites tsconfig.json through TypeScript's API, which version 7 has no longer; Node runs the sources as they are.
  tsconfigFile: 'none.json',
  mutate: ['lib/**/*.ts'],
  ignorePatterns: ['dist', '.serverless', 'coverage', 'reports', '*.log'],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // A mutant that loops for ever counts as found; ten seconds more than a test takes is enough on a busy machine too.
  timeoutMS: 10_000,
  thresholds: { high: 98, low: 95, break: 95 },
  incrementalFile: 'reports/mutation/incremental.json',
  reporters: ['clear-text', 'json', 'html'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, skipFull: true },
  jsonReporter: { fileName: 'reports/mutation/mutation.json' },
  htmlReporter: { fileName: 'reports/mutation/mutation.html' },
};
