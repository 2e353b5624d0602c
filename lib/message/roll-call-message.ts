import * as v from 'valibot';
import { formatInstant, type Instant } from '../instant.ts';
import { SOURCES } from '../power/intent.ts';
import type { RollCall } from '../power/roll.ts';
import { windowProblem } from './intent-message.ts';
import { messageText } from './json.ts';
import { closed, field, type Parsed, parseBy } from './schema.ts';
import { SERVERS_MAX } from './select-body.ts';

/**
 * The newest version of a roll call's shape. A higher one was written by newer code, and is handed back to it. 2 has `replayedAt`; one
 * without it is written as 1, which older code reads too.
 */
export const ROLL_CALL_VERSION = 2;
const PLAIN_VERSION = 1;

const schema = v.pipe(
  closed({
    version: v.picklist([PLAIN_VERSION, ROLL_CALL_VERSION], `must be ${PLAIN_VERSION} or ${ROLL_CALL_VERSION}`),
    source: v.picklist(SOURCES, 'not a source'),
    requestId: field.requestId,
    cloud: field.cloud,
    dryRun: field.dryRun,
    part: v.pipe(v.string('must be text'), v.regex(/^(?:select|ids-[0-9a-f]{1,64})$/, 'not a part of a request')),
    requestedAt: field.instant,
    notAfter: field.instant,
    replayedAt: v.exactOptional(field.instant),
    serverIds: v.exactOptional(
      v.pipe(
        v.array(field.serverId, 'must be a list of UUIDs'),
        v.minLength(1, 'no server IDs given'),
        v.maxLength(SERVERS_MAX, `names more than ${SERVERS_MAX} servers`),
        v.transform((ids) => [...new Set(ids)]),
      ),
    ),
  }),
  v.forward(
    v.check(({ version, replayedAt }) => version === ROLL_CALL_VERSION || replayedAt === undefined, 'unknown field'),
    ['replayedAt'],
  ),
  v.transform(({ version: _, ...call }): RollCall => call),
);

const message = closed({ rollCall: schema });

/** Reads the body of a message that carries a roll call and nothing else; its instants are bounded as an intent's are. */
export const parseRollCall = (value: unknown, now: Instant): Parsed<RollCall> => {
  const parsed = parseBy(message, value);
  if (parsed.kind === 'problem') return parsed;
  const { rollCall } = parsed.value;
  const problem = windowProblem(rollCall, now);
  return problem === undefined
    ? { kind: 'parsed', value: rollCall }
    : { kind: 'problem', problem: `rollCall.${problem}` };
};

/** The body of the message that carries a roll call (docs/contract.md, "Roll call"). */
export const rollCallBody = (call: RollCall): string =>
  messageText({
    rollCall: {
      version: call.replayedAt === undefined ? PLAIN_VERSION : ROLL_CALL_VERSION,
      source: call.source,
      requestId: call.requestId,
      cloud: call.cloud,
      dryRun: call.dryRun,
      part: call.part,
      requestedAt: formatInstant(call.requestedAt),
      notAfter: formatInstant(call.notAfter),
      replayedAt: call.replayedAt === undefined ? undefined : formatInstant(call.replayedAt),
      serverIds: call.serverIds,
    },
  });
