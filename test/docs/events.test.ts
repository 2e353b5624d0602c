import { expect, test } from 'vitest';
import { EVENT_SOURCE } from '../../lib/aws/event-bridge.ts';
import type { OutgoingEvent } from '../../lib/power/ports/reports.ts';
import { completeEvent } from '../../lib/roll/complete-event.ts';
import { noticeOf } from '../../lib/roll/notice.ts';
import { serverEvent } from '../../lib/roll/server-ends.ts';
import type { Tally } from '../../lib/roll/tally.ts';
import { anIntent, aRoll, aServerId, HOUR, MINUTE, SECOND } from '../builders.ts';
import { read } from './documents.ts';
import { EVENT_RECIPE, recipe } from './recipe-page.ts';

// The examples of the contract are what the code makes of this evening.
const ASKED_AT = Date.parse('2026-11-30T20:00:00Z');
const CI = aServerId('5f0c1a3e-8d3b-4c52-9b1f-2f6f0f8f6a01');
const DB = aServerId('6a1d2b4f-9e4c-4d63-8c2a-3a7a1a9a7b12');
const STUCK = { reason: 'stuck', because: 'still powering off' } as const;

const roll = aRoll({
  cloud: 'openstack',
  requestedAt: ASKED_AT,
  notAfter: ASKED_AT + HOUR,
  select: { tags: ['env=dev'] },
  because: '3 of 9',
  counts: { listed: 9, matched: 3, leftOut: { tags: 6 } },
});
const counted: Tally = {
  servers: 3,
  outcomes: { stopped: 2, 'dead-lettered': 1 },
  failures: [{ serverId: DB, name: 'db-1', outcome: 'dead-lettered', ...STUCK }],
  open: [],
  timeToOffMs: { p50: 45 * SECOND, max: 61 * SECOND },
};
const line = { attempt: 1, receiveCount: 1, tookMs: 1, endedAt: 0, repeated: false };
const intent = anIntent({ source: 'queue', cloud: 'openstack', requestedAt: ASKED_AT, notAfter: ASKED_AT + HOUR });

const complete = (changes: Partial<Tally> = {}, of = roll): OutgoingEvent =>
  completeEvent(of, { ...counted, ...changes }, ASKED_AT + 17 * MINUTE);
const EVENTS = [
  serverEvent({
    ...line,
    intent: { ...intent, serverId: CI },
    outcome: { kind: 'stopped', because: 'off after our stop' },
    ended: { at: ASKED_AT + 45 * SECOND, name: 'ci-7' },
  }),
  serverEvent({
    ...line,
    intent: { ...intent, serverId: DB },
    outcome: { kind: 'dead-lettered', ...STUCK },
    ended: { at: ASKED_AT + 16 * MINUTE, name: 'db-1' },
  }),
  complete(),
];

/** An event as a rule sees it. */
const asDelivered = ({ type, at, detail }: OutgoingEvent) => ({
  source: EVENT_SOURCE,
  'detail-type': type,
  time: new Date(at).toISOString().replace('.000Z', 'Z'),
  detail,
});

const section = async (heading: string): Promise<string> =>
  (await read('docs/contract.md')).split(/^## /m).find((one) => one.startsWith(`${heading}\n`)) ?? '';

test('the events of the contract are those that the code makes', async () => {
  const blocks = [...(await section('Events')).matchAll(/```json\n([\s\S]*?)```/g)].map(([, text]) => text ?? '');
  expect(blocks.map((text) => JSON.parse(text))).toEqual(
    EVENTS.map((event) => (event === undefined ? undefined : asDelivered(event))),
  );
});

test('the message of the contract is the one that the code makes', async () => {
  const { subject, text } = noticeOf(roll, counted);
  expect(await section('Message to people')).toContain(`\n${subject}\n\n${text}\n`);
});

/** The values at the end of a path: EventBridge looks into each object of a list (User Guide, "Event patterns"). */
const leaves = (value: unknown, key: string): readonly unknown[] =>
  (Array.isArray(value) ? value : [value]).flatMap((one) => {
    const inner: unknown = typeof one === 'object' && one !== null ? Reflect.get(one, key) : undefined;
    return inner === undefined ? [] : Array.isArray(inner) ? inner : [inner];
  });

type Pattern = Readonly<Record<string, unknown>>;
const isPattern = (value: unknown): value is Pattern =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const fitsOne = (rule: unknown, values: readonly unknown[]): boolean => {
  if (!isPattern(rule)) return values.includes(rule);
  if ('exists' in rule) return values.length > 0 === rule.exists;
  return values.some((value) => value !== rule['anything-but']);
};

const fits = (pattern: Pattern, values: readonly unknown[]): boolean =>
  Object.entries(pattern).every(([key, rule]) => {
    if (key === '$or') return Array.isArray(rule) && rule.some((one) => fits(one, values));
    const inner = values.flatMap((value) => leaves(value, key));
    return isPattern(rule) ? fits(rule, inner) : Array.isArray(rule) && rule.some((one) => fitsOne(one, inner));
  });

test.each([
  ['a failure', complete(), true],
  ['an open server', complete({ failures: [], open: [{ serverId: CI, because: 'x' }] }), true],
  ['a request that chose none', complete({ failures: [] }, { ...roll, verdict: 'none-matched' }), true],
  ['a good night', complete({ failures: [] }), false],
  ['a rehearsal', complete({}, { ...roll, dryRun: true }), false],
])('the chat channel of the recipes hears of %s: %#', (_, event, expected) => {
  const pattern: unknown = JSON.parse(/<<-JSON\n([\s\S]*?)\n\s*JSON$/m.exec(recipe(EVENT_RECIPE))?.[1] ?? '');
  expect(isPattern(pattern) && fits(pattern, [asDelivered(event)])).toBe(expected);
});
