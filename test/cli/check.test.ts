import { describe, expect, test } from 'vitest';
import type { Aws } from '../../cli/terminal/stack.ts';
import { routesOf } from '../../lib/openstack/http/proxies.ts';
import type { Inspector } from '../../lib/openstack/inspector.ts';
import type { Reply } from '../../lib/power/ports/cloud.ts';
import { fault, idOf } from './a-cloud.ts';
import { aTerminal } from './a-terminal.ts';
import { anAws } from './an-aws.ts';

const NAMES = ['configuration', 'login', 'compute', 'clock', 'servers', 'action list', 'rights'];

type Answers = {
  readonly [Verb in Exclude<keyof Inspector, 'config' | 'routes'>]?: Awaited<ReturnType<Inspector[Verb]>>;
};

const ok = <T>(value: T): Reply<T> => ({ kind: 'ok', value });

const OWNER = { user: 'lights-out', project: 'bms', roles: ['server_stopper'], admin: false };
const rule = (method: string, path: string) => ({ service: 'compute', method, path });
const FILE = '/home/me/.config/openstack/clouds.yaml';
const RULES = [rule('GET', '/v2.1/servers/*'), rule('POST', '/v2.1/servers/*/action')];
const SMALL = { ...OWNER, credential: { unrestricted: false, rules: RULES } };

/** A terminal whose cloud answers a check as a good one does, but for `changes`. */
const checked = (
  changes: Answers & { readonly aheadMs?: number; readonly source?: string } = {},
  env: Record<string, string> = {},
  aws?: Aws,
) => {
  const { aheadMs = 0, source = FILE, ...answers } = changes;
  const good = (dateAt: number): Required<Answers> => ({
    login: ok(SMALL),
    compute: ok({ base: new URL('https://nova.example/v2.1/'), version: 51 }),
    readVersion: { kind: 'ok', value: undefined, dateAt },
    countServers: ok({
      visible: 37,
      running: 6,
      more: false,
      example: { id: idOf(1), name: 'bms-db-01', vmState: 'active', projectId: 'p' },
    }),
    seesOthers: fault({ kind: 'refused', trouble: 'forbidden', message: 'not allowed' }),
    ...answers,
  });
  const made = aTerminal({
    env,
    ...(aws === undefined ? {} : { aws }),
    clouds: {
      inspector: async (name) => {
        const found = await made.cloud.clouds.cloud(name);
        if (found.kind !== 'cloud') return found;
        const answer = good(Math.floor((made.clock.now() + aheadMs) / 1000) * 1000);
        const inspector: Inspector = {
          config: { name, source, authUrl: 'https://keystone.example/v3', region: 'eu-de', interface: 'public' },
          routes: routesOf(env),
          login: async () => answer.login,
          compute: async () => answer.compute,
          readVersion: async () => answer.readVersion,
          countServers: async () => answer.countServers,
          seesOthers: async () => answer.seesOthers,
        };
        return { kind: 'inspector', cloud: found.cloud, inspector };
      },
    },
  });
  return made;
};

const lineOf = (out: readonly string[], about: string): string =>
  out.filter((line) => line.slice(4).startsWith(about)).join('\n');

