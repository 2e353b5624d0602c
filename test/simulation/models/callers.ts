import type { Asked, Selected } from '../engine/record.ts';
import { DUSK, type World } from '../engine/world.ts';
import type { Ask, Poison, Selection } from '../plan.ts';
import { KEEP, TAG } from './deeds.ts';
import { DECOY, serverIdOf } from './nova.ts';
import type { Queue } from './queue.ts';
import { CLOUD } from './timing.ts';

/** A signed delivery to the webhook, in the words of its producer. */
export interface WebhookCall {
  readonly id: string;
  readonly askedAt: number;
  readonly body: string;
  readonly forged: boolean;
}

// `toISOString` works a microsecond on each; most have their minute in common.
const minutes = new Map<number, string>();
const iso = (at: number): string => {
  const minute = Math.floor(at / 60_000);
  const start = minutes.get(minute) ?? new Date(minute * 60_000).toISOString().slice(0, -7);
  minutes.set(minute, start);
  const ms = String(100_000 + (at - minute * 60_000));
  return `${start}${ms.slice(1, 3)}.${ms.slice(3)}Z`;
};
const ARN = 'arn:aws:scheduler:eu-central-1:123456789012:schedule/lights-out/evening';

/** Sends what the plan asks for: to the queue, as a schedule or another producer does, or to the webhook. */
export const letCallersAsk = (world: World, stop: Queue, webhook: ((call: WebhookCall) => void) | undefined): void => {
  const { timeline, plan } = world;
  plan.asks.forEach((ask, n) => {
    for (const inMs of [ask.lateMs, ...ask.againMs]) {
      const at = DUSK + ask.inMs + inMs;
      if (ask.source === 'webhook' && webhook !== undefined)
        timeline.at(at, () => webhook(webhookCall(ask, n, timeline.now())));
      else if (ask.select !== undefined)
        timeline.quietly(at, () => sendSelection(world, stop, ask, ask.select ?? ALL, n));
      else if (ask.form === 'intents' || ask.source === 'webhook')
        timeline.quietly(at, () => sendIntents(world, stop, ask, n));
      else timeline.quietly(at, () => sendRequest(world, stop, ask, n));
    }
  });
  for (const poison of plan.poison) timeline.at(DUSK + poison.inMs, () => sendPoison(world, stop, webhook, poison));
};

const asksOf = (ask: Ask, requestId: string, requestedAt: number): readonly Asked[] =>
  ask.servers.map((server) => ({
    source: ask.source,
    requestId,
    server: serverIdOf(server),
    requestedAt,
    notAfter: requestedAt + ask.windowMs,
    dryRun: ask.dryRun,
  }));

const tellAsked = (world: World, all: readonly Asked[]): void => {
  for (const asked of all) world.tell({ kind: 'asked', asked });
};

const tellRequest = (world: World, all: readonly Asked[]): void => {
  const [first] = all;
  if (first === undefined) return;
  const { server: _, ...request } = first;
  world.tell({ kind: 'listed-request', request, servers: all.map(({ server }) => server) });
  tellAsked(world, all);
};

const windowOf = (ask: Ask): string => `PT${Math.round(ask.windowMs / 1000)}S`;

const ALL: Selection = { keeps: false };

const selectOf = ({ keeps, atMost }: Selection) => ({
  select: { tags: [TAG], ...(keeps ? { except: { tags: [KEEP] } } : {}) },
  ...(atMost === undefined ? {} : { atMost }),
});

/** A request by `select` as it leaves the webhook. */
export const selectedIn = (body: string): Selected => {
  const { request } = JSON.parse(body) as {
    readonly request: {
      readonly requestId: string;
      readonly requestedAt: string;
      readonly notAfter: string;
      readonly dryRun: boolean;
      readonly select: { readonly tags: readonly string[]; readonly except?: { readonly tags: readonly string[] } };
      readonly atMost?: NonNullable<Selected['atMost']>;
    };
  };
  const { requestId, requestedAt, notAfter, dryRun, select, atMost } = request;
  const [except] = select.except?.tags ?? [];
  return {
    source: 'webhook',
    ...{ requestId, dryRun },
    requestedAt: Date.parse(requestedAt),
    notAfter: Date.parse(notAfter),
    tag: select.tags[0] ?? '',
    ...(except === undefined ? {} : { except }),
    ...(atMost === undefined ? {} : { atMost }),
    notOn: [],
  };
};

