import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { packagedFrom, TEMPLATE } from './check/packaged.ts';
import { deployerPolicy, unknownTypes } from './deployer/policy.ts';

const OPTIONS = {
  service: { type: 'string', default: 'lights-out' },
  stage: { type: 'string', default: 'prod' },
  region: { type: 'string', default: 'eu-central-1' },
  account: { type: 'string', default: '111122223333' },
} as const;

/** `npm run deployer-policy`: exit 0 with the policy, 1 with a line for each resource type of the template that it does not know. */
const main = async (): Promise<number> => {
  const problems = existsSync(TEMPLATE)
    ? unknownTypes(packagedFrom(await readFile(TEMPLATE, 'utf8')).resources.map(({ type }) => type))
    : ['no packaged template: run `npm run package` first'];
  if (problems.length > 0) {
    process.stderr.write(`${problems.join('\n')}\n`);
    return 1;
  }
  const { values } = parseArgs({ options: OPTIONS });
  process.stdout.write(`${JSON.stringify(deployerPolicy(values), undefined, 2)}\n`);
  return 0;
};

process.exitCode = await main();
