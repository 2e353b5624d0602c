import { describe, expect, test } from 'vitest';
import { COMMAND } from '../../cli/terminal/terminal.ts';
import { fault, idOf } from './a-cloud.ts';
import { aTerminal } from './a-terminal.ts';

const [ONE, TWO, THREE] = [idOf(1), idOf(2), idOf(3)] as const;

/** The second line of the heading. */
const NO_STACK = 'Freezes are not looked at: that needs --stack';

const stopsIn = (calls: readonly string[]) => calls.filter((call) => call.startsWith('stop'));

/** The lines of --json, as objects. */
const objects = (out: readonly string[]): Record<string, unknown>[] => out.map((line) => JSON.parse(line));

describe('stop', () => {
  test('Stop sends each stop once, waits until the servers are off and exits with 0', async () => {
    const { run, out, err, cloud } = aTerminal({ machines: { [TWO]: { takesMs: 20_000 } } });
    expect(await run('stop', ONE, TWO)).toBe(0);
    expect(stopsIn(cloud.calls)).toEqual([`stop ${ONE}`, `stop ${TWO}`]);
    expect(out[0]).toBe('Stopping 2 servers in cloud otc, no stop after 2026-11-23T13:00:00.000Z');
    expect(out).toContain(`a server ${ONE} accepted (${cloud.stopOf(ONE)})`);
    expect(out.filter((line) => line.startsWith(`a server ${TWO} stopped after `))).toHaveLength(1);
    expect(out.at(-1)).toContain('2 servers: 2 stopped, in ');
    expect(err).toEqual([]);
  });

  test('Stop sends nothing to a server that is off, and exits with 0', async () => {
    const { run, cloud } = aTerminal({ machines: { [ONE]: { server: { vmState: 'stopped', powerState: 4 } } } });
    expect(await run('stop', ONE)).toBe(0);
    expect(stopsIn(cloud.calls)).toEqual([]);
  });

  test('Stop exits with 1 when one of several servers is not off, and prints the reason', async () => {
    const { run, out } = aTerminal({
      machines: { [TWO]: { server: { lockedBy: 'owner' } }, [THREE]: { server: { vmState: 'paused' } } },
    });
    expect(await run('stop', ONE, TWO, THREE)).toBe(1);
    expect(out.at(-1)).toContain('3 servers: 1 stopped, 1 held, 1 not-stoppable, in ');
    expect(out.at(-1)).toContain('vm_state is paused');
  });

  test('Stop obeys the guards of its environment and the marks in the cloud', async () => {
    const { run, out, cloud } = aTerminal({
      env: { NEVER_STOP: `web-*, ${TWO}`, STOP_ONLY: 'bare-metal' },
      machines: {
        [ONE]: { server: { tags: ['lights-out'] } },
        [THREE]: { server: { name: 'web-1' } },
        [idOf(4)]: { server: { flavor: 'c2.large' } },
      },
    });
    expect(await run('stop', '--json', ONE, TWO, THREE, idOf(4), idOf(5))).toBe(1);
    const because = Object.fromEntries(objects(out).map((end) => [end.serverId, end.because]));
    expect(because).toMatchObject({
      [ONE]: 'marked lights-out: protected',
      [TWO]: 'NEVER_STOP names it',
      [THREE]: 'NEVER_STOP: its name fits "web-*"',
      [idOf(4)]: 'is virtual, and STOP_ONLY is bare-metal',
      [idOf(5)]: 'off after our stop',
    });
    expect(stopsIn(cloud.calls)).toEqual([`stop ${idOf(5)}`]);
  });

  test('Stop obeys STOP_REQUIRES, in a rehearsal too', async () => {
    const { run, out } = aTerminal({
      env: { STOP_REQUIRES: 'lights-out=allow' },
      machines: { [ONE]: { server: { metadata: { 'lights-out': 'allow' } } } },
    });
    expect(await run('stop', '--dry-run', '--json', ONE, TWO)).toBe(1);
    expect(new Set(objects(out).map(({ outcome }) => outcome))).toEqual(new Set(['held', 'rehearsed']));
  });

  test('Stop refuses guards that it cannot read, and sends nothing', async () => {
    const { run, err, cloud } = aTerminal({ env: { NEVER_STOP: `${ONE}0`, STOP_ONLY: 'any' } });
    expect(await run('stop', ONE)).toBe(2);
    expect(err.join('\n')).toContain('NEVER_STOP: item 1 is neither a server’s UUID nor a name');
    expect(err.join('\n')).toContain('STOP_ONLY: must be bare-metal or virtual');
    expect(cloud.calls).toEqual([]);
  });

  test('Stop looks at no more servers at a time than --concurrency allows', async () => {
    const terminal = aTerminal();
    let open = 0;
    let most = 0;
    terminal.cloud.instead = async (verb) => {
      if (verb !== 'show') return undefined;
      open += 1;
      most = Math.max(most, open);
      await terminal.clock.sleep(100);
      open -= 1;
      return undefined;
    };
    const ids = Array.from({ length: 12 }, (_, n) => idOf(n));
    expect(await terminal.run('stop', '--concurrency', '3', ...ids)).toBe(0);
    expect(most).toBe(3);
  });

  test('Stop gives up when the window is over', async () => {
    const terminal = aTerminal({ machines: { [ONE]: { server: { taskState: 'rebuilding' } } } });
    expect(await terminal.run('stop', '--json', '--window', 'PT5M', ONE)).toBe(1);
    const [object] = objects(terminal.out);
    expect(object).toMatchObject({ outcome: 'dead-lettered', reason: 'expired' });
    expect(object?.seconds).toBeGreaterThanOrEqual(300);
    expect(object?.seconds).toBeLessThan(320);
    expect(stopsIn(terminal.cloud.calls)).toEqual([]);
  });

  test('Durations may be written as people type them', async () => {
    const typed = aTerminal();
    expect(await typed.run('stop', '--window', '1h30m', ONE)).toBe(0);
    expect(typed.out[0]).toContain('no stop after 2026-11-23T13:30:00.000Z');
    const set = aTerminal({ env: { STOP_WINDOW: '2h', STOP_PATIENCE: '15m', LOOK_AGAIN_MAX: '90s' } });
    expect(await set.run('stop', ONE)).toBe(0);
    expect(set.out[0]).toContain('no stop after 2026-11-23T14:00:00.000Z');
  });

  test('The window is STOP_WINDOW when none is given', async () => {
    const { run, out } = aTerminal({ env: { STOP_WINDOW: 'PT2H' } });
    expect(await run('stop', ONE)).toBe(0);
    expect(out[0]).toContain('no stop after 2026-11-23T14:00:00.000Z');
  });
});

