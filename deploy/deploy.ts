import { FRAMEWORK, runSteps } from './steps.ts';

const args = process.argv.slice(2);

/**
 * `npm run deploy`, with the arguments of `serverless deploy`: the schedules, what AWS has (account, secrets), the functions, and only
 * then the stack. Ends with the exit code of the first that fails.
 */
process.exitCode = runSteps([
  ['deploy/check-schedules.ts', ...args],
  ['deploy/preflight.ts', ...args],
  ['build.mjs'],
  [FRAMEWORK, 'deploy', ...args],
]);
