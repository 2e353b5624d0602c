import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { newerSources, packagedFrom, TEMPLATE, zipPaths } from './check/packaged.ts';
import { count } from './cost/count/count.ts';
import { readCounted, withGenerated } from './cost/files.ts';
import { growthPage } from './cost/growth.ts';
import { costPage } from './cost/page.ts';
import { stackParts } from './cost/stack-parts.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const COUNTED = `${ROOT}deploy/cost/counted.json`;
const PAGE = `${ROOT}docs/costs.md`;
const GROWTH_PAGE = `${ROOT}docs/performance.md`;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** A packaged template and its parts, or in one line why a file is none. */
const partsOf = async (path: string) => {
  try {
    const packaged = packagedFrom(await readFile(path, 'utf8'));
    return { kind: 'parts', packaged, parts: stackParts(packaged) } as const;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof v.ValiError)
      return { kind: 'problem', problem: `${path}: not a packaged template: ${error.message}` } as const;
    throw error;
  }
};

/** What the arguments ask for: the stack's own page, the counts, or another template's costs. */
const main = async (args: readonly string[]): Promise<number> => {
  const [option, file = TEMPLATE, ...rest] = args;
  const known =
    option === undefined ||
    (option === '--count' && args.length === 1) ||
    (option === '--template' && args.length === 2);
  if (!known || rest.length > 0) {
    say('usage: npm run cost [-- --count | -- --template FILE]');
    return 2;
  }
  const path = option === '--template' ? file : TEMPLATE;
  if (!existsSync(path)) {
    say(`${path}: no packaged template: run \`npm run package\` first`);
    return 1;
  }
  const newer = path === TEMPLATE ? await newerSources(ROOT, [TEMPLATE, ...(await zipPaths(dirname(TEMPLATE)))]) : [];
  // The command's own files are sources of the page, and none of the template.
  const [stale] = newer.filter((name) => !name.startsWith('deploy/cost'));
  if (stale !== undefined) {
    say(`the packaged template is older than ${stale}: run \`npm run package\` again`);
    return 1;
  }
  const read = await partsOf(path);
  if (read.kind === 'problem') {
    say(read.problem);
    return 1;
  }
  if (option === '--count') await writeFile(COUNTED, `${JSON.stringify(await count(read.packaged), null, 2)}\n`);
  const counted = readCounted(await readFile(COUNTED, 'utf8'));
  for (const [page, text] of [
    [PAGE, costPage(read.parts, counted)],
    [GROWTH_PAGE, growthPage(read.packaged, read.parts, counted.schedule)],
  ] as const) {
    say(text);
    if (option !== '--template') await writeFile(page, withGenerated(await readFile(page, 'utf8'), text));
  }
  return 0;
};

process.exitCode = await main(process.argv.slice(2));