describe('--no-wait', () => {
  test('With --no-wait, stop exits once the stops are accepted', async () => {
    const { run, out, clock, cloud } = aTerminal({ machines: { [ONE]: { takesMs: 600_000 } } });
    const before = clock.now();
    expect(await run('stop', '--no-wait', '--json', ONE)).toBe(0);
    expect(clock.now() - before).toBe(0);
    expect(objects(out)).toEqual([
      {
        serverId: ONE,
        name: 'a server',
        outcome: 'accepted',
        because: 'Nova accepted the stop',
        seconds: 0,
        openstackRequestId: cloud.stopOf(ONE),
      },
    ]);
  });

  test('With --no-wait, stop looks again at a server that could not be read', async () => {
    const terminal = aTerminal();
    let looks = 0;
    terminal.cloud.instead = (verb) => {
      if (verb === 'show') looks += 1;
      return verb === 'show' && looks < 3 ? fault() : undefined;
    };
    expect(await terminal.run('stop', '--no-wait', ONE)).toBe(0);
    expect(looks).toBe(3);
  });
});

describe('a trouble that a person has to fix', () => {
  test.each([['--no-wait'], []])('after an accepted stop it ends no run: %s', async (...options) => {
    const terminal = aTerminal();
    let refusals = 0;
    terminal.cloud.instead = (verb, id) => {
      if (verb !== 'stop' || id !== TWO || refusals === 2) return undefined;
      refusals += 1;
      return fault({ kind: 'refused', trouble: 'unauthorized' });
    };
    expect(await terminal.run('stop', ...options, ONE, TWO)).toBe(0);
    expect(refusals).toBe(2);
  });
});

