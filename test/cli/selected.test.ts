import { expect, test } from 'vitest';
import { createHalt } from '../../cli/stop/halt.ts';
import { jsonProgress } from '../../cli/stop/progress.ts';
import { stopServers } from '../../cli/stop/stop-servers.ts';
import { NO_GUARDS } from '../../lib/power/guard/guards.ts';
import { NO_FREEZES } from '../../lib/power/ports/freezes.ts';
import { anIntent, HOUR, TIMING } from '../builders.ts';
import { idOf } from './a-cloud.ts';
import { aTerminal } from './a-terminal.ts';

test('A run by a selection stops what still matches it, and holds what does not', async () => {
  const [night, day] = [idOf(1), idOf(2)];
  const { terminal, clock, cloud } = aTerminal({
    machines: { [night]: { server: { tags: ['night'] } }, [day]: { server: { tags: ['day'] } } },
  });
  const now = clock.now();
  const intents = [night, day].map((serverId) =>
    anIntent({ serverId, requestedAt: now, notAfter: now + HOUR, selectDigest: 'a'.repeat(64) }),
  );
  const run = (select: { readonly tags: readonly string[] }) =>
    clock.drive(
      stopServers(
        { intents, concurrency: 2, wait: true, select },
        {
          clouds: cloud.clouds,
          clock,
          timing: TIMING,
          guards: NO_GUARDS,
          freezes: NO_FREEZES,
          progress: jsonProgress(terminal.output, clock),
          halt: createHalt(),
        },
      ),
    );
  expect(await run({ tags: ['night'] })).toMatchObject([
    { serverId: night, outcome: 'stopped' },
    { serverId: day, outcome: 'held', because: 'no longer matches: tags: does not fit "night"' },
  ]);
  expect(cloud.calls.filter((call) => call.startsWith('stop'))).toEqual([`stop ${night}`]);
});