describe('check', () => {
  test('Check prints one line per finding and exits with 0 on a good cloud', async () => {
    const { run, out, err, cloud } = checked();
    expect(await run('check')).toBe(0);
    expect(out.slice(0, NAMES.length).map((line) => line.slice(4, 20).trim())).toEqual(NAMES);
    for (const line of out.slice(0, NAMES.length)) expect(line).toMatch(/^ {2}✔ /);
    expect(lineOf(out, 'configuration')).toContain(`cloud otc from ${FILE}, region eu-de, interface public`);
    expect(lineOf(out, 'login')).toContain(
      'user lights-out, project bms, roles server_stopper, by application credential',
    );
    expect(lineOf(out, 'compute')).toContain('https://nova.example/v2.1/, microversion 2.51');
    expect(lineOf(out, 'servers')).toContain('37 visible, 6 running');
    expect(out.slice(-3)).toEqual([
      '  no problems',
      '  next step, sends nothing:',
      `npm exec --no -- lights-out stop --dry-run ${idOf(1)}`,
    ]);
    expect(err).toEqual([]);
    expect(cloud.calls).toEqual([`actions ${idOf(1)}`]);
  });

  test('The stack of LIGHTS_OUT_STACK is checked too, before the cloud', async () => {
    const { run, out } = checked({}, { LIGHTS_OUT_STACK: 'prod' }, anAws().aws);
    expect(await run('check')).toBe(0);
    const abouts = out.map((line) => line.slice(4, 20).trim());
    expect([abouts.indexOf('stack'), abouts.indexOf('configuration')]).toEqual([0, abouts.indexOf('last request') + 1]);
    expect(abouts.slice(abouts.indexOf('configuration'), -3)).toEqual(NAMES);
  });

  test('With --json the findings of a cloud are objects, without summary and next step', async () => {
    const { run, out } = checked();
    expect(await run('check', '--json')).toBe(0);
    expect(out.map((line) => JSON.parse(line).about)).toEqual(NAMES);
  });

  test('Check names the OS_* variables as the source of a cloud that they describe', async () => {
    const { run, out } = checked({ source: 'environment' });
    expect(await run('check')).toBe(0);
    expect(lineOf(out, 'configuration')).toContain('cloud otc from the OS_* variables, region eu-de');
  });

  test('The next step that check prints names the cloud that was chosen', async () => {
    const { run, out } = checked();
    expect(await run('check', '--cloud', 'otc')).toBe(0);
    expect(out.at(-1)).toContain(`stop --dry-run --cloud 'otc' ${idOf(1)}`);
  });

  test('No line of check is longer than a narrow terminal', async () => {
    const terminal = checked({ login: ok({ ...OWNER, roles: ['member'] }) });
    const { output } = terminal.terminal;
    const narrow = { ...terminal.terminal, output: { ...output, size: () => ({ columns: 60, rows: 20 }) } };
    const { program } = await import('../../cli/program.ts');
    await terminal.clock.drive(program(['check'], '1.2.3', narrow));
    for (const line of terminal.out.slice(0, -1)) expect(line.length).toBeLessThanOrEqual(60);
  });

  for (const { name, changes, about, mark, words, code, env } of [
    {
      name: 'an admin',
      changes: { login: ok({ ...OWNER, roles: ['admin'], admin: true }) },
      about: 'rights',
      mark: '✘',
      words: 'Nova ignores locks',
      code: 1,
    },
    {
      name: 'an admin that OS_ALLOW_ADMIN allows',
      changes: { login: ok({ ...OWNER, roles: ['admin'], admin: true }) },
      env: { OS_ALLOW_ADMIN: 'yes' },
      about: 'rights',
      mark: '!',
      words: 'OS_ALLOW_ADMIN',
      code: 0,
    },
    {
      name: 'a member',
      changes: { login: ok({ ...OWNER, roles: ['reader', 'member'] }) },
      about: 'rights',
      mark: '!',
      words: 'may also reboot, rebuild and delete',
      code: 0,
    },
    {
      name: 'a reader',
      changes: { login: ok({ ...OWNER, roles: ['reader'] }) },
      about: 'rights',
      mark: '!',
      words: 'may only look',
      code: 0,
    },
    {
      name: 'a credential that may create others',
      changes: { login: ok({ ...SMALL, credential: { unrestricted: true, rules: RULES } }) },
      about: 'rights',
      mark: '✘',
      words: 'unrestricted',
      code: 1,
    },
    {
      name: 'an access rule for deleting',
      changes: {
        login: ok({
          ...SMALL,
          credential: { unrestricted: false, rules: [...RULES, rule('DELETE', '/v2.1/servers/*')] },
        }),
      },
      about: 'rights',
      mark: '✘',
      words: 'more than a stop needs: DELETE compute /v2.1/servers/*',
      code: 1,
    },
    {
      name: 'an access rule for everything',
      changes: { login: ok({ ...SMALL, credential: { unrestricted: false, rules: [rule('POST', '/v2.1/**')] } }) },
      about: 'rights',
      mark: '✘',
      words: 'POST compute /v2.1/**',
      code: 1,
    },
    {
      name: 'a credential without an access rule for a stop',
      changes: { login: ok({ ...SMALL, credential: { unrestricted: false, rules: RULES.slice(0, 1) } }) },
      about: 'rights',
      mark: '✘',
      words: 'no access rule allows a stop: add POST /v2.1/servers/*/action',
      code: 1,
    },
    {
      name: 'a credential that sees other projects',
      changes: { seesOthers: ok(true) },
      about: 'rights',
      mark: '✘',
      words: 'servers of other projects are visible',
      code: 1,
    },
    {
      name: 'a clock that is 45 s off',
      changes: { aheadMs: -45_000 },
      about: 'clock',
      mark: '✘',
      words: 's behind; beyond PT30S no stop is sent',
      code: 1,
    },
    {
      name: 'a clock that is 4 s off',
      changes: { aheadMs: 4_000 },
      about: 'clock',
      mark: '✔',
      words: "the cloud's clock is 4.5 s ahead",
      code: 0,
    },
    {
      name: 'a cloud that does not show its time',
      changes: { readVersion: ok(undefined) },
      about: 'clock',
      mark: '!',
      words: 'no stop is sent',
      code: 0,
    },
    {
      name: 'a project without servers',
      changes: { countServers: ok({ visible: 0, running: 0, more: false }) },
      about: 'servers',
      mark: '!',
      words: 'is it the right project and region?',
      code: 0,
    },
    {
      name: 'a forbidden list of servers',
      changes: { countServers: fault({ kind: 'refused', trouble: 'forbidden', message: 'read answered 403' }) },
      about: 'servers',
      mark: '!',
      words: 'a stop does not need that',
      code: 0,
    },
    {
      name: 'a cloud without microversions',
      changes: { compute: ok({ base: new URL('https://nova.example/v2.1/'), version: null }) },
      about: 'compute',
      mark: '!',
      words: 'locks are not seen',
      code: 0,
    },
    {
      name: 'refused credentials',
      changes: { login: fault({ kind: 'refused', trouble: 'credentials', message: 'login answered 401' }) },
      about: 'login',
      mark: '✘',
      words: 'the cloud refuses the credentials: login answered 401',
      code: 2,
    },
    {
      name: 'an unknown host',
      changes: { login: fault({ message: 'the login was not sent to k.invalid:443: ENOTFOUND' }) },
      about: 'login',
      mark: '✘',
      words: 'there is no host with that name',
      code: 2,
    },
    {
      name: 'a cloud that is down',
      changes: { login: fault({ trouble: 'unavailable', message: 'login answered 503' }) },
      about: 'login',
      mark: '✘',
      words: 'login answered 503',
      code: 1,
    },
    {
      name: 'a region without compute',
      changes: { compute: fault({ kind: 'refused', trouble: 'configuration', message: 'no endpoint in region x' }) },
      about: 'compute',
      mark: '✘',
      words: 'the configuration does not match the cloud: no endpoint in region x',
      code: 2,
    },
  ])
    test(`Check reports ${name} with ${mark} and exits with ${code}`, async () => {
      const { run, out, cloud } = checked(changes, env);
      expect(await run('check')).toBe(code);
      const line = lineOf(out, about);
      expect(line).toContain(`  ${mark} ${about}`);
      expect(line).toContain(words);
      expect(cloud.calls.filter((call) => call.startsWith('stop'))).toEqual([]);
    });

  test('Check calls an action list that access rules deny a problem, and one that the cloud lacks a remark', async () => {
    const denied = checked();
    denied.cloud.instead = () => fault({ kind: 'refused', trouble: 'credentials', message: 'not allowed' });
    expect(await denied.run('check')).toBe(1);
    expect(lineOf(denied.out, 'action list')).toContain('allow GET …/os-instance-actions');
    const absent = checked();
    absent.cloud.instead = () =>
      fault({ kind: 'refused', trouble: 'forbidden', message: 'm', http: 403, code: 'forbidden' });
    expect(await absent.run('check')).toBe(0);
    expect(lineOf(absent.out, 'action list')).toContain('by "updated" alone');
  });

  test('Check exits with 2 on an unusable configuration before it asks the cloud anything', async () => {
    const { run, out, err } = checked();
    expect(await run('check', '--cloud', 'moon')).toBe(2);
    expect(err).toEqual(['lights-out: cloud "moon" is not configured; configured clouds: otc, otc-test']);
    expect(out).toEqual([]);
    const wrong = checked({}, { STOP_WINDOW: 'soon' });
    expect(await wrong.run('check')).toBe(2);
  });

  test('Text from a cloud cannot move the cursor in a check', async () => {
    const { run, out } = checked({ login: ok({ ...OWNER, user: '\u001b[2Jx' }) });
    await run('check');
    expect(out.join('')).not.toContain('\u001b');
  });
});
