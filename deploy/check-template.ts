import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CHECKLIST, type Checked, check } from './check/checklist.ts';
import { newerSources, readPackaged, TEMPLATE, zipPaths } from './check/packaged.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const printLine = ({ line, findings, accepted }: Checked): void => {
  const rules = line.rules.length === 0 ? '' : ` (${line.rules.join(', ')})`;
  say(`${findings.length === 0 ? 'ok  ' : 'FAIL'} ${line.id}: ${line.says}${rules}`);
  for (const { where, what } of findings) say(`       ${where}: ${what}`);
  const reasons = new Set(accepted.map(({ finding, because }) => `${finding.where}: ${because}`));
  for (const reason of reasons) say(`       accepted, ${reason}`);
};

/** True when cfn-lint finds nothing, or is not there: it is Python's, and not all machines have it. */
const cfnLintPasses = (): boolean => {
  const run = spawnSync('cfn-lint', [TEMPLATE], { encoding: 'utf8' });
  if (run.error !== undefined) {
    say('skip cfn-lint: not installed');
    return true;
  }
  say(`${run.status === 0 ? 'ok  ' : 'FAIL'} cfn-lint`);
  if (run.status !== 0) say(`${run.stdout}${run.stderr}`.trim());
  return run.status === 0;
};

/** `npm run check:template`: exit 0 when every line holds, 1 when one does not or the template is older than its sources. */
const main = async (): Promise<number> => {
  if (!existsSync(TEMPLATE)) {
    say('no packaged template: run `npm run package` first');
    return 1;
  }
  const newer = await newerSources(ROOT, [TEMPLATE, ...(await zipPaths(dirname(TEMPLATE)))]);
  if (newer.length > 0) {
    const others = newer.length === 1 ? '' : ` and ${newer.length - 1} more`;
    say(`the packaged template is older than ${newer[0]}${others}: run \`npm run package\` again`);
    return 1;
  }
  const packaged = await readPackaged(TEMPLATE);
  const lines = CHECKLIST.map((line) => check(line, packaged));
  for (const line of lines) printLine(line);
  const failed = lines.filter(({ findings }) => findings.length > 0).length;
  const linted = cfnLintPasses();
  say(`${lines.length - failed} of ${lines.length} lines pass`);
  return failed === 0 && linted ? 0 : 1;
};

process.exitCode = await main();
