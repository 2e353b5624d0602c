import type { TakenLetter } from '../../cli/terminal/stack.ts';
import { deadLetterBody } from '../../lib/message/dead-letter-message.ts';
import type { Entry } from '../../lib/power/entry.ts';
import type { ServerId } from '../../lib/power/server.ts';
import { ARN, aFailure, aFault, anEntry, anIntent, aRoll, aSend, HOUR, MINUTE, NOON, SECOND } from '../builders.ts';
import { idOf } from '../cli/a-cloud.ts';
import { type ATerminal, aTerminal } from '../cli/a-terminal.ts';
import { anAws } from '../cli/an-aws.ts';

const [STOPPED, LATE, LOST] = [idOf(1), idOf(2), idOf(3)] as const;
const ASKED_AT = NOON - 3 * HOUR;
const request = {
  source: 'schedule',
  requestId: `${ARN}@${new Date(ASKED_AT).toISOString()}`,
  cloud: 'otc',
  requestedAt: ASKED_AT,
  notAfter: ASKED_AT + HOUR,
  dryRun: false,
} as const;

/** A request of a schedule: one server stopped after some waiting, one replayed and still open, one a dead letter. */
const entryOf = (serverId: ServerId, changes: Partial<Entry>): Entry =>
  anEntry({ intent: anIntent({ ...request, serverId, reason: 'nights' }), ...changes });

const waits = [5, 10, 15].map((seconds) => ({
  ...({ at: ASKED_AT + seconds * SECOND, decision: 'wait', because: 'powering-off by a user' } as const),
}));
const failure = aFailure({
  ...{ reason: 'forbidden', because: 'HTTP 403', http: 403, code: 'ECONNRESET', openstackRequestId: 'req-refused' },
  ...{ server: { vmState: 'active', taskState: null, powerState: 1 }, failedAt: ASKED_AT + HOUR },
});
const tooMany = aFailure({ reason: 'too-many', counts: { listed: 9, matched: 7, leftOut: { tags: 2 } } });

const ENTRIES: readonly Entry[] = [
  entryOf(STOPPED, {
    history: waits,
    sends: [aSend({ markedAt: ASKED_AT + MINUTE, answeredAt: ASKED_AT + MINUTE, openstackRequestId: 'req-ours' })],
    ending: { kind: 'stopped', because: 'off after our stop', endedAt: ASKED_AT + 2 * MINUTE },
  }),
  entryOf(LATE, {
    intent: anIntent({ ...request, serverId: LATE, notAfter: NOON + HOUR, replayedAt: NOON - MINUTE }),
    trouble: aFault(),
  }),
  entryOf(LOST, {
    sends: [aSend({ markedAt: ASKED_AT + MINUTE, state: 'refused', fault: aFault({ trouble: 'forbidden' }) })],
    ending: { kind: 'dead-lettered', because: failure.because, failure },
  }),
];

const letterOf = (n: number, body: string): TakenLetter => ({
  ...{ messageId: `${n}aaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee`, receiptHandle: `handle-${n}` },
  ...{ body, attributes: {}, sentAt: NOON - HOUR },
});

/** One about a server, one about a request that nobody took, and one about a selection that was too large. */
const BODIES = [
  deadLetterBody({ intent: anIntent({ ...request, serverId: LOST }), failure }),
  JSON.stringify({ serverIds: [STOPPED, LATE] }),
  deadLetterBody({ original: JSON.stringify({ select: { tags: ['env=dev'] } }), failure: tooMany }),
];
const LETTERS = BODIES.map((body, place) => letterOf(place + 1, body));

/** The ids of the letters. */
export const LETTER_IDS: readonly string[] = LETTERS.map(({ messageId }) => messageId);

/** Rates of the night's flavor, and of another one alone. */
const ratesOf = (flavor: string): string => `flavors:\n  ${flavor}: { pricePerHour: 0.5, currency: EUR, watts: 200 }\n`;

/** A server that was stopped in the night. */
export const STOPPED_SERVER = STOPPED;

/** A terminal with the stack `prod`, after that night. */
export const afterNight = async (): Promise<ATerminal> => {
  const { aws, ledger } = anAws({ letters: LETTERS });
  const ids = [STOPPED, LATE, LOST];
  const roll = aRoll({ ...request, ids, names: { [STOPPED]: 'bms-db-01' } });
  await ledger.rolls.pin(roll);
  await ledger.rolls.point(roll);
  for (const entry of ENTRIES) await ledger.write(entry, undefined);
  const machines = Object.fromEntries(ids.map((id, n) => [id, { server: { name: `bms-db-0${n + 1}` } }]));
  const files = { 'rates.yml': ratesOf('physical.o2.medium'), 'other.yml': ratesOf('other') };
  return aTerminal({ aws, machines, files, env: { LIGHTS_OUT_STACK: 'prod' } });
};
