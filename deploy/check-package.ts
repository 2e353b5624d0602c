import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ARGUMENTS } from './check/arguments-file.ts';
import { readTemplate, TEMPLATE } from './check/packaged.ts';
import { REFUSED_BY_AWS } from './check/refused-by-aws.ts';

/**
 * The last step of `npm run package`, with its arguments, which are kept for `npm run check:template`: exit 1 with one line for
 * everything that AWS would refuse.
 */
const main = async (args: readonly string[]): Promise<number> => {
  await writeFile(join(dirname(TEMPLATE), ARGUMENTS), JSON.stringify(args));
  const packaged = await readTemplate(TEMPLATE);
  const findings = REFUSED_BY_AWS.flatMap((line) => line.findings(packaged));
  for (const { where, what } of findings) process.stderr.write(`AWS would refuse ${where}: ${what}\n`);
  return findings.length === 0 ? 0 : 1;
};

process.exitCode = await main(process.argv.slice(2));
