import { withBed } from './bed.ts';
import { median } from './measure/median.ts';
import { interleave } from './measure/rounds.ts';
import { figure, say, table } from './measure/table.ts';
import { present } from './peers/needs.ts';
import type { Question } from './question.ts';
import { GOPHERCLOUD, LIMIT, NODE_HTTP, ours, type Stopper } from './stoppers.ts';

const SIZES = [1000, 10_000] as const;
const AT_MOST_SECONDS = 240;

/** Whether memory grows with the number of servers. */
export const memory: Question = {
  name: 'memory',
  what: 'peak memory of stop --no-wait at 1,000 and at 10,000 servers',
  takes: ['rounds', 'quiet', 'also'],
  run: async ({ rounds = 1, quiet, also }) => {
    const { here, leftOut } = present([LIMIT, NODE_HTTP, GOPHERCLOUD, ...ours(also, '--no-wait')]);
    const sized = here.flatMap((stopper) => SIZES.map((servers) => ({ stopper, servers })));
    const runs = await withBed((bed) =>
      interleave(
        sized,
        rounds,
        () => true,
        async ({ stopper: { command }, servers }) => {
          const run = await bed.trial(command, { servers, standIn: {}, atMostSeconds: AT_MOST_SECONDS, quiet });
          return run.stats.stops === servers ? run.rssMib : Number.NaN;
        },
      ),
    );
    const peakOf = (stopper: Stopper, servers: number): number =>
      median([...runs].flatMap(([one, mib]) => (one.stopper === stopper && one.servers === servers ? mib : [])));
    const [few, many] = SIZES;
    say(
      'Peak memory, MiB',
      [`Rounds: ${rounds}. A dash: it did not stop all of them.`, ...leftOut],
      table(
        ['stopped by', ...SIZES.map((servers) => `${servers} servers`), 'more, KiB a server'],
        here.map((stopper) => {
          const [atFew, atMany] = [peakOf(stopper, few), peakOf(stopper, many)];
          return [
            stopper.name,
            figure(atFew, 0),
            figure(atMany, 0),
            figure(((atMany - atFew) * 1024) / (many - few), 1),
          ];
        }),
      ),
    );
  },
};
