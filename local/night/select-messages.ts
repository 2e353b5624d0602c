import { formatInstant, type Instant } from '../../lib/instant.ts';
import type { AtMost, Select } from '../../lib/power/choose/select.ts';
import { ACCOUNT_ID, REGION } from '../stack/place.ts';

/** The tag that the night's selection asks for. */
export const NIGHT_TAG = 'env=night';
/** The tag that it leaves out. */
export const ON_CALL_TAG = 'on-call';
/** The tag of the servers that are too many for the other selection. */
export const SPARE_TAG = 'env=spare';

/** A request in the queue. */
export interface Queued {
  readonly requestId: string;
  readonly body: string;
}

/** A selection with its cap. */
export interface Selection {
  readonly select: Select;
  readonly atMost: AtMost;
}

/** Chooses as many servers as it allows. */
export const NIGHT_SELECTION = {
  select: { tags: [NIGHT_TAG], except: { tags: [ON_CALL_TAG] } },
  atMost: 5,
} as const satisfies Selection;

/** More servers fit than it allows. */
export const TOO_LARGE = { select: { tags: [SPARE_TAG] }, atMost: 2 } as const satisfies Selection;

const DAY_MS = 24 * 60 * 60_000;
/** The schedule that has a holiday in the night; it is in no template. */
export const HOLIDAY = 'with-holidays';

/** What EventBridge Scheduler would send for it: the day of `at` is a holiday, as packaging writes it. */
export const holidayMessage = (serverIds: readonly string[], at: Instant): Queued => {
  const from = at - (at % DAY_MS);
  const span = { from: formatInstant(from), to: formatInstant(from + DAY_MS), why: 'a public holiday' };
  const arn = `arn:aws:scheduler:${REGION}:${ACCOUNT_ID}:schedule/night/${HOLIDAY}`;
  const scheduledTime = formatInstant(at);
  const body = JSON.stringify({ serverIds, notOn: [span], schedule: { arn, scheduledTime } });
  return { requestId: `${arn}@${scheduledTime}`, body };
};
