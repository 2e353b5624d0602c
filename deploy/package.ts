import { FRAMEWORK, runSteps } from './steps.ts';

const args = process.argv.slice(2);

/**
 * `npm run package`, with the arguments of `serverless package`: the schedules first, so that a mistake is said alone and costs no
 * build, then the functions, then the template, then what AWS would refuse of it. Ends with the exit code of the first that fails.
 */
process.exitCode = runSteps([
  ['deploy/check-schedules.ts', ...args],
  ['build.mjs'],
  [FRAMEWORK, 'package', ...args],
  ['deploy/check-package.ts', ...args],
]);
