import * as v from 'valibot';
import { formatDurationMs, formatInstant, type Instant } from '../instant.ts';
import { type Intent, SOURCES } from '../power/intent.ts';
import { type Asked, windowOf } from '../power/replayed.ts';
import { messageText } from './json.ts';
import { CLOCK_AHEAD_MAX_MS, LONGEST_WINDOW_MS } from './request.ts';
import { closed, field, type Parsed, parseBy } from './schema.ts';

/**
 * The newest version of an intent's shape. A higher one was written by newer code, and is handed back to it. 2 has `selectDigest`, and
 * 3 has `replayedAt`; an intent is written as the lowest that holds it, which older code reads too.
 */
export const INTENT_VERSION = 3;
const SELECTED_VERSION = 2;
const PLAIN_VERSION = 1;
const VERSIONS = [PLAIN_VERSION, SELECTED_VERSION, INTENT_VERSION] as const;

/** The value under `intent` in a message; as strict as a request. */
export const intentSchema = v.pipe(
  closed({
    version: v.picklist(VERSIONS, `must be ${PLAIN_VERSION}, ${SELECTED_VERSION} or ${INTENT_VERSION}`),
    source: v.picklist(SOURCES, 'not a source'),
    requestId: field.requestId,
    serverId: field.serverId,
    cloud: field.cloud,
    requestedAt: field.instant,
    notAfter: field.instant,
    replayedAt: v.exactOptional(field.instant),
    type: v.exactOptional(field.stopType),
    dryRun: field.dryRun,
    reason: v.exactOptional(field.reason),
    selectDigest: v.exactOptional(field.digest),
  }),
  v.forward(
    v.check(({ version, selectDigest }) => version !== PLAIN_VERSION || selectDigest === undefined, 'unknown field'),
    ['selectDigest'],
  ),
  v.forward(
    v.check(({ version, replayedAt }) => version === INTENT_VERSION || replayedAt === undefined, 'unknown field'),
    ['replayedAt'],
  ),
  v.transform(({ version: _, ...intent }): Intent => intent),
);

/** Why nothing that was asked for then can be asked for again at that instant, naming the field. */
export const replayProblem = (requestedAt: Instant, replayedAt: Instant, now: Instant): string | undefined => {
  if (replayedAt > now + CLOCK_AHEAD_MAX_MS)
    return `replayedAt: more than ${formatDurationMs(CLOCK_AHEAD_MAX_MS)} in the future`;
  return replayedAt <= requestedAt ? 'replayedAt: not after requestedAt' : undefined;
};

/**
 * Why no stop may follow from such instants, naming the field. Its request was judged by the settings of then, so those of now
 * have no say; one that was written by somebody else is bounded all the same.
 */
export const windowProblem = (asked: Asked, now: Instant): string | undefined => {
  if (asked.requestedAt > now + CLOCK_AHEAD_MAX_MS)
    return `requestedAt: more than ${formatDurationMs(CLOCK_AHEAD_MAX_MS)} in the future`;
  const { requestedAt, replayedAt } = asked;
  const problem = replayedAt === undefined ? undefined : replayProblem(requestedAt, replayedAt, now);
  if (problem !== undefined) return problem;
  const start = replayedAt === undefined ? 'requestedAt' : 'replayedAt';
  if (windowOf(asked) <= 0) return `notAfter: not after ${start}`;
  return windowOf(asked) <= LONGEST_WINDOW_MS
    ? undefined
    : `notAfter: more than ${formatDurationMs(LONGEST_WINDOW_MS)} after ${start}`;
};

/** The same of an intent. */
export const instantsProblem = (intent: Intent, now: Instant): string | undefined => {
  const problem = windowProblem(intent, now);
  return problem === undefined ? undefined : `intent.${problem}`;
};

/** The version of what a message of ours carries if it is above the one that we know. */
export const newerVersion = (carried: unknown, known: number): number | undefined => {
  if (typeof carried !== 'object' || carried === null || !('version' in carried)) return undefined;
  const { version } = carried;
  return Number.isInteger(version) && Number(version) > known ? Number(version) : undefined;
};

const message = closed({ intent: intentSchema });

/** Reads the body of a message that carries an intent and nothing else. */
export const parseIntentMessage = (value: unknown, now: Instant): Parsed<Intent> => {
  const parsed = parseBy(message, value);
  if (parsed.kind === 'problem') return parsed;
  const { intent } = parsed.value;
  const problem = instantsProblem(intent, now);
  return problem === undefined ? { kind: 'parsed', value: intent } : { kind: 'problem', problem };
};

const versionOf = ({ replayedAt, selectDigest }: Intent): (typeof VERSIONS)[number] => {
  if (replayedAt !== undefined) return INTENT_VERSION;
  return selectDigest === undefined ? PLAIN_VERSION : SELECTED_VERSION;
};

/** The value under `intent` in a message (docs/contract.md, "Stop intent"). */
export const intentJson = (intent: Intent) => ({
  version: versionOf(intent),
  source: intent.source,
  requestId: intent.requestId,
  serverId: intent.serverId,
  cloud: intent.cloud,
  requestedAt: formatInstant(intent.requestedAt),
  notAfter: formatInstant(intent.notAfter),
  replayedAt: intent.replayedAt === undefined ? undefined : formatInstant(intent.replayedAt),
  type: intent.type,
  dryRun: intent.dryRun,
  reason: intent.reason,
  selectDigest: intent.selectDigest,
});

/** The body of the message that carries an intent. */
export const intentBody = (intent: Intent): string => messageText({ intent: intentJson(intent) });
