import * as v from 'valibot';
import { formatDurationMs, formatInstant, type Instant } from '../instant.ts';
import { type Intent, SOURCES } from '../power/intent.ts';
import { messageText } from './json.ts';
import { CLOCK_AHEAD_MAX_MS, LONGEST_WINDOW_MS } from './request.ts';
import { closed, field, type Parsed, parseBy } from './schema.ts';

/**
 * The newest version of an intent's shape. A higher one was written by newer code, and is handed back to it. 2 has `selectDigest`;
 * an intent without one is written as 1, which older code reads too.
 */
export const INTENT_VERSION = 2;
const PLAIN_VERSION = 1;

/** The value under `intent` in a message; as strict as a request. */
export const intentSchema = v.pipe(
  closed({
    version: v.picklist([PLAIN_VERSION, INTENT_VERSION], `must be ${PLAIN_VERSION} or ${INTENT_VERSION}`),
    source: v.picklist(SOURCES, 'not a source'),
    requestId: field.requestId,
    serverId: field.serverId,
    cloud: field.cloud,
    requestedAt: field.instant,
    notAfter: field.instant,
    type: v.exactOptional(field.stopType),
    dryRun: field.dryRun,
    reason: v.exactOptional(field.reason),
    selectDigest: v.exactOptional(field.digest),
  }),
  v.forward(
    v.check(({ version, selectDigest }) => version === INTENT_VERSION || selectDigest === undefined, 'unknown field'),
    ['selectDigest'],
  ),
  v.transform(({ version: _, ...intent }): Intent => intent),
);

/**
 * Why no stop may follow from such instants, naming the field. Its request was judged by the settings of then, so those of now
 * have no say; one that was written by somebody else is bounded all the same.
 */
export const windowProblem = (
  { requestedAt, notAfter }: Pick<Intent, 'requestedAt' | 'notAfter'>,
  now: Instant,
): string | undefined => {
  if (requestedAt > now + CLOCK_AHEAD_MAX_MS)
    return `requestedAt: more than ${formatDurationMs(CLOCK_AHEAD_MAX_MS)} in the future`;
  if (notAfter <= requestedAt) return 'notAfter: not after requestedAt';
  return notAfter - requestedAt <= LONGEST_WINDOW_MS
    ? undefined
    : `notAfter: more than ${formatDurationMs(LONGEST_WINDOW_MS)} after requestedAt`;
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

/** The value under `intent` in a message (docs/contract.md, "Stop intent"). */
export const intentJson = (intent: Intent) => ({
  version: intent.selectDigest === undefined ? PLAIN_VERSION : INTENT_VERSION,
  source: intent.source,
  requestId: intent.requestId,
  serverId: intent.serverId,
  cloud: intent.cloud,
  requestedAt: formatInstant(intent.requestedAt),
  notAfter: formatInstant(intent.notAfter),
  type: intent.type,
  dryRun: intent.dryRun,
  reason: intent.reason,
  selectDigest: intent.selectDigest,
});

/** The body of the message that carries an intent. */
export const intentBody = (intent: Intent): string => messageText({ intent: intentJson(intent) });