describe('--dry-run', () => {
  test('With --dry-run, stop looks and sends nothing', async () => {
    const { run, cloud, out } = aTerminal();
    expect(await run('stop', '--dry-run', ONE)).toBe(0);
    expect(cloud.calls).toEqual([`show ${ONE}`]);
    expect(out[0]).toBe('Rehearsing the stop of 1 server in cloud otc; nothing is sent');
    expect(out.at(-1)).toContain('1 server: 1 rehearsed, in 0 s');
  });

  test('With --dry-run, stop prints the name and the state of each server', async () => {
    const machines = {
      [ONE]: { server: { name: 'bms-db-01' } },
      [TWO]: { server: { name: 'bms-db-02', vmState: 'stopped', powerState: 4 } },
      [THREE]: { server: { name: 'bms-ci-04', taskState: 'powering-off', powerState: 0 } },
    };
    const plain = aTerminal({ machines });
    await plain.run('stop', '--dry-run', '--window', '1m', ONE, TWO, THREE);
    const printed = (id: string) => plain.out.find((line) => line.includes(`${id} `) && line.includes(' after '));
    expect(printed(ONE)).toMatch(/^bms-db-01 .* rehearsed after .*: active, power on: would have been stopped/);
    expect(printed(TWO)).toMatch(/^bms-db-02 .* already-stopped after .*: stopped, power off: /);
    expect(printed(THREE)).toMatch(/^bms-ci-04 .*: active, powering-off, power not told: /);
    const json = aTerminal({ machines });
    await json.run('stop', '--dry-run', '--json', ONE);
    expect(objects(json.out)).toMatchObject([
      { serverId: ONE, name: 'bms-db-01', server: { vmState: 'active', taskState: null, powerState: 1 } },
    ]);
  });

  test('With --dry-run, stop exits with 1 when a server could not be stopped', async () => {
    const { run } = aTerminal({ machines: { [ONE]: { server: { lockedBy: 'owner' } } } });
    expect(await run('stop', '--dry-run', ONE)).toBe(1);
  });
});

describe('--json', () => {
  test('With --json, stop prints one object for each server as it ends, and nothing else', async () => {
    const { run, out, err, cloud } = aTerminal({
      machines: { [ONE]: { takesMs: 30_000 }, [TWO]: { server: { vmState: 'paused' } } },
    });
    expect(await run('stop', '--json', ONE, TWO)).toBe(1);
    const [first, second, ...rest] = objects(out);
    expect(first).toEqual({
      serverId: TWO,
      name: 'a server',
      outcome: 'dead-lettered',
      because: 'vm_state is paused',
      reason: 'not-stoppable',
      seconds: 0,
    });
    expect(second).toMatchObject({ serverId: ONE, outcome: 'stopped', openstackRequestId: cloud.stopOf(ONE) });
    expect(Object.keys(second ?? {})).toEqual([
      'serverId',
      'name',
      'outcome',
      'because',
      'seconds',
      'openstackRequestId',
    ]);
    expect(rest).toEqual([]);
    expect(err).toEqual([]);
  });

  test('With --json, an end names the request of the fault that caused it', async () => {
    const terminal = aTerminal();
    terminal.cloud.instead = (verb) =>
      verb === 'show'
        ? fault({ kind: 'refused', trouble: 'forbidden', message: 'not allowed', openstackRequestId: 'req-no' })
        : undefined;
    expect(await terminal.run('stop', '--json', ONE)).toBe(1);
    expect(objects(terminal.out)).toMatchObject([{ reason: 'forbidden', openstackRequestId: 'req-no' }]);
  });
});

