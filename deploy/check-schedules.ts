import { fileURLToPath } from 'node:url';
import { systemClock } from '../lib/clock.ts';
import { schedulesReport } from './schedules-report.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** `npm run check:schedules`, with the arguments of `serverless package`: exit 0 with the next firings, 1 with the mistakes. */
const main = async (): Promise<number> => {
  const report = await schedulesReport(ROOT, process.argv.slice(2), process.env, systemClock.now());
  if (report.kind === 'problems') process.stderr.write(`${report.problems.join('\n')}\n`);
  else process.stdout.write(`${report.lines.join('\n')}\n`);
  return report.kind === 'problems' ? 1 : 0;
};

process.exitCode = await main();
