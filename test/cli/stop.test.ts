import { describe, expect, test } from 'vitest';
import { COMMAND } from '../../cli/command-name.ts';
import { fault, idOf } from './a-cloud.ts';
import { aWorld } from './a-world.ts';

const [ONE, TWO, THREE] = [idOf(1), idOf(2), idOf(3)] as const;

const stopsIn = (calls: readonly string[]) => calls.filter((call) => call.startsWith('stop'));

/** The lines of --json, as objects. */
const objects = (out: readonly string[]): Record<string, unknown>[] => out.map((line) => JSON.parse(line));

describe('stopping', () => {
  test('stops servers, waits until they are off and ends with 0', async () => {
    const { run, out, err, cloud } = aWorld({ machines: { [TWO]: { takesMs: 20_000 } } });
    expect(await run('stop', ONE, TWO)).toBe(0);
    expect(stopsIn(cloud.calls)).toEqual([`stop ${ONE}`, `stop ${TWO}`]);
    expect(out[0]).toBe('Stopping 2 servers of cloud otc, until 2026-11-23T13:00:00.000Z');
    expect(out).toContain(`a server ${ONE} accepted (${cloud.stopOf(ONE)})`);
    expect(out.filter((line) => line.startsWith(`a server ${TWO} stopped after `))).toHaveLength(1);
    expect(out.at(-1)).toContain('2 servers: 2 stopped, in ');
    expect(err).toEqual([]);
  });

  test('leaves a server that is off alone, and that is fine', async () => {
    const { run, cloud } = aWorld({ machines: { [ONE]: { server: { vmState: 'stopped', powerState: 4 } } } });
    expect(await run('stop', ONE)).toBe(0);
    expect(stopsIn(cloud.calls)).toEqual([]);
  });

  test('ends with 1 when one of several is not off, and says why', async () => {
    const { run, out } = aWorld({
      machines: { [TWO]: { server: { lockedBy: 'owner' } }, [THREE]: { server: { vmState: 'paused' } } },
    });
    expect(await run('stop', ONE, TWO, THREE)).toBe(1);
    expect(out.at(-1)).toContain('3 servers: 1 stopped, 1 held, 1 not-stoppable, in ');
    expect(out.at(-1)).toContain('vm_state is paused');
  });

  test('looks at no more servers at a time than told', async () => {
    const world = aWorld();
    let open = 0;
    let most = 0;
    world.cloud.instead = async (verb) => {
      if (verb !== 'show') return undefined;
      open += 1;
      most = Math.max(most, open);
      await world.clock.sleep(100);
      open -= 1;
      return undefined;
    };
    const ids = Array.from({ length: 12 }, (_, n) => idOf(n));
    expect(await world.run('stop', '--concurrency', '3', ...ids)).toBe(0);
    expect(most).toBe(3);
  });

  test('gives up when the window is over', async () => {
    const world = aWorld({ machines: { [ONE]: { server: { taskState: 'rebuilding' } } } });
    expect(await world.run('stop', '--json', '--window', 'PT5M', ONE)).toBe(1);
    const [object] = objects(world.out);
    expect(object).toMatchObject({ outcome: 'dead-lettered', reason: 'expired' });
    expect(object?.seconds).toBeGreaterThanOrEqual(300);
    expect(object?.seconds).toBeLessThan(320);
    expect(stopsIn(world.cloud.calls)).toEqual([]);
  });

  test('takes durations as people type them', async () => {
    const typed = aWorld();
    expect(await typed.run('stop', '--window', '1h30m', ONE)).toBe(0);
    expect(typed.out[0]).toContain('until 2026-11-23T13:30:00.000Z');
    const set = aWorld({ env: { STOP_WINDOW: '2h', STOP_PATIENCE: '15m', LOOK_AGAIN_MAX: '90s' } });
    expect(await set.run('stop', ONE)).toBe(0);
    expect(set.out[0]).toContain('until 2026-11-23T14:00:00.000Z');
  });

  test('counts the window from STOP_WINDOW when none is given', async () => {
    const { run, out } = aWorld({ env: { STOP_WINDOW: 'PT2H' } });
    expect(await run('stop', ONE)).toBe(0);
    expect(out[0]).toContain('until 2026-11-23T14:00:00.000Z');
  });
});

