import { fileURLToPath } from 'node:url';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { STSClient } from '@aws-sdk/client-sts';
import { systemClock } from '../lib/clock.ts';
import { accountReport } from './account.ts';
import { givenDeployment } from './given-deployment.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** The second step of `npm run deploy`: exit 0 when the deployment may go on, 1 with a line for each reason why not. */
const main = async (): Promise<number> => {
  const read = await givenDeployment(ROOT, process.argv.slice(2), process.env, { live: true, now: systemClock.now() });
  if (read.kind === 'problems') {
    process.stderr.write(`${read.problems.join('\n')}\n`);
    return 1;
  }
  const { region, params, given } = read;
  const config = { region, ...(given.profile === undefined ? {} : { profile: given.profile }) };
  const [sts, secrets] = [new STSClient(config), new SecretsManagerClient(config)];
  const { fits, lines } = await accountReport(sts, secrets, { stage: given.stage, region, ...params });
  process.stdout.write(`${lines.join('\n')}\n`);
  return fits ? 0 : 1;
};

process.exitCode = await main();
