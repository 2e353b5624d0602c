import type { Selected } from '../engine/record.ts';
import { DUSK, type World } from '../engine/world.ts';
import type { Ask, Poison, Selection } from '../plan.ts';
import { asksOf, iso, selectedBy, selectOf, tellAsked, tellRequest, windowOf } from './asked.ts';
import { DECOY, serverIdOf } from './nova.ts';
import type { Queue } from './queue.ts';
import { scheduled, schedulerLetter } from './schedules.ts';
import { CLOUD } from './timing.ts';

/** A signed delivery to the webhook, in the words of its producer. */
export interface WebhookCall {
  readonly id: string;
  readonly askedAt: number;
  readonly body: string;
  readonly forged: boolean;
}

/** Where requests are sent. */
export interface Doors {
  readonly stop: Queue;
  readonly dead: Queue;
  readonly webhook: ((call: WebhookCall) => void) | undefined;
}

/**
 * Sends what the plan asks for: to the queue, as a schedule or another producer does, or to the webhook. Returns whom to tell that a
 * dead letter was sent back: with it a schedule that could not be delivered is asked for.
 */
export const letCallersAsk = (world: World, { stop, dead, webhook }: Doors): ((letter: string) => void) => {
  const { timeline, plan } = world;
  const undelivered = new Map<string, () => void>();
  plan.asks.forEach((ask, n) => {
    [ask.lateMs, ...ask.againMs].forEach((inMs, delivery) => {
      const at = DUSK + ask.inMs + inMs;
      if (ask.source === 'schedule' && ask.form === 'request') {
        const { body, letter, attributes, tell } = scheduled(world, ask, n);
        timeline.quietly(at, () => {
          if (delivery > 0 || ask.undelivered === undefined) {
            stop.send(body);
            tell();
            return;
          }
          undelivered.set(letter, tell);
          dead.send(letter, attributes);
        });
      } else if (ask.source === 'webhook' && webhook !== undefined)
        timeline.at(at, () => webhook(webhookCall(ask, n, timeline.now())));
      else if (ask.select !== undefined)
        timeline.quietly(at, () => sendSelection(world, stop, ask, ask.select ?? ALL, n));
      else if (ask.form === 'intents' || ask.source === 'webhook')
        timeline.quietly(at, () => sendIntents(world, stop, ask, n));
      else timeline.quietly(at, () => sendRequest(world, stop, ask, n));
    });
  });
  for (const poison of plan.poison) timeline.at(DUSK + poison.inMs, () => sendPoison(world, stop, webhook, poison));
  return (letter) => undelivered.get(letter)?.();
};

const ALL: Selection = { keeps: false };

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
  const askedAt = DUSK + ask.inMs;
  const tell = (requestId: string, requestedAt: number): void =>
    world.tell({ kind: 'selected', selected: selectedBy(ask, selection, requestId, requestedAt) });
  const shared = { ...selectOf(selection), ...(dryRun ? { dryRun } : {}) };
  const window = windowOf(ask);
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
  const aheadMs = world.plan.replays === undefined ? 7_200_000 : 30 * 86_400_000;
  const intent = {
    version: 4,
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
      // A replay after its time would make a request of it like any other.
      send(JSON.stringify({ serverIds, requestId: 'tomorrow', requestedAt: iso(now + aheadMs) }));
      return;
    case 'keyword':
      send(JSON.stringify({ serverIds, schedule: { arn: '<aws.scheduler.schedule-arn>', scheduledTime: iso(now) } }));
      return;
    case 'letter-without-attributes': {
      const schedule = { arn: '<aws.scheduler.schedule-arn>', scheduledTime: '<aws.scheduler.scheduled-time>' };
      send(schedulerLetter(JSON.stringify({ serverIds, schedule })));
      return;
    }
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
