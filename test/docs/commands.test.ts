import { access } from 'node:fs/promises';
import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { readCommand } from '../simulation/command.ts';
import { documents, ROOT, read } from './documents.ts';

// Each command of a document is run by a test or by .ci/run, or is listed here with the reason why it cannot be run offline.

/** `by`: the file that runs the command, and words of it that show it. `not`: why nothing here can run it. */
type How = { readonly by: readonly [file: string, words: string] } | { readonly not: string };

const REAL_AWS = 'needs an account at AWS';
const REAL_CLOUD = 'needs a real cloud and its own client';
const HOURS = 'runs for minutes to hours; its options are read by the same code as the short run';

const COMMANDS: readonly (readonly [RegExp, How])[] = [
  [/^npm ci$/, { by: ['.ci/run', 'npm ci'] }],
  [/^npm start$/, { by: ['.ci/run', 'npm start'] }],
  [/^npm start -- --stay$/, { by: ['test/local/night/by-hand.test.ts', '--stay'] }],
  [/^npm test(?: -- --reporter=json --outputFile.json=reports\/tests.json)?$/, { by: ['.ci/run', 'npm test'] }],
  [/^\.ci\/run$/, { not: 'it is the run that this test is part of' }],
  [/^npm run lint$/, { by: ['.ci/run', 'npm run -s lint'] }],
  [/^npm run types$/, { by: ['.ci/run', 'npm run -s types'] }],
  [/^npm run knip$/, { by: ['.ci/run', 'npm run -s knip'] }],
  [/^npm run format$/, { not: 'writes into the sources; lint finds the same' }],
  [/^npm run prepare$/, { by: ['test/cli/bundle.test.ts', 'bundle-command.mjs'] }],
  [/^npm run build$/, { by: ['test/deploy/build.test.ts', 'build.mjs'] }],
  [/^npm run package -- --param=vpcSubnetIds=/, { by: ['test/deploy/network-packaged.test.ts', 'vpcSubnetIds'] }],
  [/^npm run package(?: -- --stage prod)?$/, { by: ['.ci/run', 'npm run -s package'] }],
  [/^npm run -s deployer-policy\b/, { by: ['test/docs/examples.test.ts', 'deployerPolicy('] }],
  [/^npm run (?:deploy|remove)(?: |$)/, { not: REAL_AWS }],
  [/^npm run check:template$/, { by: ['.ci/run', 'npm run -s check:template'] }],
  [/^npm run check:schedules$/, { by: ['deploy/package.ts', 'deploy/check-schedules.ts'] }],
  [/^npm run rehearse$/, { by: ['.ci/run', 'npm run -s rehearse'] }],
  [/^npm run sbom$/, { by: ['.ci/run', 'npm run -s sbom'] }],
  [/^npm run faults(?: -- reports\/tests.json)?$/, { by: ['.ci/run', 'npm run -s faults -- reports/tests.json'] }],
  [/^npm run test:openstack$/, { by: ['.ci/run', 'npm run -s test:openstack'] }],
  [/^npm run simulate -- --seeds 20000(?: --from 1)?$/, { by: ['.ci/run', 'npm run -s simulate -- --seeds 20000'] }],
  [/^npm run simulate -- --seeds 1000 --hash$/, { by: ['.ci/run', '--seeds 1000 --hash'] }],
  [/^npm run simulate\b/, { not: HOURS }],
  [/^npm run mutate\b/, { not: HOURS }],
  [
    /^npm run cost(?: -- --count| -- --template FILE)?$/,
    { by: ['test/deploy/cost/command.test.ts', 'deploy/cost.ts'] },
  ],
  [/^npm run pictures$/, { not: 'it makes the pictures that test/docs/pictures.test.ts looks at' }],
  [/^npm run bench(?: -- .+)?$/, { not: 'it prints figures and asserts none' }],
  [/^npm exec --no -- lights-out$/, { by: ['test/cli/help.test.ts', 'Without a command'] }],
  [/^npm exec --no -- lights-out stop\b/, { by: ['test/cli/command.test.ts', 'stop'] }],
  [/^npm exec --no -- lights-out check\b/, { by: ['test/cli/check.test.ts', 'check'] }],
  [/^npm exec --no -- lights-out servers\b/, { by: ['test/cli/command.test.ts', 'servers'] }],
  [/^npm exec --no -- lights-out dead-letters\b/, { by: ['test/docs/runbook.test.ts', 'lights-out dead-letters'] }],
  [/^npm exec --no -- lights-out (?:freeze|thaw)\b/, { by: ['test/cli/freeze.test.ts', 'freeze'] }],
  [/^npm exec --no -- lights-out report\b/, { by: ['test/cli/report/report.test.ts', 'report'] }],
  [/^npm exec --no -- lights-out sign\b/, { by: ['test/cli/sign.test.ts', "'sign'"] }],
  [/^npm exec --no -- lights-out why\b/, { by: ['test/cli/why/why.test.ts', 'why'] }],
  [/^aws /, { not: REAL_AWS }],
  [/^openstack /, { not: REAL_CLOUD }],
];

// The start of a command in running text, where a span of code may be anything else: a field, a path, a folder.
const STARTS = /^(?:(?:npm|npx|aws|openstack) |\.ci\/run$)/;

const commandsOf = (text: string): readonly string[] => {
  const blocks = [...text.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].flatMap(([, language, block]) =>
    language === '' || language === 'sh' ? [block ?? ''] : [],
  );
  const spans = [...text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/`([^`]+)`/g)].map(([, span]) => span ?? '');
  return [...blocks.flatMap((block) => block.replaceAll('\\\n', '').split('\n')), ...spans]
    .flatMap((line) => line.split(' && '))
    .map((line) => line.replace(/(?: #|\s{3,}).*$/, '').trim())
    .filter((line) => STARTS.test(line));
};

test('each command of a document is run by a file here, or is listed with the reason why it cannot be', async () => {
  const seen = new Set<RegExp>();
  const unlisted: string[] = [];
  for (const name of await documents()) {
    for (const command of commandsOf(await read(name))) {
      const found = COMMANDS.find(([form]) => form.test(command));
      if (found === undefined) unlisted.push(`${name}: ${command}`);
      else seen.add(found[0]);
    }
  }
  expect(unlisted).toEqual([]);
  expect(COMMANDS.filter(([form]) => !seen.has(form)).map(([form]) => form.source)).toEqual([]);
});

test('the file that is listed for a command exists and runs it', async () => {
  for (const [form, how] of COMMANDS) {
    if (!('by' in how)) continue;
    const [file, words] = how.by;
    await access(new URL(file, ROOT));
    expect(await read(file), form.source).toContain(words);
  }
});

test('each script that a document names exists, and so does each option of the simulation', async () => {
  for (const name of await documents()) {
    for (const command of commandsOf(await read(name))) {
      const [, script] = /^npm run (?:-s )?(\S+)/.exec(command) ?? [];
      if (script !== undefined) expect(Object.keys(packageJson.scripts), `${name}: ${command}`).toContain(script);
      if (script !== 'simulate') continue;
      const [, options = ''] = / -- (.*)$/.exec(command) ?? [];
      expect(() => readCommand(options.split(' ').filter((word) => word !== '')), `${name}: ${command}`).not.toThrow();
    }
  }
});

test('each script of the package is in the list of tasks in CONTRIBUTING.md', async () => {
  const tasks = commandsOf(await read('CONTRIBUTING.md')).map((command) =>
    command.replace(/^npm (?:run )?(?:-s )?(\S+).*$/, '$1'),
  );
  for (const script of Object.keys(packageJson.scripts)) expect(tasks).toContain(script);
});
