import { formatInstant, type Instant } from '../../lib/instant.ts';
import type { Night, RequestRow, ServerRow } from './night/night.ts';
import { endCounts, lookAgains, quantile, timesToOff } from './night/stats.ts';
import type { Saving, Savings } from './rates/savings.ts';

const time = (at: Instant | undefined): string | undefined => (at === undefined ? undefined : formatInstant(at));

const requestJson = (request: RequestRow): object => {
  const { requestId, source, cloud, dryRun, requestedAt, notAfter, verdict, because, counts, servers } = request;
  return {
    ...{ kind: 'request', requestId, source, cloud, dryRun, requestedAt: time(requestedAt), notAfter: time(notAfter) },
    ...{ verdict, because, counts, outcomes: Object.fromEntries(endCounts(servers)) },
  };
};

const serverJson = (row: ServerRow, { requestId, requestedAt }: RequestRow): object => ({
  ...{ kind: 'server', requestId, cloud: row.cloud, serverId: row.serverId, name: row.name, outcome: row.end },
  ...{ reason: row.reason, because: row.because, requestedAt: time(requestedAt), acceptedAt: time(row.acceptedAt) },
  ...{ endedAt: time(row.endedAt), attempts: row.attempts, trouble: row.trouble },
  sends: row.ticks.map(({ at, state, trouble }) => ({ at: time(at), state, trouble })),
  openstackRequestId: row.openstackRequestId,
});

const offJson = (night: Night, savings: Savings | undefined): readonly object[] =>
  night.off.map((server, at) => {
    const { hours } = server;
    return {
      ...{ kind: 'off', cloud: server.cloud, serverId: server.serverId, name: server.name },
      ...{ flavor: server.flavors[0], machine: server.machine },
      ...(hours.kind === 'unknown'
        ? { because: hours.because }
        : {
            offMs: hours.offMs,
            spans: hours.spans.map(({ fromAt, untilAt, end }) => ({
              fromAt: time(fromAt),
              untilAt: time(untilAt),
              end,
            })),
          }),
      ...savingJson(savings?.servers[at]),
    };
  });

const savingJson = (saving: Saving | undefined): object =>
  saving === undefined ? {} : { money: saving.money, ...(saving.kWh === undefined ? {} : { kWh: saving.kWh }) };

const totalJson = (night: Night, savings: Savings | undefined): object => {
  const times = timesToOff(night);
  return {
    ...{ kind: 'total', about: night.about, fromAt: time(night.fromAt), writtenAt: time(night.writtenAt) },
    ...{
      requests: night.requests.length,
      outcomes: Object.fromEntries(endCounts(night.requests.flatMap((one) => one.servers))),
    },
    ...{ timeToOffP50Ms: quantile(times, 0.5), timeToOffMaxMs: times.at(-1), ...lookAgains(night) },
    offMs: night.off.reduce((sum, { hours }) => sum + (hours.kind === 'known' ? hours.offMs : 0), 0),
    hoursUnknown: night.off.filter(({ hours }) => hours.kind === 'unknown').length,
    ...(savings && { saved: Object.fromEntries(savings.totals), kWh: savings.kWh }),
    unread: night.unread,
  };
};

/** The records of a night, one object a line: requests, their servers, hours off, and the total (docs/commands.md). */
export const jsonLines = (night: Night, savings: Savings | undefined): readonly string[] =>
  [
    ...night.requests.flatMap((request) => [
      requestJson(request),
      ...request.servers.map((row) => serverJson(row, request)),
    ]),
    ...offJson(night, savings),
    totalJson(night, savings),
  ].map((one) => JSON.stringify(one));
