import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { candidates } from '../../cli/completion/candidates.ts';
import { aTerminal } from './a-terminal.ts';

/** The lines that a script gets for these words. */
const offered = async (shell: string, ...words: readonly string[]): Promise<readonly string[]> => {
  const { run, out, err } = aTerminal();
  expect([await run('completion', shell, '--', ...words), err]).toEqual([0, []]);
  return out;
};

describe('completion', () => {
  test('Completion offers every command, and of a begun word those that it begins', async () => {
    expect(await offered('bash', '')).toEqual(
      expect.arrayContaining(['stop', 'servers', 'freeze', 'thaw', 'check', 'sign', 'completion', 'help']),
    );
    expect(await offered('bash', 's')).toEqual(['stop', 'servers', 'sign']);
    expect(await offered('bash', 'x')).toEqual([]);
  });

  test('Completion offers the options of a command, but for those that its help does not show', async () => {
    expect(await offered('bash', 'freeze', '-')).toEqual(
      expect.arrayContaining(['--stack', '--until', '--why', '--cloud', '--help']),
    );
    expect(await offered('bash', 'sign', '--k')).toEqual(['--key-file']);
    expect(await offered('bash', '--')).toEqual(['--version', '--help']);
    expect(await offered('bash', 'stop', '--', '--')).toEqual([]);
  });

  test.each([
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['completion', 'bash', ''], []],
    [['freeze', '--stack', ''], []],
    [['freeze', '--why', '--'], []],
    [['stop', ''], []],
    [['nobody', ''], []],
  ])('Completion offers after %j %j, and no more', async (words, expected) => {
    expect(await offered('bash', ...words)).toEqual(expected);
  });

  test.each([
    [['stop', '--servers-from', 'rack']],
    [['stop', '--servers-from', '=', 'rack']],
    [['stop', '--servers-from', '=']],
    [['stop', '--dry-run', '--window', '2h', '--servers-from', '']],
    [['sign', '']],
    [['sign', '--key-file', '']],
  ])('Completion leaves %j to the shell, which knows the files', async (words) => {
    expect(await offered('bash', ...words)).toEqual([':files']);
  });

  test('Completion offers the names of commands after help', async () => {
    expect(await offered('bash', 'help', 'th')).toEqual(['thaw']);
  });

  test('Completion says in zsh and fish what each word means', async () => {
    expect(await offered('zsh', 'tha')).toEqual(['thaw:end a freeze now']);
    expect(await offered('fish', 'tha')).toEqual(['thaw\tend a freeze now']);
    expect(await offered('zsh', 'completion', 'z')).toEqual(['zsh']);
  });

  test.each(['bash', 'zsh', 'fish'])(
    'The script for %s begins with the line that loads it, and nothing in it is evaluated',
    async (shell) => {
      const { run, out } = aTerminal();
      expect(await run('completion', shell)).toBe(0);
      const [first = '', ...lines] = out.join('\n').split('\n');
      expect(first).toContain(`npm exec --no -- lights-out completion ${shell}`);
      expect(lines.filter((line) => /\beval\b/.test(line))).toEqual([]);
    },
  );

  test('Another shell is refused in one line', async () => {
    const { run, err } = aTerminal();
    expect(await run('completion', 'tcsh')).toBe(2);
    expect(err).toEqual([
      "lights-out: command-argument value 'tcsh' is invalid for argument 'shell'. Allowed choices are bash, zsh, fish.",
    ]);
  });
});

