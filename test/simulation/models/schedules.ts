import { DUSK, type World } from '../engine/world.ts';
import type { Ask, Selection } from '../plan.ts';
import { asksOf, iso, selectedBy, selectOf, tellRequest, windowOf } from './asked.ts';
import { serverIdOf } from './nova.ts';
import type { Attributes } from './queue.ts';

const ARN = 'arn:aws:scheduler:eu-central-1:123456789012:schedule/lights-out/evening';

/** One occurrence of a schedule, as it is delivered and as Scheduler leaves it when it cannot be. */
export interface Occurrence {
  readonly body: string;
  readonly letter: string;
  readonly attributes: Attributes;
  /** Tells what it asks for. */
  tell(): void;
}

/** The body of Scheduler's dead letter (EventBridge Scheduler User Guide, "Configuring a schedule's dead-letter queue"). */
export const schedulerLetter = (body: string): string =>
  JSON.stringify({ MessageBody: body, QueueUrl: 'https://sqs.example/stop' });

// Of a schedule alone: when it stops nothing, and when its calendar ends.
const calendarOf = ({ notOn = [], calendarEndsMs }: Selection, askedAt: number) => ({
  notOn: notOn.map(({ fromMs, toMs }) => ({ from: askedAt + fromMs, to: askedAt + toMs })),
  ...(calendarEndsMs === undefined ? {} : { calendarEnds: askedAt + calendarEndsMs }),
});

const requestOf = (ask: Ask, askedAt: number): object => {
  const { select, servers, dryRun } = ask;
  const shared = { window: windowOf(ask), ...(dryRun ? { dryRun } : {}) };
  if (select === undefined) return { serverIds: servers.map(serverIdOf), ...shared };
  const { notOn, calendarEnds } = calendarOf(select, askedAt);
  return {
    ...{ ...selectOf(select), ...shared },
    ...(notOn.length === 0
      ? {}
      : { notOn: notOn.map(({ from, to }) => ({ from: iso(from), to: iso(to), why: 'a holiday' })) }),
    ...(calendarEnds === undefined ? {} : { calendarEnds: iso(calendarEnds) }),
  };
};

/** The nth request of a plan, which a schedule makes. */
export const scheduled = (world: World, ask: Ask, n: number): Occurrence => {
  const askedAt = DUSK + ask.inMs;
  const arn = `${ARN}-${n}`;
  const scheduledTime = iso(askedAt);
  const request = requestOf(ask, askedAt);
  const body = JSON.stringify({ ...request, schedule: { arn, scheduledTime } });
  const keywords = { arn: '<aws.scheduler.schedule-arn>', scheduledTime: '<aws.scheduler.scheduled-time>' };
  const requestId = `${arn}@${scheduledTime}`;
  return {
    body,
    letter: schedulerLetter(ask.undelivered === 'left' ? JSON.stringify({ ...request, schedule: keywords }) : body),
    attributes: { SCHEDULED_TIME: scheduledTime, SCHEDULE_ARN: arn, ERROR_CODE: 'AccessDeniedException' },
    tell: () => {
      if (ask.select === undefined) return tellRequest(world, asksOf(ask, requestId, askedAt));
      const selected = { ...selectedBy(ask, ask.select, requestId, askedAt), ...calendarOf(ask.select, askedAt) };
      world.tell({ kind: 'selected', selected });
    },
  };
};
