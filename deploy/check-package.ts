import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { check, REFUSED_BY_AWS } from './check/checklist.ts';
import { readPackaged } from './check/packaged.ts';
import { ARGUMENTS } from './check/sources.ts';

const TEMPLATE = fileURLToPath(new URL('../.serverless/cloudformation-template-update-stack.json', import.meta.url));

/**
 * The last step of `npm run package`, with its arguments, which are kept for `npm run check:template`: exit 1 with one line for
 * everything that AWS would refuse.
 */
const main = async (args: readonly string[]): Promise<number> => {
  await writeFile(join(dirname(TEMPLATE), ARGUMENTS), JSON.stringify(args));
  const packaged = await readPackaged(TEMPLATE);
  const findings = REFUSED_BY_AWS.flatMap((line) => check(line, packaged).findings);
  for (const { where, what } of findings) process.stderr.write(`AWS would refuse ${where}: ${what}\n`);
  return findings.length === 0 ? 0 : 1;
};

process.exitCode = await main(process.argv.slice(2));