describe('the words that may come next', () => {
  const root = new Command();
  const letters = root.command('dead-letters').summary('all of them');
  letters.command('list').summary('show them').option('--json', 'as JSON').option('--out <file>', 'into a file');
  letters.command('show').argument('<id>').argument('[copy-file]');
  const wordsAfter = (...typed: readonly string[]) => {
    const next = candidates(root, typed);
    return next.kind === 'files' ? 'files' : next.words.map(({ word }) => word);
  };

  test.each([
    [
      ['dead-letters', ''],
      ['list', 'show', 'help'],
    ],
    [['dead-letters', 'l'], ['list']],
    [['dead-letters', 'list', ''], []],
    [
      ['dead-letters', 'list', '--'],
      ['--json', '--out', '--help'],
    ],
    [['dead-letters', 'list', '--out', ''], 'files'],
    [['dead-letters', 'list', '--out=a', '--j'], ['--json']],
    [['dead-letters', 'show', ''], []],
    [['dead-letters', 'show', 'id', ''], 'files'],
    [['dead-letters', 'show', 'id', 'copy', ''], []],
    [
      ['help', 'dead-letters', ''],
      ['list', 'show', 'help'],
    ],
  ])('After %j come %j', (typed, expected) => {
    expect(wordsAfter(...typed)).toEqual(expected);
  });
});

// In the shells themselves: what somebody types, with TAB, is read from a terminal that `script` (util-linux) makes.
const missing = (...commands: readonly string[]): string | undefined => {
  const absent = commands.filter((command) => spawnSync('sh', ['-c', 'command -v "$0"', command]).status !== 0);
  if (process.platform !== 'linux') return 'script has other options here';
  return absent.length === 0 ? undefined : `not installed: ${absent.join(', ')}`;
};

const promised = promisify(execFile);

const inFolder = async (act: (folder: string) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'lights-out-shell-'));
  try {
    await writeFile(join(folder, 'rack 3.csv'), '');
    await act(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
};

const scriptOf = async (shell: string): Promise<string> => {
  const { run, out } = aTerminal();
  await run('completion', shell);
  return out.join('\n');
};

// `shown` is completed as `lights-out` is, and shows what was typed.
const INTERACTIVE = {
  bash: {
    start: 'bash --norc --noprofile -i',
    first: "bind 'set enable-bracketed-paste off'; source ./completion.sh; complete -F _lights_out shown",
  },
  zsh: { start: 'zsh -f -i', first: 'source ./completion.sh; compdef _lights_out shown' },
} as const;

const TYPED = [
  `shown() { printf '<%s>' "$@"; echo; }`,
  'shown fre\t--un\t2h',
  'shown stop --servers-from rack\t',
  'shown stop --servers-fr\track\t--dry\t',
  'exit',
];

describe('completion in a shell', { timeout: 60_000 }, () => {
  test.for(['bash', 'zsh'] as const)('TAB completes commands, options and files in %s', async (shell, { skip }) => {
    const absent = missing('script', shell);
    skip(absent !== undefined, absent);
    await inFolder(async (folder) => {
      await writeFile(join(folder, 'completion.sh'), await scriptOf(shell));
      const { start, first } = INTERACTIVE[shell];
      const env = { PATH: process.env.PATH, HOME: folder, TERM: 'dumb' };
      const typing = promised('script', ['-qec', start, '/dev/null'], { cwd: folder, env });
      typing.child.stdin?.end([first, ...TYPED, ''].join('\n'));
      const { stdout } = await typing;
      const shown = stdout.split(/\r?\n/).filter((line) => line.startsWith('<'));
      expect(shown).toEqual([
        '<freeze><--until><2h>',
        '<stop><--servers-from><rack 3.csv>',
        '<stop><--servers-from><rack 3.csv><--dry-run>',
      ]);
    });
  });

  test('TAB completes commands, options and files in fish', async ({ skip }) => {
    const absent = missing('fish');
    skip(absent !== undefined, absent);
    await inFolder(async (folder) => {
      await writeFile(join(folder, 'completion.fish'), await scriptOf('fish'));
      const completed = async (typed: string): Promise<string> => {
        const env = { PATH: process.env.PATH, HOME: folder };
        const asked = `source completion.fish; complete -C 'lights-out ${typed}'`;
        return (await promised('fish', ['--no-config', '-c', asked], { cwd: folder, env })).stdout;
      };
      expect(await completed('fre')).toBe('freeze\tlet a deployed stack send no stops for a while\n');
      expect(await completed('freeze --unt')).toMatch(/^--until\t.*\n$/);
      expect(await completed('completion ')).toBe('bash\nfish\nzsh\n');
      expect(await completed('stop --servers-from rack')).toMatch(/^rack 3\.csv/);
    });
  });
});