describe('trouble', () => {
  test('A cloud that does not answer is reported once and tried again', async () => {
    const terminal = aTerminal();
    let shows = 0;
    terminal.cloud.instead = (verb) => {
      if (verb === 'show') shows += 1;
      return verb === 'show' && shows <= 6 ? fault() : undefined;
    };
    expect(await terminal.run('stop', ONE, TWO)).toBe(0);
    expect(terminal.err).toEqual(['the server cannot be read: the show was not sent: CONNECT_TIMEOUT; looking again']);
  });

  test('Refused credentials end the run at once, with one line and 2', async () => {
    const terminal = aTerminal();
    terminal.cloud.instead = () => fault({ kind: 'refused', trouble: 'credentials', message: 'login answered 401' });
    const before = terminal.clock.now();
    expect(await terminal.run('stop', ONE, TWO)).toBe(2);
    expect(terminal.clock.now()).toBe(before);
    expect(terminal.err).toEqual(['lights-out: the cloud refuses the credentials: login answered 401']);
    expect(terminal.out).toEqual(['Stopping 2 servers in cloud otc, no stop after 2026-11-23T13:00:00.000Z', NO_STACK]);
  });

  test('A wrong auth_url is not reported as a wrong address of compute', async () => {
    const terminal = aTerminal();
    const message = 'auth_url does not lead to Keystone: it leads to a web page (login answered 404)';
    terminal.cloud.instead = () => fault({ kind: 'refused', trouble: 'endpoint', message });
    expect(await terminal.run('stop', ONE, TWO)).toBe(2);
    expect(terminal.err).toEqual([`lights-out: ${message}`]);
  });

  test.each([
    ['ENOTFOUND', 'there is no host with that name'],
    ['ECONNREFUSED', 'nothing listens at that address'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'that address does not speak TLS, or no version that we accept'],
    ['EPROTO', 'that address does not speak TLS, or no version that we accept'],
    ['HPE_INVALID_CONSTANT', 'that address does not speak HTTP'],
  ])('The code %s at the first look of every server ends the run with 2 and one line', async (code, words) => {
    const terminal = aTerminal();
    const message = `the login was not sent to keystone.invalid:443: ${code}`;
    terminal.cloud.instead = () => fault({ message });
    expect(await terminal.run('stop', ONE, TWO)).toBe(2);
    expect(terminal.cloud.calls).toEqual([`show ${ONE}`, `show ${TWO}`]);
    expect(terminal.err).toEqual([`lights-out: ${words}: ${message}`]);
    expect(terminal.out).toEqual(['Stopping 2 servers in cloud otc, no stop after 2026-11-23T13:00:00.000Z', NO_STACK]);
  });

  test.each([
    ['no answer of the resolver', () => 'the login was not sent: EAI_AGAIN'],
    ['a timeout', () => 'the login was not sent: CONNECT_TIMEOUT'],
    ['a reset', () => 'the login was not sent: ECONNRESET'],
    ['two different faults', (id: string) => `the read was not sent: ${id === ONE ? 'ENOTFOUND' : 'ECONNREFUSED'}`],
  ])('The run goes on after %s at the first look of every server, which may pass by itself', async (_, messageFor) => {
    const terminal = aTerminal();
    const failing = new Set<string>([ONE, TWO]);
    terminal.cloud.instead = (_verb, id) => (failing.delete(id) ? fault({ message: messageFor(id) }) : undefined);
    expect(await terminal.run('stop', ONE, TWO)).toBe(0);
  });

  test('Once one server was seen, a refused connection does not end the run', async () => {
    const terminal = aTerminal({ machines: { [TWO]: { server: { vmState: 'stopped', powerState: 4 } } } });
    let failed = 0;
    terminal.cloud.instead = (_verb, id) => {
      if (id !== ONE || failed > 0) return undefined;
      failed += 1;
      return fault({ message: 'the read was not sent: ECONNREFUSED' });
    };
    expect(await terminal.run('stop', ONE, TWO)).toBe(0);
    expect(failed).toBe(1);
  });

  test('Refused credentials after a stop was accepted do not end the run, so the stop is followed', async () => {
    const terminal = aTerminal();
    let shows = 0;
    terminal.cloud.instead = (verb) => {
      if (verb === 'show') shows += 1;
      return verb === 'show' && shows === 2 ? fault({ kind: 'refused', trouble: 'credentials' }) : undefined;
    };
    expect(await terminal.run('stop', ONE)).toBe(0);
    expect(terminal.err).toHaveLength(1);
  });

  test('A bug ends the run after the stops under way are reported', async () => {
    const terminal = aTerminal({ machines: { [ONE]: { takesMs: 600_000 } } });
    let looks = 0;
    terminal.cloud.instead = (verb, id) => {
      if (verb === 'show' && id === TWO) looks += 1;
      if (looks === 2) throw new TypeError('a bug');
      return verb === 'show' && id === TWO ? fault() : undefined;
    };
    await expect(terminal.run('stop', ONE, TWO)).rejects.toThrow('a bug');
    expect(terminal.out.at(-1)).toContain('2 servers: 1 accepted, 1 not-stopped');
  });
});

