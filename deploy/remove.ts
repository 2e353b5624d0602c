import { FRAMEWORK, runSteps } from './steps.ts';

/** `npm run remove`, with the arguments of `serverless remove` and its exit code. */
process.exitCode = runSteps([[FRAMEWORK, 'remove', ...process.argv.slice(2)]]);
