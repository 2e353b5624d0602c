import { type Tried, withBed } from './bed.ts';
import { interleave } from './measure/rounds.ts';
import { say, table } from './measure/table.ts';
import { present } from './peers/needs.ts';
import type { Question } from './question.ts';
import { LIMITS, ours, PEERS } from './stoppers.ts';

// Options of the stand-in. One seed: the same chance for everybody.
const FAULTS: readonly (readonly [name: string, standIn: Readonly<Record<string, number>>])[] = [
  ['none', {}],
  ['20 % are off already', { pct_stopped: 20 }],
  ['503 for 5 %, Retry-After 1 s', { fault_503: 5 }],
  ['reset before the stop, 5 %', { fault_reset: 5 }],
  ['stop done, answer lost, 10 %', { fault_lost: 10 }],
  ['429 over 200 a second', { rate: 200, burst: 100 }],
  ['token revoked after 150 requests', { revoke_after: 150 }],
  ['never answered, 1 %', { fault_hang: 1 }],
];
const SERVERS = 200;
const LATENCY_MS = 2;
const SEED = 7;
const AT_MOST_SECONDS = 30;

/** Waits of the product that are minutes by default, as short as its rules let them be. */
const SHORT_WAITS = {
  STOP_QUARANTINE: 'PT11S',
  LOOK_AGAIN_MIN: 'PT1S',
  LOOK_AGAIN_MAX: 'PT2S',
};

const passed = ({ stats, exit }: Tried): boolean =>
  stats.stops === stats.running && stats.postedTwice === 0 && stats.early === 0 && exit !== 'hung';

const cellOf = (run: Tried): string => {
  const { stats, exit, wallS } = run;
  const words = [
    `${stats.stops} of ${stats.running}`,
    ...(stats.postedTwice > 0 ? [`${stats.postedTwice} posted twice`] : []),
    ...(stats.early > 0 ? [`${stats.early} early`] : []),
    ...(exit === 0 ? [] : [exit === 'hung' ? 'hung' : `exit ${exit}`]),
    `${wallS.toFixed(1)} s`,
  ];
  return passed(run) ? `**${words.join(', ')}**` : words.join(', ');
};

/** What each does when the cloud misbehaves. */
export const faults: Question = {
  name: 'faults',
  what: 'eight faults of the cloud, 200 servers: who stops all of them, each once, and keeps Retry-After',
  takes: ['servers', 'also'],
  run: async ({ servers = SERVERS, also }) => {
    const waiting = ours(also).map((stopper) => ({ ...stopper, name: `${stopper.name}, until off` }));
    const noWait = ours(also, '--no-wait').map((stopper) => ({ ...stopper, name: `${stopper.name}, --no-wait` }));
    // The others of the limits look at no answer.
    const { here, leftOut } = present([...LIMITS.slice(-1), ...PEERS, ...noWait, ...waiting]);
    const trial = { servers, atMostSeconds: AT_MOST_SECONDS, quiet: 0, env: SHORT_WAITS };
    const optionsOf = (column: number) => ({ latency_ms: LATENCY_MS, seed: SEED, ...FAULTS[column]?.[1] });
    const runs = await withBed((bed) =>
      interleave(
        here,
        FAULTS.length,
        () => true,
        ({ command }, column) => bed.trial(command, { ...trial, standIn: optionsOf(column) }),
      ),
    );
    say(
      'Faults of the cloud',
      [
        `Servers stopped of those that ran, as the stand-in counted them; ${LATENCY_MS} ms an answer, ${AT_MOST_SECONDS} s at most, one run each. Bold: all stopped, none posted twice, no server asked again before its Retry-After was over (early).`,
        `The product runs with ${Object.entries(SHORT_WAITS)
          .map(([name, value]) => `${name}=${value}`)
          .join(', ')}.`,
        ...leftOut,
      ],
      table(
        ['stopped by', ...FAULTS.map(([name]) => name), 'passed'],
        [...runs].map(([{ name }, tried]) => [
          name,
          ...tried.map(cellOf),
          `${tried.filter(passed).length} of ${FAULTS.length}`,
        ]),
      ),
    );
  },
};
