import type { EndWord, Night, OffServer, RequestRow, ServerRow } from '../../../cli/report/night/night.ts';
import { at, HOUR, NOON } from '../../builders.ts';
import { idOf } from '../a-cloud.ts';

const ENDS: readonly EndWord[] = [
  ...Array<EndWord>(12).fill('stopped'),
  ...(['already-stopped', 'superseded', 'held', 'dead-lettered', 'rehearsed', 'open', 'otherwise'] as const),
];

/** What a page has to bear: a name that is markup. */
export const HOSTILE = '</script><img src=x onerror=alert(1)>"\'&';

const row = (n: number): ServerRow => {
  const end = ENDS[n % ENDS.length] ?? 'stopped';
  const seconds = 4 + ((n * 37) % 400) / (n % 3 === 0 ? 1 : 8);
  const accepted = 1 + (n % 7) / 3;
  const sends = end === 'stopped' || end === 'dead-lettered' || end === 'open';
  return {
    ...{ cloud: 'otc', serverId: idOf(n), name: n === 3 ? HOSTILE : `bms-${String(n).padStart(3, '0')}`, end },
    because: end === 'held' ? 'locked: "release week" (k.meier)' : 'a sentence of the worker about this server',
    ...(end === 'dead-lettered' ? { reason: n % 2 === 0 ? 'unverified' : 'stop-failed', trouble: 'conflict' } : {}),
    ticks: sends
      ? [
          ...(n % 6 === 0 ? [{ at: at(accepted / 2), state: 'refused', trouble: 'throttled' } as const] : []),
          { at: at(accepted), state: end === 'dead-lettered' ? 'failed' : 'accepted' },
        ]
      : [],
    ...(sends ? { acceptedAt: at(accepted) } : {}),
    ...(end === 'open' ? {} : { endedAt: at(sends ? accepted + seconds : 1.5) }),
    attempts: 2 + (n % 5),
  };
};

const request = (requestId: string, from: number, count: number, changes: Partial<RequestRow> = {}): RequestRow => ({
  ...{ cloud: 'otc', source: 'schedule', requestId, dryRun: false, part: 'select', requestedAt: NOON },
  ...{ notAfter: NOON + 2 * HOUR, verdict: 'chosen', because: `${count} of ${count + 40}` },
  counts: { listed: count + 40, matched: count, leftOut: { tags: 30, 'except.metadata': 10 } },
  servers: Array.from({ length: count }, (_, n) => row(from + n)),
  ...changes,
});

/** A night with that many servers in its first request, and every kind of everything. */
export const aFullNight = (count: number): Night => {
  const requests = [
    request(
      'arn:aws:scheduler:eu-central-1:123456789012:schedule/lights-out-prod/weekday-nights@2026-11-23T12:00Z',
      0,
      count,
    ),
    request('greedy', 0, 0, { verdict: 'too-many', because: '90 match, atMost is 5', servers: [] }),
  ];
  const stopped = requests.flatMap(({ servers }) => servers.filter(({ end }) => end === 'stopped'));
  const off = stopped.map(({ cloud, serverId, name, endedAt = NOON }, n): OffServer => {
    const untilAt = n % 3 === 0 ? NOON + 11 * HOUR : NOON + (5 + (n % 40) / 10) * HOUR;
    return {
      ...{ cloud, serverId, flavors: ['physical.o2.medium'], machine: 'bare-metal' as const },
      ...(name === undefined ? {} : { name }),
      hours:
        n % 10 === 4
          ? { kind: 'unknown', because: 'its action list cannot be read: no right' }
          : {
              kind: 'known',
              offMs: untilAt - endedAt,
              spans: [{ fromAt: endedAt, untilAt, end: n % 3 === 0 ? 'still-off' : 'powered-on' }],
            },
    };
  });
  return {
    ...{ about: 'the last 24 h', fromAt: NOON - 13 * HOUR, writtenAt: NOON + 11 * HOUR, requests, off },
    unread: ['1 request cannot be read by this version'],
  };
};
