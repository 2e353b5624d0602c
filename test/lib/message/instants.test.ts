import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseInstant } from '../../../lib/instant.ts';
import { decodeEntry, encodeEntry } from '../../../lib/ledger/items.ts';
import { deadLetterBody } from '../../../lib/message/dead-letter-message.ts';
import { intentBody } from '../../../lib/message/intent-message.ts';
import { parseMessage } from '../../../lib/message/message.ts';
import { intentsOf } from '../../../lib/message/request.ts';
import { stampedBody } from '../../../lib/message/stamped-body.ts';
import { claim } from '../../../lib/power/decide/claim.ts';
import { ARN, aContext, aFailure, NOON, serverNo } from '../../builders.ts';

const two = (most: number, least = 0) => fc.integer({ min: least, max: most }).map((n) => String(n).padStart(2, '0'));
const year = fc
  .oneof(fc.constantFrom(0, 1, 99, 100, 1969, 1970, 2026, 9998, 9999), fc.integer({ min: 0, max: 9999 }))
  .map((n) => String(n).padStart(4, '0'));
const zone = fc.oneof(
  fc.constant('Z'),
  fc.tuple(fc.constantFrom('+', '-'), two(23), two(59)).map(([sign, h, m]) => `${sign}${h}:${m}`),
);
const edge = fc.constantFrom(['01', '01', '00', '00', '00'], ['12', '31', '23', '59', '59']);
const anyPart = fc.tuple(two(12, 1), two(31, 1), two(23), two(59), two(59));
/** Any text that looks like an instant, the edges of the years more often than others. */
const text = fc
  .tuple(year, fc.oneof(edge, anyPart), zone)
  .map(([y, [month, day, h, m, s], z]) => `${y}-${month}-${day}T${h}:${m}:${s}${z}`);

const body = fc.oneof(
  fc.record({ requestedAt: text }),
  text.map((scheduledTime) => ({ schedule: { arn: ARN, scheduledTime } })),
);

test('an instant that is read once is read by every later stage, whatever its year', () => {
  fc.assert(
    fc.property(body, text, (asked, failedText) => {
      const context = aContext();
      const parse = (message: string) => parseMessage(message, context);
      const read = parse(JSON.stringify({ serverIds: [serverNo(1)], ...asked }));
      if (read.kind !== 'request') return;
      const { request } = read;
      expect(parse(stampedBody(request))).toEqual(read);
      const failedAt = parseInstant(failedText) ?? NOON;
      const failure = aFailure({ reason: 'expired', firstAttemptAt: failedAt, failedAt });
      const original = stampedBody(request);
      expect(parse(deadLetterBody({ original, failure: { ...failure, firstAttemptAt: NOON } }))).toEqual(read);
      for (const intent of intentsOf(request)) {
        expect(parse(intentBody(intent))).toEqual({ kind: 'intent', intent });
        expect(parse(deadLetterBody({ intent, failure }))).toEqual({ kind: 'letter', intent, failedAt });
        const claimant = { owner: 'o', now: NOON, leaseUntil: NOON + 1, receiveCount: 1, visibilityMs: 1 };
        const claimed = claim(undefined, intent, claimant);
        if (claimed.kind !== 'claim') throw new Error(claimed.kind);
        expect(decodeEntry(encodeEntry(claimed.entry))).toEqual({ kind: 'found', entry: claimed.entry });
      }
    }),
    { numRuns: 1_000 },
  );
});
