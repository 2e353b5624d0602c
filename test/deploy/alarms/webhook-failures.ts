import { alertOnce, every, NOTHING } from './deeds.ts';
import type { Failure } from './failure.ts';

/** Calls that are not taken. */
export const WEBHOOK_FAILURES: readonly Failure[] = [
  {
    failure: 'the webhook crashes, runs out of time or is throttled, one call',
    happens: (world) => world.answer(0, '5xx'),
    rings: 'WebhookFailed 5',
  },
  {
    failure: 'the webhook’s secret, queue or table cannot be used',
    happens: (world) => {
      alertOnce(world, 'webhook', 'webhook');
      world.answer(0, '5xx');
    },
    rings: 'Alert 5, WebhookFailed 5',
  },
  {
    failure: 'one `webhook-id` with two bodies',
    happens: (world) => {
      world.hold('stop', NOTHING);
      world.call(0, 'webhook');
      world.answer(0, '4xx');
      world.say(0, 'webhook', (telemetry) => telemetry.conflict({ requestId: 'r', serverId: null, because: 'b' }));
    },
    rings: 'Alert 5',
  },
  {
    failure: 'a flood of unsigned calls: ten a second are answered 401, and no 429 is counted',
    happens: (world) => every(1, (minute) => world.answer(minute, '4xx', 600), 30),
    rings: 'WebhookRefused 5',
  },
  {
    failure: 'signed calls come faster than the throttle allows: twenty are answered 429',
    happens: (world) => world.answer(0, '4xx', 20),
    rings: 'WebhookRefused 5',
  },
  {
    failure: 'a caller with an old key or a wrong clock that tries twice a minute',
    happens: (world) => every(1, (minute) => world.answer(minute, '4xx', 2), 60),
    rings: 'WebhookRefused 11',
  },
];
