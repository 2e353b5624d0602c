import type { Asked, Selected } from '../engine/record.ts';
import type { World } from '../engine/world.ts';
import type { Ask, Selection } from '../plan.ts';
import { KEEP, TAG } from './deeds.ts';
import { serverIdOf } from './nova.ts';

// `toISOString` works a microsecond on each; most have their minute in common.
const minutes = new Map<number, string>();
/** An instant as a caller writes it. */
export const iso = (at: number): string => {
  const minute = Math.floor(at / 60_000);
  const start = minutes.get(minute) ?? new Date(minute * 60_000).toISOString().slice(0, -7);
  minutes.set(minute, start);
  const ms = String(100_000 + (at - minute * 60_000));
  return `${start}${ms.slice(1, 3)}.${ms.slice(3)}Z`;
};

/** What a request by ids asks for, one a server. */
export const asksOf = (ask: Ask, requestId: string, requestedAt: number): readonly Asked[] =>
  ask.servers.map((server) => ({
    source: ask.source,
    requestId,
    server: serverIdOf(server),
    requestedAt,
    notAfter: requestedAt + ask.windowMs,
    dryRun: ask.dryRun,
  }));

/** Tells what was asked for. */
export const tellAsked = (world: World, all: readonly Asked[]): void => {
  for (const asked of all) world.tell({ kind: 'asked', asked });
};

/** The same of a request by ids that is still to be split. */
export const tellRequest = (world: World, all: readonly Asked[]): void => {
  const [first] = all;
  if (first === undefined) return;
  const { server: _, ...request } = first;
  world.tell({ kind: 'listed-request', request, servers: all.map(({ server }) => server) });
  tellAsked(world, all);
};

/** The window of a request in its own words. */
export const windowOf = (ask: Ask): string => `PT${Math.round(ask.windowMs / 1000)}S`;

/** A selection in the words of a request. */
export const selectOf = ({ keeps, atMost }: Selection) => ({
  select: { tags: [TAG], ...(keeps ? { except: { tags: [KEEP] } } : {}) },
  ...(atMost === undefined ? {} : { atMost }),
});

/** A selection as the one who asked knows it. */
export const selectedBy = (
  { source, dryRun, windowMs }: Ask,
  { keeps, atMost }: Selection,
  requestId: string,
  requestedAt: number,
): Selected => ({
  ...{ source, requestId, requestedAt, dryRun },
  notAfter: requestedAt + Math.round(windowMs / 1000) * 1000,
  tag: TAG,
  ...(keeps ? { except: KEEP } : {}),
  ...(atMost === undefined ? {} : { atMost }),
  notOn: [],
});
