import * as v from 'valibot';
import { DURATION_EXAMPLES, parseDurationMs, parseInstant } from '../instant.ts';
import { parseServerId, STOP_TYPES } from '../power/server.ts';

/** Text that a parser of ours reads, or the problem. */
const read = <T>(parse: (text: string) => T | undefined, problem: string) =>
  v.pipe(
    v.string('must be text'),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const value = parse(dataset.value);
      if (value !== undefined) return value;
      addIssue({ message: problem });
      return NEVER;
    }),
  );

// One line of text that UTF-8 can carry: no control characters, half pairs or line ends; the ledger's key is built from it.
const ONE_LINE = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+$/u;
const CLOUD_MAX_BYTES = 256;

export const serverId = read(parseServerId, 'not a UUID');
export const instant = read(parseInstant, 'not an RFC 3339 instant');
export const durationMs = read(parseDurationMs, `not a duration, such as ${DURATION_EXAMPLES}`);
export const requestId = v.pipe(
  v.string('must be text'),
  v.regex(/^[ -~]{1,256}$/, 'must be 1 to 256 printable ASCII characters'),
);
export const cloud = v.pipe(
  v.string('must be text'),
  v.regex(ONE_LINE, 'must be one line of printable characters'),
  // Not `maxBytes`, which encodes the text again to count.
  v.check((text) => Buffer.byteLength(text) <= CLOUD_MAX_BYTES, `longer than ${CLOUD_MAX_BYTES} bytes`),
);
export const reason = v.pipe(v.string('must be text'), v.maxLength(256, 'longer than 256 characters'));
export const stopType = v.picklist(STOP_TYPES, `must be ${STOP_TYPES.join(' or ')}`);
export const dryRun = v.boolean('must be true or false');