const sendSelection = (world: World, stop: Queue, ask: Ask, selection: Selection, n: number): void => {
  const { source, dryRun, windowMs } = ask;
  const { keeps, atMost, notOn = [], calendarEndsMs } = selection;
  const askedAt = DUSK + ask.inMs;
  const spans = notOn.map(({ fromMs, toMs }) => ({ from: askedAt + fromMs, to: askedAt + toMs }));
  const calendarEnds = calendarEndsMs === undefined ? undefined : askedAt + calendarEndsMs;
  const tell = (requestId: string, requestedAt: number): void =>
    world.tell({
      kind: 'selected',
      selected: {
        ...{ source, requestId, requestedAt, dryRun },
        notAfter: requestedAt + Math.round(windowMs / 1000) * 1000,
        tag: TAG,
        ...(keeps ? { except: KEEP } : {}),
        ...(atMost === undefined ? {} : { atMost }),
        notOn: source === 'schedule' ? spans : [],
        ...(calendarEnds === undefined || source !== 'schedule' ? {} : { calendarEnds }),
      },
    });
  const shared = { ...selectOf(selection), ...(dryRun ? { dryRun } : {}) };
  const window = windowOf(ask);
  if (source === 'schedule') {
    const schedule = { arn: `${ARN}-${n}`, scheduledTime: iso(askedAt) };
    const calendar = {
      ...(spans.length === 0
        ? {}
        : { notOn: spans.map(({ from, to }) => ({ from: iso(from), to: iso(to), why: 'a holiday' })) }),
      ...(calendarEnds === undefined ? {} : { calendarEnds: iso(calendarEnds) }),
    };
    stop.send(JSON.stringify({ ...shared, window, schedule, ...calendar }));
    tell(`${schedule.arn}@${schedule.scheduledTime}`, askedAt);
    return;
  }
  if (source === 'webhook') {
    const notAfter = iso(askedAt + Math.round(windowMs / 1000) * 1000);
    const stamped = { requestId: `msg_${n}`, requestedAt: iso(askedAt), notAfter, cloud: CLOUD };
    stop.send(JSON.stringify({ request: { version: 1, source, ...stamped, ...selectOf(selection), dryRun } }));
    tell(`msg_${n}`, askedAt);
    return;
  }
  if (ask.named) {
    stop.send(JSON.stringify({ ...shared, window, requestId: `night-${n}`, requestedAt: iso(askedAt) }));
    tell(`night-${n}`, askedAt);
    return;
  }
  const id = stop.send(JSON.stringify({ ...shared, window }));
  tell(id, world.timeline.now());
};

const webhookCall = (ask: Ask, n: number, now: number): WebhookCall => {
  // Whole seconds, and anew for each attempt: only the first one counts.
  const askedAt = Math.floor(now / 1000) * 1000;
  const id = `msg_${n}`;
  const what = ask.select === undefined ? { serverIds: ask.servers.map(serverIdOf) } : selectOf(ask.select);
  const body = JSON.stringify({ ...what, window: windowOf(ask), dryRun: ask.dryRun });
  return { id, askedAt, body, forged: false };
};

const sendIntents = (world: World, stop: Queue, ask: Ask, n: number): void => {
  const all = asksOf(ask, `msg_${n}`, DUSK + ask.inMs);
  tellAsked(world, all);
  for (const { source, requestId, server, requestedAt, notAfter, dryRun } of all) {
    const intent = {
      version: 1,
      source,
      requestId,
      serverId: server,
      cloud: CLOUD,
      requestedAt: iso(requestedAt),
      notAfter: iso(notAfter),
      dryRun,
    };
    stop.send(JSON.stringify({ intent }));
  }
};

const sendRequest = (world: World, stop: Queue, ask: Ask, n: number): void => {
  const askedAt = DUSK + ask.inMs;
  const shared = {
    serverIds: ask.servers.map(serverIdOf),
    window: windowOf(ask),
    ...(ask.dryRun ? { dryRun: true } : {}),
  };
  if (ask.source === 'schedule') {
    stop.send(JSON.stringify({ ...shared, schedule: { arn: `${ARN}-${n}`, scheduledTime: iso(askedAt) } }));
    tellRequest(world, asksOf(ask, `${ARN}-${n}@${iso(askedAt)}`, askedAt));
    return;
  }
  if (ask.named) {
    stop.send(JSON.stringify({ ...shared, requestId: `night-${n}`, requestedAt: iso(askedAt) }));
    tellRequest(world, asksOf(ask, `night-${n}`, askedAt));
    return;
  }
  const id = stop.send(JSON.stringify(shared));
  tellRequest(world, asksOf(ask, id, world.timeline.now()));
};

const sendPoison = (
  world: World,
  stop: Queue,
  webhook: ((call: WebhookCall) => void) | undefined,
  { what }: Poison,
): void => {
  const now = world.timeline.now();
  const send = (body: string): void => world.tell({ kind: 'poison', id: stop.send(body) });
  const serverIds = [DECOY];
  const intent = {
    version: 3,
    source: 'queue',
    requestId: 'newer',
    serverId: DECOY,
    cloud: CLOUD,
    requestedAt: iso(now),
    notAfter: iso(now + 3_600_000),
    dryRun: false,
  };
  switch (what) {
    case 'not-json':
      send(`{"serverIds": ["${DECOY}"]`);
      return;
    case 'unknown-field':
      send(JSON.stringify({ serverIds, force: true }));
      return;
    case 'future':
      send(JSON.stringify({ serverIds, requestId: 'tomorrow', requestedAt: iso(now + 7_200_000) }));
      return;
    case 'keyword':
      send(JSON.stringify({ serverIds, schedule: { arn: '<aws.scheduler.schedule-arn>', scheduledTime: iso(now) } }));
      return;
    case 'backwards':
      send(JSON.stringify({ serverIds, requestedAt: iso(now), notAfter: iso(now - 1000) }));
      return;
    case 'newer':
      stop.send(JSON.stringify({ intent }));
      return;
    case 'forged-webhook':
    case 'changed-webhook': {
      const forged = what === 'forged-webhook';
      const askedAt = Math.floor(now / 1000) * 1000;
      webhook?.({
        id: forged ? 'msg_forged' : 'msg_0',
        askedAt,
        body: JSON.stringify({ serverIds, reason: what }),
        forged,
      });
    }
  }
};
