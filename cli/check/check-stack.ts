import type { Clock } from '../../lib/clock.ts';
import type { Unavailable } from '../../lib/power/ports/ledger.ts';
import type { OpenStack } from '../terminal/stack.ts';
import { type Finding, good } from './findings.ts';
import { lastRequestFinding } from './last-request.ts';
import {
  alarmFindings,
  deadLettersFinding,
  eventSourceFinding,
  freezeFindings,
  rightsFindings,
  stackFinding,
  stopQueueFinding,
  unreadFinding,
} from './stack-findings.ts';

// No entry has this key: it is read to see whether it may be.
const NOBODY = { partition: 'check', sort: 'check' };

const isUnavailable = (answer: { readonly kind: string }): answer is Unavailable => answer.kind === 'unavailable';

/** Asks a deployed stack how it does, with the reader's rights, and shows each finding; takes no message and writes nothing. */
export const checkStack = async (
  stack: OpenStack,
  clock: Pick<Clock, 'now'>,
  showOne: (finding: Finding) => void,
): Promise<void> => {
  const shown: Finding[] = [];
  const show = (finding: Finding): void => {
    shown.push(finding);
    showOne(finding);
  };
  const { health, freezes, records } = stack;
  const now = clock.now();
  show(stackFinding(stack));
  // A table has a right for each way to read it.
  const onNow = await freezes.freezesAt(now);
  const reads = [await freezes.readFreeze(null), onNow, await records.readMany([NOBODY])];
  const unread = new Set(reads.filter(isUnavailable).map(({ because }) => because));
  for (const because of unread) show(unreadFinding('table', because));
  if (unread.size === 0) show(good('table', 'requests, servers and freezes can be read'));
  show(eventSourceFinding(await health.eventSources()));
  show(stopQueueFinding(await health.stopQueue()));
  show(deadLettersFinding(await health.deadLetters(), stack.name));
  for (const finding of alarmFindings(await health.alarms())) show(finding);
  for (const finding of freezeFindings(onNow, now)) show(finding);
  show(await lastRequestFinding(records, now));
  for (const finding of rightsFindings(shown, stack.outputs)) show(finding);
};
