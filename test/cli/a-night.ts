import type { Ending, Entry } from '../../lib/power/entry.ts';
import type { Intent } from '../../lib/power/intent.ts';
import { keyOf } from '../../lib/power/intent.ts';
import type { DeadLetterReason, DoneKind } from '../../lib/power/outcome.ts';
import { idsPart, type Roll } from '../../lib/power/roll.ts';
import type { ServerId } from '../../lib/power/server.ts';
import { ARN, aFailure, anEntry, anIntent, aRoll, aServerId, HOUR, MINUTE, NOON, SECOND } from '../builders.ts';
import type { AnAws } from './an-aws.ts';

/** The n-th server of a night: ids that differ in their first block, as a cloud's do. */
export const nightServer = (n: number): ServerId =>
  aServerId(`${(0x6f706530 + n * 7_919).toString(16)}-7374-4163-8b20-6e6f74206f66`);

/** The roll of a list of ids. */
export const aListRoll = (ids: readonly ServerId[], changes: Partial<Roll> = {}): Roll => {
  const {
    select: _,
    atMost: _atMost,
    counts: _counts,
    ...roll
  } = aRoll({
    part: idsPart('d'.repeat(64)),
    because: `${ids.length} servers by id`,
    ids,
    ...changes,
  });
  return roll;
};

/** Records a roll as the worker does: pinned, and found by its day. */
export const record = async ({ ledger }: Pick<AnAws, 'ledger'>, roll: Roll): Promise<Roll> => {
  await ledger.rolls.pin(roll);
  await ledger.rolls.point(roll);
  return roll;
};

/** Writes entries of a roll's servers, over those that are there. */
export const servers = ({ ledger }: Pick<AnAws, 'ledger'>, roll: Roll, fields: Partial<Intent> = {}) => {
  const write = async (serverId: ServerId, changes: Partial<Entry>): Promise<void> => {
    const { cloud, source, requestId, dryRun, requestedAt, notAfter } = roll;
    const asked = { cloud, source, requestId, dryRun, requestedAt, notAfter };
    const intent = anIntent({ ...asked, serverId, ...fields });
    const found = await ledger.read(keyOf(intent));
    const over = found.kind === 'found' ? found.entry : undefined;
    const revision = (over?.revision ?? 0) + 1;
    await ledger.write(anEntry({ intent, ...changes, owner: `owner-${revision}`, revision }), over);
  };
  return {
    /** Ends so many seconds after the request. */
    ended: (id: ServerId, kind: DoneKind, because = 'off after our stop', seconds = 48) => {
      const ending: Ending = { kind, because, endedAt: roll.requestedAt + seconds * SECOND };
      return write(id, { ending });
    },
    /** Was given up an hour after the request. */
    buried: (id: ServerId, reason: DeadLetterReason, because: string) => {
      const failure = aFailure({ reason, because, failedAt: roll.requestedAt + HOUR });
      return write(id, { ending: { kind: 'dead-lettered', because, failure } });
    },
    /** Was looked at, and has not ended. */
    open: (id: ServerId, because: string) =>
      write(id, { history: [{ at: roll.requestedAt + MINUTE, decision: 'wait', because }] }),
  };
};

/** The id of a request of the schedule of the tests. */
const scheduleId = (at: number): string => `${ARN}@${new Date(at).toISOString()}`;

/** 20:00 of the evening before the noon of the tests. */
const EVENING = NOON - 16 * HOUR;

/** The request of a schedule by tags, of five servers that ended in five ways. */
const aScheduledNight = async (aws: AnAws): Promise<Roll> => {
  const ids = [0, 1, 2, 3, 4].map(nightServer);
  const roll = await record(
    aws,
    aRoll({
      ...{ source: 'schedule', requestId: scheduleId(EVENING), requestedAt: EVENING, notAfter: EVENING + 2 * HOUR },
      ...{ atMost: 40, because: '5 of 9', ids },
      names: Object.fromEntries(ids.map((id, n) => [id, `bms-db-0${n + 1}`])),
      counts: { listed: 9, matched: 5, leftOut: { tags: 3, 'except.metadata': 1 } },
    }),
  );
  const { ended, buried } = servers(aws, roll, { reason: 'nights are for sleeping' });
  await ended(nightServer(0), 'stopped');
  await ended(nightServer(1), 'already-stopped', 'stopped, power off', 2);
  await ended(nightServer(2), 'superseded', 'started at 20:01:10, after the request', 90);
  await ended(nightServer(3), 'held', 'locked: "release week"', 3);
  await buried(nightServer(4), 'unverified', 'Nova says stopped, the power is still on');
  return roll;
};

/** The requests of a night before noon: a schedule, a webhook, the queue, a rehearsal, too many, and an excepted day. */
export interface ANight {
  readonly schedule: Roll;
  readonly webhook: Roll;
  readonly queue: Roll;
  readonly rehearsal: Roll;
}

export const aNight = async (aws: AnAws): Promise<ANight> => {
  const schedule = await aScheduledNight(aws);
  const webhook = await record(
    aws,
    aListRoll([nightServer(5), nightServer(6)], {
      ...{ source: 'webhook', requestId: 'msg_2k7Qx9VbRt', requestedAt: NOON - 10 * HOUR, notAfter: NOON - 9 * HOUR },
    }),
  );
  await servers(aws, webhook).ended(nightServer(5), 'stopped', undefined, 71);
  await servers(aws, webhook).buried(nightServer(6), 'expired', 'the window ended; last trouble: Nova answered 503');
  const queue = await record(
    aws,
    aListRoll([nightServer(7), nightServer(8)], {
      ...{ requestId: '0d1c2b3a-1111-4222-8333-444455556666' },
      ...{ requestedAt: NOON - 2 * MINUTE, notAfter: NOON + 58 * MINUTE },
    }),
  );
  await servers(aws, queue).ended(nightServer(7), 'stopped', undefined, 66);
  await servers(aws, queue).open(nightServer(8), 'powering-off, our stop was accepted');
  const rehearsal = await record(
    aws,
    aListRoll([nightServer(0), nightServer(1)], {
      ...{ requestId: 'try-4711', dryRun: true, requestedAt: NOON - HOUR, notAfter: NOON },
    }),
  );
  for (const id of rehearsal.ids) await servers(aws, rehearsal).ended(id, 'rehearsed', 'would be stopped', 2);
  await record(
    aws,
    aRoll({
      ...{ requestId: 'ticket-4711', requestedAt: NOON - 2 * HOUR, notAfter: NOON - HOUR },
      ...{ ids: [], verdict: 'too-many' },
      because: '61 of 80 servers matched, more than the 50 that SELECT_AT_MOST allows',
      counts: { listed: 80, matched: 61, leftOut: { tags: 19 } },
    }),
  );
  const dayBefore = EVENING - 24 * HOUR;
  await record(
    aws,
    aListRoll([], {
      ...{ source: 'schedule', requestId: scheduleId(dayBefore), requestedAt: dayBefore, notAfter: dayBefore + HOUR },
      ...{ verdict: 'excepted', because: 'excepted: Thanksgiving' },
    }),
  );
  return { schedule, webhook, queue, rehearsal };
};