describe('Ctrl-C', () => {
  test('Ctrl-C sends no more stops, lists those under way and exits with 130', async () => {
    const terminal = aTerminal({
      machines: { [ONE]: { takesMs: 600_000 }, [TWO]: { server: { taskState: 'rebuilding' } } },
      before: (at, { interrupt }) => {
        if (at - started > 30_000 && !pressed) {
          pressed = true;
          interrupt();
        }
      },
    });
    let pressed = false;
    const started = terminal.clock.now();
    expect(await terminal.run('stop', ONE, TWO)).toBe(130);
    expect(stopsIn(terminal.cloud.calls)).toEqual([`stop ${ONE}`]);
    expect(terminal.out.at(-1)).toContain('2 servers: 1 accepted, 1 not-stopped');
    expect(terminal.err).toEqual([
      'interrupted: no more stops are sent (press Ctrl-C again to exit at once)',
      'lights-out: interrupted; stops under way, not confirmed off: 1 accepted',
      `  a server ${ONE} accepted`,
    ]);
  });

  test('Ctrl-C between a look and its stop keeps the stop from leaving', async () => {
    const terminal = aTerminal();
    terminal.cloud.instead = async (verb) => {
      if (verb === 'show') {
        terminal.interrupt();
        await terminal.clock.sleep(1_000);
      }
      return undefined;
    };
    expect(await terminal.run('stop', '--json', ONE)).toBe(130);
    await terminal.clock.drive(terminal.clock.sleep(60_000));
    expect(stopsIn(terminal.cloud.calls)).toEqual([]);
    expect(objects(terminal.out)).toMatchObject([{ serverId: ONE, outcome: 'not-stopped' }]);
  });

  test('Ctrl-C waits for the answer of a stop that was sent', async () => {
    const terminal = aTerminal();
    terminal.cloud.instead = async (verb) => {
      if (verb === 'stop') {
        terminal.interrupt();
        await terminal.clock.sleep(4_000);
      }
      return undefined;
    };
    expect(await terminal.run('stop', '--json', ONE)).toBe(130);
    expect(objects(terminal.out)).toMatchObject([
      { serverId: ONE, outcome: 'accepted', openstackRequestId: terminal.cloud.stopOf(ONE), seconds: 4 },
    ]);
  });

  const pressedAfter = (ms: number) => {
    let pressed = false;
    let started: number | undefined;
    return (at: number, { interrupt }: { interrupt(): void }): void => {
      started ??= at;
      if (pressed || at - started <= ms) return;
      pressed = true;
      interrupt();
    };
  };

  test("After Ctrl-C, somebody else's stop is named as such", async () => {
    const terminal = aTerminal({
      machines: { [ONE]: { server: { taskState: 'powering-off' } }, [TWO]: { server: { taskState: 'rebuilding' } } },
      before: pressedAfter(30_000),
    });
    expect(await terminal.run('stop', '--json', ONE, TWO)).toBe(130);
    expect(objects(terminal.out)).toMatchObject([
      { serverId: ONE, outcome: 'not-stopped', because: "powering off by somebody's stop, none of ours" },
      { serverId: TWO, outcome: 'not-stopped', because: 'busy: task_state is rebuilding' },
    ]);
    expect(terminal.err.slice(-2)).toEqual([
      "lights-out: interrupted; powering off by somebody else's stop: 1 server",
      `  a server ${ONE} powering-off`,
    ]);
  });

  test('Ctrl-C reports that no stop is under way only when every server was seen without one', async () => {
    const busy = { server: { taskState: 'rebuilding' } };
    const seen = aTerminal({ machines: { [ONE]: busy, [TWO]: busy }, before: pressedAfter(30_000) });
    expect(await seen.run('stop', ONE, TWO)).toBe(130);
    expect(seen.err.at(-1)).toBe('lights-out: interrupted; no stop is under way');

    const unseen = aTerminal({ machines: { [ONE]: busy }, before: pressedAfter(30_000) });
    unseen.cloud.instead = (_verb, id) => (id === TWO ? fault() : undefined);
    expect(await unseen.run('stop', ONE, TWO)).toBe(130);
    expect(unseen.err.at(-1)).toBe(
      "lights-out: interrupted; not fully checked, somebody else's stop may be under way: 1 server",
    );
  });

  test('Ctrl-C counts servers that were not fully checked as possibly powering off', async () => {
    const terminal = aTerminal();
    terminal.cloud.instead = async (verb) => {
      if (verb !== 'show') return undefined;
      terminal.interrupt();
      await terminal.clock.sleep(5_000);
      return undefined;
    };
    expect(await terminal.run('stop', '--json', '--concurrency', '1', ONE, TWO)).toBe(130);
    expect(objects(terminal.out)).toMatchObject([
      { serverId: ONE, because: 'a look at it was cut off' },
      { serverId: TWO, because: 'not looked at' },
    ]);
    expect(terminal.err.at(-1)).toContain("somebody else's stop may be under way: 2 servers");
  });

  test('After Ctrl-C, a stop that ended as stuck is listed as under way', async () => {
    const terminal = aTerminal({
      machines: { [ONE]: { takesMs: 86_400_000 }, [TWO]: { server: { taskState: 'rebuilding' } } },
      env: { STOP_PATIENCE: 'PT1M' },
      before: pressedAfter(120_000),
    });
    expect(await terminal.run('stop', ONE, TWO)).toBe(130);
    expect(terminal.err.slice(-2)).toEqual([
      'lights-out: interrupted; stops under way, not confirmed off: 1 stuck',
      `  a server ${ONE} stuck`,
    ]);
  });

  test('After Ctrl-C, a stop without an answer is called unclear', async () => {
    const terminal = aTerminal();
    terminal.cloud.instead = async (verb) => {
      if (verb !== 'stop') return undefined;
      terminal.interrupt();
      await terminal.clock.sleep(10_000);
      return fault({ kind: 'ambiguous', trouble: 'unanswered', message: 'no answer' });
    };
    expect(await terminal.run('stop', ONE)).toBe(130);
    expect(terminal.err).toContain(`  a server ${ONE} unclear`);
  });
});

