import type { Asked } from '../engine/record.ts';
import { DUSK, type World } from '../engine/world.ts';
import type { Ask, Poison } from '../plan.ts';
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

const windowOf = (ask: Ask): string => `PT${Math.round(ask.windowMs / 1000)}S`;

const webhookCall = (ask: Ask, n: number, now: number): WebhookCall => {
  // Whole seconds, and anew for each attempt: only the first one counts.
  const askedAt = Math.floor(now / 1000) * 1000;
  const id = `msg_${n}`;
  const body = JSON.stringify({ serverIds: ask.servers.map(serverIdOf), window: windowOf(ask), dryRun: ask.dryRun });
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
    tellAsked(world, asksOf(ask, `${ARN}-${n}@${iso(askedAt)}`, askedAt));
    return;
  }
  if (ask.named) {
    stop.send(JSON.stringify({ ...shared, requestId: `night-${n}`, requestedAt: iso(askedAt) }));
    tellAsked(world, asksOf(ask, `night-${n}`, askedAt));
    return;
  }
  const id = stop.send(JSON.stringify(shared));
  tellAsked(world, asksOf(ask, id, world.timeline.now()));
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
