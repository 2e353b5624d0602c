import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as v from 'valibot';

/** What the stand-in counted since the last reset; times in microseconds. */
export interface Stats {
  /** Servers that ran at the reset: each of them can be stopped. */
  readonly running: number;
  readonly requests: number;
  readonly tokens: number;
  readonly stops: number;
  /** Servers that were asked more than once to stop. */
  readonly postedTwice: number;
  /** Requests for a server that came before its Retry-After was over. */
  readonly early: number;
  readonly connections: number;
  readonly maxInFlight: number;
  readonly novaSpanUs: number;
}

const statsSchema: v.GenericSchema<unknown, Stats> = v.object({
  running: v.number(),
  requests: v.number(),
  tokens: v.number(),
  stops: v.number(),
  postedTwice: v.number(),
  early: v.number(),
  connections: v.number(),
  maxInFlight: v.number(),
  novaSpanUs: v.number(),
});

/** The stand-in as it runs. */
export interface StandIn {
  readonly pid: number;
  /** What a client needs of its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** All servers and counts as at the start, with options of `nova.c`. */
  reset(options: Readonly<Record<string, number>>): Promise<void>;
  stats(): Promise<Stats>;
  /** The ids of the first servers, one a line. */
  ids(count: number): Promise<string>;
  stop(): Promise<void>;
}

const BANNER = /^(http:\/\/127\.0\.0\.1:\d+) (\w+)$/m;

/** Starts the stand-in on a free port of 127.0.0.1. */
export const startStandIn = async (path: string): Promise<StandIn> => {
  const child = spawn(path, { stdio: ['ignore', 'pipe', 'inherit'] });
  const kill = (): boolean => child.kill();
  process.once('exit', kill);
  const [first]: unknown[] = await once(child.stdout, 'data');
  const [, base, project] = BANNER.exec(String(first)) ?? [];
  if (child.pid === undefined || base === undefined) throw new Error(`the stand-in did not start: ${String(first)}`);
  const ask = async (method: 'GET' | 'POST', what: string): Promise<string> => {
    const answer = await fetch(`${base}/bench/${what}`, { method, headers: { connection: 'close' } });
    if (!answer.ok) throw new Error(`the stand-in refused ${what}: ${answer.status}`);
    return answer.text();
  };
  return {
    pid: child.pid,
    env: {
      OS_AUTH_URL: `${base}/v3`,
      OS_USERNAME: 'bench',
      OS_PASSWORD: 'bench-pass',
      OS_PROJECT_NAME: 'bench',
      OS_USER_DOMAIN_ID: 'default',
      OS_PROJECT_DOMAIN_ID: 'default',
      OS_REGION_NAME: 'RegionOne',
      OS_IDENTITY_API_VERSION: '3',
      NOVA_URL: `${base}/v2.1/${project}`,
    },
    reset: async (options) => {
      const query = Object.entries(options).map(([name, value]) => `${name}=${value}`);
      await ask('POST', `reset${query.length > 0 ? '?' : ''}${query.join('&')}`);
    },
    stats: async () => v.parse(statsSchema, JSON.parse(await ask('GET', 'stats'))),
    ids: (count) => ask('GET', `ids?n=${count}`),
    stop: async () => {
      process.off('exit', kill);
      kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
};