describe('--no-wait', () => {
  test('returns once the stops are accepted', async () => {
    const { run, out, clock, cloud } = aWorld({ machines: { [ONE]: { takesMs: 600_000 } } });
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

  test('goes on looking for a server that was busy', async () => {
    const world = aWorld();
    let looks = 0;
    world.cloud.instead = (verb) => {
      if (verb === 'show') looks += 1;
      return verb === 'show' && looks < 3 ? fault() : undefined;
    };
    expect(await world.run('stop', '--no-wait', ONE)).toBe(0);
    expect(looks).toBe(3);
  });
});

describe('--dry-run', () => {
  test('looks and sends nothing', async () => {
    const { run, cloud, out } = aWorld();
    expect(await run('stop', '--dry-run', ONE)).toBe(0);
    expect(cloud.calls).toEqual([`show ${ONE}`]);
    expect(out[0]).toBe('Rehearsing the stop of 1 server of cloud otc; nothing is sent');
    expect(out.at(-1)).toContain('1 server: 1 rehearsed, in 0 s');
  });

  test('says how each server is, by name too', async () => {
    const machines = {
      [ONE]: { server: { name: 'bms-db-01' } },
      [TWO]: { server: { name: 'bms-db-02', vmState: 'stopped', powerState: 4 } },
      [THREE]: { server: { name: 'bms-ci-04', taskState: 'powering-off', powerState: 0 } },
    };
    const plain = aWorld({ machines });
    await plain.run('stop', '--dry-run', '--window', '1m', ONE, TWO, THREE);
    const told = (id: string) => plain.out.find((line) => line.includes(`${id} `) && line.includes(' after '));
    expect(told(ONE)).toMatch(/^bms-db-01 .* rehearsed after .*: active, power on: would have been stopped/);
    expect(told(TWO)).toMatch(/^bms-db-02 .* already-stopped after .*: stopped, power off: /);
    expect(told(THREE)).toMatch(/^bms-ci-04 .*: active, powering-off, power not told: /);
    const json = aWorld({ machines });
    await json.run('stop', '--dry-run', '--json', ONE);
    expect(objects(json.out)).toMatchObject([
      { serverId: ONE, name: 'bms-db-01', server: { vmState: 'active', taskState: null, powerState: 1 } },
    ]);
  });

  test('ends with 1 when a server could not be stopped', async () => {
    const { run } = aWorld({ machines: { [ONE]: { server: { lockedBy: 'owner' } } } });
    expect(await run('stop', '--dry-run', ONE)).toBe(1);
  });
});

describe('--json', () => {
  test('writes one object for each server as it ends, and nothing else', async () => {
    const { run, out, err, cloud } = aWorld({
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

  test('names the request of the fault that ended it', async () => {
    const world = aWorld();
    world.cloud.instead = (verb) =>
      verb === 'show'
        ? fault({ kind: 'refused', trouble: 'forbidden', message: 'not allowed', openstackRequestId: 'req-no' })
        : undefined;
    expect(await world.run('stop', '--json', ONE)).toBe(1);
    expect(objects(world.out)).toMatchObject([{ reason: 'forbidden', openstackRequestId: 'req-no' }]);
  });
});

describe('trouble', () => {
  test('a cloud that does not answer is shown once and tried again', async () => {
    const world = aWorld();
    let shows = 0;
    world.cloud.instead = (verb) => {
      if (verb === 'show') shows += 1;
      return verb === 'show' && shows <= 6 ? fault() : undefined;
    };
    expect(await world.run('stop', ONE, TWO)).toBe(0);
    expect(world.err).toEqual(['the server cannot be read: the show was not sent: CONNECT_TIMEOUT; looking again']);
  });

  test('refused credentials end the run at once, in one line, with 2', async () => {
    const world = aWorld();
    world.cloud.instead = () => fault({ kind: 'refused', trouble: 'credentials', message: 'login answered 401' });
    const before = world.clock.now();
    expect(await world.run('stop', ONE, TWO)).toBe(2);
    expect(world.clock.now()).toBe(before);
    expect(world.err).toEqual(['lights-out: the cloud refuses the credentials: login answered 401']);
    expect(world.out).toEqual(['Stopping 2 servers of cloud otc, until 2026-11-23T13:00:00.000Z']);
  });

  test('a wrong auth_url is said to be that, and not a wrong address of compute', async () => {
    const world = aWorld();
    const message = 'auth_url does not lead to Keystone: it leads to a web page (login answered 404)';
    world.cloud.instead = () => fault({ kind: 'refused', trouble: 'endpoint', message });
    expect(await world.run('stop', ONE, TWO)).toBe(2);
    expect(world.err).toEqual([`lights-out: ${message}`]);
  });

  test.each([
    ['ENOTFOUND', 'there is no host of that name'],
    ['ECONNREFUSED', 'nothing listens at that address'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'no TLS is spoken at that address, or not ours'],
    ['EPROTO', 'no TLS is spoken at that address, or not ours'],
    ['HPE_INVALID_CONSTANT', 'no HTTP is spoken at that address'],
  ])('%s at the first look of every server ends the run with 2 and one line', async (code, words) => {
    const world = aWorld();
    const message = `the login was not sent to keystone.invalid:443: ${code}`;
    world.cloud.instead = () => fault({ message });
    expect(await world.run('stop', ONE, TWO)).toBe(2);
    expect(world.cloud.calls).toEqual([`show ${ONE}`, `show ${TWO}`]);
    expect(world.err).toEqual([`lights-out: ${words}: ${message}`]);
    expect(world.out).toEqual(['Stopping 2 servers of cloud otc, until 2026-11-23T13:00:00.000Z']);
  });

  test.each([
    ['a resolver that does not answer', () => 'the login was not sent: EAI_AGAIN'],
    ['a timeout', () => 'the login was not sent: CONNECT_TIMEOUT'],
    ['a reset', () => 'the login was not sent: ECONNRESET'],
    ['two reasons', (id: string) => `the read was not sent: ${id === ONE ? 'ENOTFOUND' : 'ECONNREFUSED'}`],
  ])('%s may pass by itself, so the run goes on', async (_, messageFor) => {
    const world = aWorld();
    const failing = new Set<string>([ONE, TWO]);
    world.cloud.instead = (_verb, id) => (failing.delete(id) ? fault({ message: messageFor(id) }) : undefined);
    expect(await world.run('stop', ONE, TWO)).toBe(0);
  });

  test('a server that was seen shows that the address is right, so the others are looked at again', async () => {
    const world = aWorld({ machines: { [TWO]: { server: { vmState: 'stopped', powerState: 4 } } } });
    let failed = 0;
    world.cloud.instead = (_verb, id) => {
      if (id !== ONE || failed > 0) return undefined;
      failed += 1;
      return fault({ message: 'the read was not sent: ECONNREFUSED' });
    };
    expect(await world.run('stop', ONE, TWO)).toBe(0);
    expect(failed).toBe(1);
  });

  test('the same trouble after a stop was accepted is waited out, so that the stop is followed', async () => {
    const world = aWorld();
    let shows = 0;
    world.cloud.instead = (verb) => {
      if (verb === 'show') shows += 1;
      return verb === 'show' && shows === 2 ? fault({ kind: 'refused', trouble: 'credentials' }) : undefined;
    };
    expect(await world.run('stop', ONE)).toBe(0);
    expect(world.err).toHaveLength(1);
  });

  test('a bug ends the run, and what is under way is reported first', async () => {
    const world = aWorld({ machines: { [ONE]: { takesMs: 600_000 } } });
    let looks = 0;
    world.cloud.instead = (verb, id) => {
      if (verb === 'show' && id === TWO) looks += 1;
      if (looks === 2) throw new TypeError('a bug');
      return verb === 'show' && id === TWO ? fault() : undefined;
    };
    await expect(world.run('stop', ONE, TWO)).rejects.toThrow('a bug');
    expect(world.out.at(-1)).toContain('2 servers: 1 accepted, 1 not-stopped');
  });
});

describe('Ctrl-C', () => {
  test('sends nothing more, says what is under way and ends with 130', async () => {
    const world = aWorld({
      machines: { [ONE]: { takesMs: 600_000 }, [TWO]: { server: { taskState: 'rebuilding' } } },
      before: (at, { interrupt }) => {
        if (at - started > 30_000 && !pressed) {
          pressed = true;
          interrupt();
        }
      },
    });
    let pressed = false;
    const started = world.clock.now();
    expect(await world.run('stop', ONE, TWO)).toBe(130);
    expect(stopsIn(world.cloud.calls)).toEqual([`stop ${ONE}`]);
    expect(world.out.at(-1)).toContain('2 servers: 1 accepted, 1 not-stopped');
    expect(world.err).toEqual([
      'interrupted: nothing new is sent (Ctrl-C again leaves at once)',
      'lights-out: interrupted; stops under way, not confirmed off: 1 accepted',
      `  a server ${ONE} accepted`,
    ]);
  });

  test('between a look and its stop, the stop does not leave', async () => {
    const world = aWorld();
    world.cloud.instead = async (verb) => {
      if (verb === 'show') {
        world.interrupt();
        await world.clock.sleep(1_000);
      }
      return undefined;
    };
    expect(await world.run('stop', '--json', ONE)).toBe(130);
    await world.clock.drive(world.clock.sleep(60_000));
    expect(stopsIn(world.cloud.calls)).toEqual([]);
    expect(objects(world.out)).toMatchObject([{ serverId: ONE, outcome: 'not-stopped' }]);
  });

  test('a stop that has left is waited for, so that its answer is known', async () => {
    const world = aWorld();
    world.cloud.instead = async (verb) => {
      if (verb === 'stop') {
        world.interrupt();
        await world.clock.sleep(4_000);
      }
      return undefined;
    };
    expect(await world.run('stop', '--json', ONE)).toBe(130);
    expect(objects(world.out)).toMatchObject([
      { serverId: ONE, outcome: 'accepted', openstackRequestId: world.cloud.stopOf(ONE), seconds: 4 },
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

  test("somebody's stop is named as such, and never as none", async () => {
    const world = aWorld({
      machines: { [ONE]: { server: { taskState: 'powering-off' } }, [TWO]: { server: { taskState: 'rebuilding' } } },
      before: pressedAfter(30_000),
    });
    expect(await world.run('stop', '--json', ONE, TWO)).toBe(130);
    expect(objects(world.out)).toMatchObject([
      { serverId: ONE, outcome: 'not-stopped', because: "powering off by somebody's stop, none of ours" },
      { serverId: TWO, outcome: 'not-stopped', because: 'busy: task_state is rebuilding' },
    ]);
    expect(world.err.slice(-2)).toEqual([
      "lights-out: interrupted; powering off by somebody's stop: 1 server",
      `  a server ${ONE} powering-off`,
    ]);
  });

  test('no stop is under way only where that was seen of every server', async () => {
    const busy = { server: { taskState: 'rebuilding' } };
    const seen = aWorld({ machines: { [ONE]: busy, [TWO]: busy }, before: pressedAfter(30_000) });
    expect(await seen.run('stop', ONE, TWO)).toBe(130);
    expect(seen.err.at(-1)).toBe('lights-out: interrupted; no stop is under way');

    const unseen = aWorld({ machines: { [ONE]: busy }, before: pressedAfter(30_000) });
    unseen.cloud.instead = (_verb, id) => (id === TWO ? fault() : undefined);
    expect(await unseen.run('stop', ONE, TWO)).toBe(130);
    expect(unseen.err.at(-1)).toBe(
      "lights-out: interrupted; not looked at to the end, a stop of somebody's may be under way: 1 server",
    );
  });

  test('a look that is still going on, and servers whose turn has not come, leave it open', async () => {
    const world = aWorld();
    world.cloud.instead = async (verb) => {
      if (verb !== 'show') return undefined;
      world.interrupt();
      await world.clock.sleep(5_000);
      return undefined;
    };
    expect(await world.run('stop', '--json', '--concurrency', '1', ONE, TWO)).toBe(130);
    expect(objects(world.out)).toMatchObject([
      { serverId: ONE, because: 'a look at it was cut off' },
      { serverId: TWO, because: 'not looked at' },
    ]);
    expect(world.err.at(-1)).toContain("a stop of somebody's may be under way: 2 servers");
  });

  test('a stop that was given up as stuck is still under way', async () => {
    const world = aWorld({
      machines: { [ONE]: { takesMs: 86_400_000 }, [TWO]: { server: { taskState: 'rebuilding' } } },
      env: { STOP_PATIENCE: 'PT1M' },
      before: pressedAfter(120_000),
    });
    expect(await world.run('stop', ONE, TWO)).toBe(130);
    expect(world.err.slice(-2)).toEqual([
      'lights-out: interrupted; stops under way, not confirmed off: 1 stuck',
      `  a server ${ONE} stuck`,
    ]);
  });

  test('a stop without an answer is called unclear', async () => {
    const world = aWorld();
    world.cloud.instead = async (verb) => {
      if (verb !== 'stop') return undefined;
      world.interrupt();
      await world.clock.sleep(10_000);
      return fault({ kind: 'ambiguous', trouble: 'unanswered', message: 'no answer' });
    };
    expect(await world.run('stop', ONE)).toBe(130);
    expect(world.err).toContain(`  a server ${ONE} unclear`);
  });
});

describe('what keeps it from starting', () => {
  for (const { name, args, problem } of [
    { name: 'no server', args: ['stop'], problem: 'no server is named: give ids, or --servers-from a file' },
    {
      name: 'an id that is none',
      args: ['stop', ONE, 'bms-001'],
      problem: '"bms-001" is not a server id (a UUID): argument 2',
    },
    {
      name: 'a file that is not there',
      args: ['stop', '--servers-from', 'x'],
      problem: '--servers-from: x cannot be read (ENOENT)',
    },
    {
      name: 'a window in words',
      args: ['stop', '--window', 'an hour', ONE],
      problem: '--window: not a duration, such as 30m, 2h, 1h30m or PT1H30M',
    },
    {
      name: 'a window of no length',
      args: ['stop', '--window', 'PT0S', ONE],
      problem: '--window: less than PT20S after requestedAt',
    },
    {
      name: 'a window over STOP_WINDOW_MAX',
      args: ['stop', '--window', 'P2D', ONE],
      problem: '--window: more than PT24H after requestedAt',
    },
    {
      name: 'a reason too long',
      args: ['stop', '--reason', 'x'.repeat(257), ONE],
      problem: '--reason: longer than 256 characters',
    },
    {
      name: 'an unknown cloud',
      args: ['stop', '--cloud', 'moon', ONE],
      problem: 'cloud "moon" is not configured; there are: otc, otc-test',
    },
  ])
    test(`${name} is named, nothing is sent, and it ends with 2`, async () => {
      const { run, out, err, cloud } = aWorld();
      expect(await run(...args)).toBe(2);
      expect(err).toEqual([`lights-out: ${problem}`]);
      expect(out).toEqual([]);
      expect(cloud.calls).toEqual([]);
    });

  for (const { name, args, problem } of [
    { name: 'an unknown option', args: ['stop', '--force', ONE], problem: "unknown option '--force'" },
    { name: 'an unknown command', args: ['start', ONE], problem: "unknown command 'start'" },
    {
      name: 'a concurrency of none',
      args: ['stop', '--concurrency', '0', ONE],
      problem: 'not a whole number from 1 to 64',
    },
    {
      name: 'a concurrency in words',
      args: ['stop', '--concurrency', '8x', ONE],
      problem: 'not a whole number from 1 to 64',
    },
    { name: 'an option without its value', args: ['stop', '--window'], problem: 'argument missing' },
    { name: 'no command', args: [], problem: `Usage: ${COMMAND}` },
  ])
    test(`${name} is a usage error and ends with 2`, async () => {
      const { run, err, cloud } = aWorld();
      expect(await run(...args)).toBe(2);
      expect(err.join('\n')).toContain(problem);
      expect(cloud.calls).toEqual([]);
    });

  test('a broken configuration is one line and sends nothing', async () => {
    const { run, err, cloud } = aWorld({
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

  test('several clouds and none chosen', async () => {
    const { run, err } = aWorld({ clouds: { defaultName: async () => undefined } });
    expect(await run('stop', ONE)).toBe(2);
    expect(err).toEqual(['lights-out: several clouds are configured: choose one with --cloud or OS_CLOUD']);
  });

  test('wrong settings and wrong ids are all named at once', async () => {
    const { run, err } = aWorld({ env: { STOP_WINDOW: 'soon', OS_ALLOW_ADMIN: 'perhaps' } });
    expect(await run('stop', 'x')).toBe(2);
    expect(err).toHaveLength(3);
    expect(err.map((line) => line.split(' ')[1])).toEqual(['"x"', 'STOP_WINDOW:', 'OS_ALLOW_ADMIN:']);
  });
});

describe('servers from a file', () => {
  test('reads files and standard input, folds duplicates', async () => {
    const { run, cloud } = aWorld({
      files: { 'a.txt': `# rack 3\n${ONE}\n\n${TWO} # left\n`, '-': `${TWO.toUpperCase()}\r\n${THREE}` },
    });
    expect(await run('stop', '--servers-from', 'a.txt', '--servers-from', '-', ONE)).toBe(0);
    expect(stopsIn(cloud.calls).toSorted()).toEqual([`stop ${ONE}`, `stop ${TWO}`, `stop ${THREE}`]);
  });

  test('names the line of an id that is none, and sends nothing to anyone', async () => {
    const { run, err, cloud } = aWorld({ files: { '-': `${ONE}\nnot-one\n` } });
    expect(await run('stop', '--servers-from', '-')).toBe(2);
    expect(err).toEqual(['lights-out: "not-one" is not a server id (a UUID): standard input, line 2']);
    expect(cloud.calls).toEqual([]);
  });
});

describe('help and version', () => {
  test('--version tells the version', async () => {
    const { run, out } = aWorld();
    expect(await run('--version')).toBe(0);
    expect(out).toEqual(['1.2.3']);
  });

  test('stop --help tells the exit codes, Ctrl-C included', async () => {
    const { run, out } = aWorld();
    expect(await run('stop', '--help')).toBe(0);
    expect(out.join('\n')).toMatch(/130 +interrupted/);
  });
});

describe('at a terminal', () => {
  test('draws a bar, and leaves only the table', async () => {
    const { run, out, frames } = aWorld({ size: { columns: 120, rows: 30 } });
    expect(await run('stop', ONE, TWO)).toBe(0);
    expect(frames[0]).toContain('0/2');
    expect(frames.join('\n')).toContain('accepted; powering off');
    expect(frames.at(-1)).toBe('cleared');
    expect(out).toHaveLength(2);
  });

  test('shows trouble in the block', async () => {
    const world = aWorld({ size: { columns: 120, rows: 30 } });
    let shows = 0;
    world.cloud.instead = (verb) => {
      shows += 1;
      return verb === 'show' && shows < 3 ? fault() : undefined;
    };
    expect(await world.run('stop', ONE)).toBe(0);
    expect(world.frames.join('\n')).toContain('CONNECT_TIMEOUT; looking again');
    expect(world.err).toEqual([]);
  });
});