describe('problems before a run', () => {
  for (const { name, args, problem } of [
    { name: 'no server ID', args: ['stop'], problem: 'no server IDs given: type them, or use --servers-from FILE' },
    {
      name: 'an invalid server ID',
      args: ['stop', ONE, 'bms-001'],
      problem: '"bms-001" is not a server ID (a UUID): argument 2',
    },
    {
      name: 'a missing file',
      args: ['stop', '--servers-from', 'x'],
      problem: '--servers-from: x cannot be read (ENOENT)',
    },
    {
      name: 'a window in words',
      args: ['stop', '--window', 'an hour', ONE],
      problem: '--window: not a duration, such as 30m, 2h, 1h30m or PT1H30M',
    },
    {
      name: 'a window of zero length',
      args: ['stop', '--window', 'PT0S', ONE],
      problem: '--window: less than PT20S after requestedAt',
    },
    {
      name: 'a window over STOP_WINDOW_MAX',
      args: ['stop', '--window', 'P2D', ONE],
      problem: '--window: more than PT24H after requestedAt',
    },
    {
      name: 'a reason that is too long',
      args: ['stop', '--reason', 'x'.repeat(257), ONE],
      problem: '--reason: longer than 256 characters',
    },
    {
      name: 'an unknown cloud',
      args: ['stop', '--cloud', 'moon', ONE],
      problem: 'cloud "moon" is not configured; configured clouds: otc, otc-test',
    },
  ])
    test(`Stop exits with 2 and sends nothing for ${name}`, async () => {
      const { run, out, err, cloud } = aTerminal();
      expect(await run(...args)).toBe(2);
      expect(err).toEqual([`lights-out: ${problem}`]);
      expect(out).toEqual([]);
      expect(cloud.calls).toEqual([]);
    });

  for (const { name, args, problem } of [
    { name: 'an unknown option', args: ['stop', '--force', ONE], problem: "unknown option '--force'" },
    { name: 'an unknown command', args: ['start', ONE], problem: "unknown command 'start'" },
    {
      name: 'a concurrency of zero',
      args: ['stop', '--concurrency', '0', ONE],
      problem: 'Must be a whole number from 1 to 64',
    },
    {
      name: 'a concurrency in words',
      args: ['stop', '--concurrency', '8x', ONE],
      problem: 'Must be a whole number from 1 to 64',
    },
    { name: 'an option without its value', args: ['stop', '--window'], problem: 'argument missing' },
    { name: 'no command', args: [], problem: `Usage: ${COMMAND}` },
  ])
    test(`The command exits with 2 and a usage error for ${name}`, async () => {
      const { run, err, cloud } = aTerminal();
      expect(await run(...args)).toBe(2);
      expect(err.join('\n')).toContain(problem);
      expect(cloud.calls).toEqual([]);
    });

  test('A broken configuration is one line, and nothing is sent', async () => {
    const { run, err, cloud } = aTerminal({
      clouds: {
        cloud: async () => ({
          kind: 'fault',
          fault: { kind: 'refused', trouble: 'configuration', message: 'clouds.yaml: cloud otc: auth_url is missing' },
        }),
      },
    });
    expect(await run('stop', ONE)).toBe(2);
    expect(err).toEqual(['lights-out: clouds.yaml: cloud otc: auth_url is missing']);
    expect(cloud.calls).toEqual([]);
  });

  test('Several clouds without a choice are refused, with the options that choose one', async () => {
    const { run, err } = aTerminal({ clouds: { defaultName: async () => undefined } });
    expect(await run('stop', ONE)).toBe(2);
    expect(err).toEqual(['lights-out: several clouds are configured: choose one with --cloud or OS_CLOUD']);
  });

  test('Invalid settings and invalid ids are all listed at once', async () => {
    const { run, err } = aTerminal({ env: { STOP_WINDOW: 'soon', OS_ALLOW_ADMIN: 'perhaps' } });
    expect(await run('stop', 'x')).toBe(2);
    expect(err).toHaveLength(3);
    expect(err.map((line) => line.split(' ')[1])).toEqual(['"x"', 'STOP_WINDOW:', 'OS_ALLOW_ADMIN:']);
  });
});

