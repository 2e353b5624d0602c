import type { Instant } from '../../lib/instant.ts';
import { keyOf } from '../../lib/power/intent.ts';
import type { Unavailable } from '../../lib/power/ports/ledger.ts';
import type { RollPointer } from '../../lib/power/ports/rolls.ts';
import type { Roll } from '../../lib/power/roll.ts';
import { calledBy } from '../../lib/roll/notice.ts';
import { calledIn, tally } from '../../lib/roll/tally.ts';
import { daysBetween } from '../follow/read-days.ts';
import type { Records } from '../terminal/stack.ts';
import { utcText } from '../terminal/utc.ts';
import { type Finding, good, remark } from './findings.ts';

const ABOUT = 'last request';
const DAY_MS = 24 * 60 * 60_000;
/** A stack that nobody has asked for longer is as good as new. */
const DAYS = 8;

type Read = Pick<Records, 'pointersOf' | 'rollsOf' | 'readMany'>;

const newestPointer = async ({ pointersOf }: Read, now: Instant): Promise<RollPointer | Unavailable | undefined> => {
  for (const day of daysBetween(now - (DAYS - 1) * DAY_MS, now)) {
    const read = await pointersOf(day);
    if (read.kind === 'unavailable') return read;
    const newest = read.pointers.at(-1);
    if (newest !== undefined) return newest;
  }
  return undefined;
};

const NOT_READ = remark(ABOUT, 'not known, since the table cannot be read');

/** The newest request of the last days, and what became of its servers. */
export const lastRequestFinding = async (records: Read, now: Instant): Promise<Finding> => {
  const pointer = await newestPointer(records, now);
  if (pointer === undefined) return remark(ABOUT, `none in the last ${DAYS} days`);
  if ('kind' in pointer) return NOT_READ;
  const found = await records.rollsOf([pointer]);
  if (found.kind === 'unavailable') return NOT_READ;
  const [roll] = found.rolls;
  return roll === undefined
    ? remark(ABOUT, `${pointer.requestId} at ${utcText(pointer.requestedAt)}: this version cannot read it`)
    : rollFinding(roll, records);
};

const rollFinding = async (roll: Roll, { readMany }: Read): Promise<Finding> => {
  const { source, verdict, requestedAt, dryRun, because } = roll;
  const called = `${calledBy(roll)} (${source}${dryRun ? ', a rehearsal' : ''}) at ${utcText(requestedAt)}`;
  if (verdict !== 'chosen')
    return (verdict === 'excepted' ? good : remark)(ABOUT, `${called}: nothing stopped, ${verdict}: ${because}`);
  const ids = calledIn(roll);
  const read = await readMany(ids.map((serverId) => keyOf({ ...roll, serverId })));
  if (read.kind === 'unavailable') return NOT_READ;
  const { servers, outcomes, failures, open } = tally(roll, read.found);
  const ends = Object.entries(outcomes).map(([outcome, count]) => `${count} ${outcome}`);
  const counted = [...ends, ...(open.length === 0 ? [] : [`${open.length} not ended`])].join(', ');
  const text = `${called}: ${servers} ${servers === 1 ? 'server' : 'servers'}: ${counted}`;
  return failures.length === 0 ? good(ABOUT, text) : remark(ABOUT, text);
};
