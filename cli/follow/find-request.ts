import type { Instant } from '../../lib/instant.ts';
import type { Source } from '../../lib/power/intent.ts';
import type { RollPointer, RollReads } from '../../lib/power/ports/rolls.ts';
import { calledBy } from '../../lib/roll/notice.ts';
import { requestName } from './asked.ts';
import { shortRequestId } from './asked-words.ts';
import { daysBetween, readDays, type UnreadDay } from './read-days.ts';

/** What is looked for, and how far back. */
export interface Wanted {
  /** An id, a part of one as people copy it, or the name of a schedule. */
  readonly text: string;
  readonly sinceAt: Instant;
  readonly now: Instant;
  readonly source?: Source;
  readonly cloud?: string;
  /** Only the rehearsal of that id. */
  readonly dryRun: boolean;
}

/** What was found, and the days that were not read: another request may be among them. */
export type Found = { readonly unread: readonly UnreadDay[] } & (
  | { readonly kind: 'found'; readonly pointers: readonly RollPointer[] }
  | { readonly kind: 'several'; readonly requests: readonly RollPointer[] }
  | { readonly kind: 'none' }
);

/** A request is nearly always of the last days; each of them is one call. */
const DAYS_AT_ONCE = 8;
/** Fewer characters fit by chance. */
const LEAST_PART = 4;

// As `requests` shows a long id at a terminal.
const typed = (text: string): string => text.trim().replace(/…$/, '');

const isPart = (pointer: RollPointer, text: string): boolean =>
  text.length >= LEAST_PART &&
  [pointer.requestId, shortRequestId(pointer)].some((id) => id.startsWith(text) || id.endsWith(text));

/** The pointers of each request, the newest request first. */
const byRequest = (pointers: readonly RollPointer[]): readonly (readonly [RollPointer, ...RollPointer[]])[] =>
  [...Map.groupBy(pointers, requestName).values()].flatMap(([first, ...rest]) =>
    first === undefined ? [] : [[first, ...rest] as const],
  );

// A rehearsal under the id of a real request is the other's shadow: it is shown when it is asked for.
const withoutShadows = (pointers: readonly RollPointer[]): readonly RollPointer[] => {
  const real = new Set(
    pointers.filter(({ dryRun }) => !dryRun).map((pointer) => requestName({ ...pointer, dryRun: false })),
  );
  return pointers.filter((pointer) => !pointer.dryRun || !real.has(requestName({ ...pointer, dryRun: false })));
};

const choose = (pointers: readonly RollPointer[], unread: readonly UnreadDay[]): Found => {
  const [only, ...others] = byRequest(withoutShadows(pointers));
  if (only === undefined) return { kind: 'none', unread };
  return others.length === 0
    ? { kind: 'found', pointers: only, unread }
    : { kind: 'several', requests: [only, ...others].map(([first]) => first), unread };
};

/** Finds a request by its id, a schedule's newest by its name, or the only one that a part of an id fits; the newest days first. */
export const findRequest = async (wanted: Wanted, records: Pick<RollReads, 'pointersOf'>): Promise<Found> => {
  const { sinceAt, now, source, cloud, dryRun } = wanted;
  const text = typed(wanted.text);
  const days = daysBetween(sinceAt, now);
  const parts: RollPointer[] = [];
  const unread: UnreadDay[] = [];
  for (let from = 0; from < days.length; from += DAYS_AT_ONCE) {
    const read = await readDays(days.slice(from, from + DAYS_AT_ONCE), sinceAt, records);
    unread.push(...read.unread);
    const pointers = read.pointers.filter(
      (one) =>
        (source === undefined || one.source === source) &&
        (cloud === undefined || one.cloud === cloud) &&
        (!dryRun || one.dryRun),
    );
    const exact = pointers.filter(({ requestId }) => requestId === text);
    if (exact.length > 0) return choose(exact, unread);
    const [newest] = byRequest(pointers.filter((one) => one.source === 'schedule' && calledBy(one) === text));
    if (newest !== undefined) return { kind: 'found', pointers: newest, unread };
    parts.push(...pointers.filter((one) => isPart(one, text)));
  }
  return choose(parts, unread);
};
