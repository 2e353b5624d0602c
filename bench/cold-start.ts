import * as v from 'valibot';
import { type Bed, type Tried, withBed } from './bed.ts';
import { startAws } from './cold/aws.ts';
import { bareStart, ourStart, peerStarts, type Start } from './cold/starts.ts';
import { countClean, medianAgainst, medianOf, type Run } from './measure/median.ts';
import { loadNow, neighbours } from './measure/others.ts';
import { interleave } from './measure/rounds.ts';
import { figure, say, table } from './measure/table.ts';
import { present } from './peers/needs.ts';
import type { Question } from './question.ts';
import { checkouts } from './stoppers.ts';

interface Started extends Run {
  /** Milliseconds of processor time until the first server was stopped; of a program that ends then, all of it. */
  readonly cpuMs: number;
  /** Milliseconds that a second server took, warm. */
  readonly warmMs: number;
  readonly rssMib: number;
}

const ROUNDS = 10;
const reported = v.object({ cpuMs: v.number(), warmMs: v.number() });
const lambdaEnv = (aws: string): Readonly<Record<string, string>> => ({
  ...{ AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' },
  ...{ AWS_LAMBDA_FUNCTION_NAME: 'stop', AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
  ...{ AWS_ENDPOINT_URL_SQS: aws, AWS_ENDPOINT_URL_DYNAMODB: aws, AWS_ENDPOINT_URL_SECRETS_MANAGER: aws },
  ...{ QUEUE_URL: `${aws}/1/q`, DEAD_LETTER_QUEUE_URL: `${aws}/1/d`, LEDGER_TABLE: 'ledger' },
  ...{ MAX_RECEIVES: '1000', VISIBILITY_TIMEOUT: '360', CONCURRENCY: '1' },
});

const figuresOf = (start: Start, run: Tried): Omit<Started, 'round'> => {
  const { exit, stats, out, err, others, rssMib, cpuS } = run;
  if (exit !== 0 || stats.stops !== start.stops)
    throw new Error(`${start.name}: exit ${exit}, ${stats.stops} of ${start.stops} stopped: ${err.slice(0, 500)}`);
  const [, json] = /@@(.*)/.exec(out) ?? [];
  const own = json === undefined ? { cpuMs: cpuS * 1000, warmMs: Number.NaN } : v.parse(reported, JSON.parse(json));
  return { ...own, rssMib, others };
};

const startOnce = async (bed: Bed, start: Start, quiet: number, env: Readonly<Record<string, string>>) => {
  const trial = { servers: Math.max(1, start.stops), standIn: {}, atMostSeconds: 60, quiet };
  return figuresOf(start, await bed.trial(start.command, { ...trial, env: { ...env, ...start.env } }));
};

/** What a cold start costs until the first stop, without the platform's own share. */
export const coldStart: Question = {
  name: 'cold-start',
  what: 'processor time of a cold start to the first stop above a bare handler; a second record, warm',
  takes: ['rounds', 'quiet', 'also'],
  run: async ({ rounds = ROUNDS, quiet, also }) => {
    const bare = await bareStart();
    const products = await Promise.all(checkouts(also).map(ourStart));
    const { here, leftOut } = present([bare, ...(await peerStarts()), ...products]);
    const aws = await startAws();
    const env = lambdaEnv(aws.url);
    const loadBefore = loadNow();
    const runs = await withBed(async (bed) => {
      // The first start of each reads its files from the disk, and is not counted.
      for (const start of here) await startOnce(bed, start, 0, env);
      return interleave(
        here,
        rounds,
        () => true,
        async (start, round): Promise<Started> => ({ ...(await startOnce(bed, start, quiet, env)), round }),
      );
    });
    aws.close();
    const base = runs.get(bare) ?? [];
    say(
      'Cold start to the first stop',
      [
        neighbours(loadBefore, [...runs.values()].flat()),
        `Rounds: ${rounds}. Above bare: the median of differences within a round.`,
        ...leftOut,
      ],
      table(
        [
          'started',
          'processor time above bare, ms',
          'second record, warm, ms',
          'processor time, ms',
          'peak memory, MiB',
          'one file, KiB',
          'clean runs',
        ],
        [...runs].map(([{ name, kib = Number.NaN }, tried]) => [
          name,
          figure(
            medianAgainst(tried, base, (run, other) => run.cpuMs - other.cpuMs),
            0,
          ),
          figure(
            medianOf(tried, ({ warmMs }) => warmMs),
            1,
          ),
          figure(
            medianOf(tried, ({ cpuMs }) => cpuMs),
            0,
          ),
          figure(
            medianOf(tried, ({ rssMib }) => rssMib),
            0,
          ),
          figure(kib, 1),
          `${countClean(tried)} of ${tried.length}`,
        ]),
      ),
    );
  },
};