describe('servers from a file', () => {
  test('Several --servers-from files and standard input are read together, duplicates folded', async () => {
    const { run, cloud } = aTerminal({
      files: { 'a.txt': `# rack 3\n${ONE}\n\n${TWO} # left\n`, '-': `${TWO.toUpperCase()}\r\n${THREE}` },
    });
    expect(await run('stop', '--servers-from', 'a.txt', '--servers-from', '-', ONE)).toBe(0);
    expect(stopsIn(cloud.calls).toSorted()).toEqual([`stop ${ONE}`, `stop ${TWO}`, `stop ${THREE}`]);
  });

  test('An invalid id in a file is named with its line, and no server gets a stop', async () => {
    const { run, err, cloud } = aTerminal({ files: { '-': `${ONE}\nnot-one\n` } });
    expect(await run('stop', '--servers-from', '-')).toBe(2);
    expect(err).toEqual(['lights-out: "not-one" is not a server ID (a UUID): standard input, line 2']);
    expect(cloud.calls).toEqual([]);
  });
});

describe('help and version', () => {
  test('--version prints the version', async () => {
    const { run, out } = aTerminal();
    expect(await run('--version')).toBe(0);
    expect(out).toEqual(['1.2.3']);
  });

  test('stop --help lists the exit codes, with that of Ctrl-C', async () => {
    const { run, out } = aTerminal();
    expect(await run('stop', '--help')).toBe(0);
    expect(out.join('\n')).toMatch(/130 +interrupted/);
  });
});

describe('at a terminal', () => {
  test('At a terminal, stop draws a bar and leaves only the table', async () => {
    const { run, out, frames } = aTerminal({ size: { columns: 120, rows: 30 } });
    expect(await run('stop', ONE, TWO)).toBe(0);
    expect(frames[0]).toContain('0/2');
    expect(frames.join('\n')).toContain('accepted; powering off');
    expect(frames.at(-1)).toBe('cleared');
    expect(out).toHaveLength(3);
    expect(out[1]).toBe(NO_STACK);
  });

  test('At a terminal, a trouble of the cloud is shown in the block', async () => {
    const terminal = aTerminal({ size: { columns: 120, rows: 30 } });
    let shows = 0;
    terminal.cloud.instead = (verb) => {
      shows += 1;
      return verb === 'show' && shows < 3 ? fault() : undefined;
    };
    expect(await terminal.run('stop', ONE)).toBe(0);
    expect(terminal.frames.join('\n')).toContain('CONNECT_TIMEOUT; looking again');
    expect(terminal.err).toEqual([]);
  });
});
