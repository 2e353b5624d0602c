import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SOMETIMES } from './check/sometimes.ts';
import { faultProblems } from './fault-matrix.ts';

// Reads vitest's JSON report of a whole run (--reporter=json --outputFile=…) and docs/faults.md.
const [report] = process.argv.slice(2);
const TEST_DIR = fileURLToPath(new URL('../', import.meta.url));

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

const passedIn = (path: string): ReadonlyMap<string, readonly string[]> => {
  const { testResults } = JSON.parse(readFileSync(path, 'utf8')) as Report;
  return new Map(
    testResults.map(({ name, assertionResults }) => [
      name.replace(TEST_DIR, ''),
      assertionResults.filter(({ status }) => status === 'passed').map(({ fullName }) => fullName),
    ]),
  );
};

if (report === undefined) {
  process.stderr.write('check-faults: name the JSON report of a test run\n');
  process.exitCode = 2;
} else {
  const table = readFileSync(new URL('../../docs/faults.md', import.meta.url), 'utf8');
  const problems = faultProblems(table, passedIn(report), new Set(SOMETIMES));
  for (const problem of problems) process.stderr.write(`docs/faults.md: ${problem}\n`);
  process.stdout.write(problems.length === 0 ? 'every fault has its test, and each of them passed\n' : '');
  process.exitCode = problems.length === 0 ? 0 : 1;
}
