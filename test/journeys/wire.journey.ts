import { expect, test } from 'vitest';
import { isUnavailable, refusesTheToken, saysOnly, speaksHtml, throttles } from '../../cloud/fronts/fault-answers.ts';
import type { CloudFault } from '../../cloud/fronts/faults.ts';
import { endOf } from './diary.ts';
import type { TakeRunning } from './need.ts';
import type { Stage } from './stage.ts';

interface Mishap {
  readonly name: string;
  readonly fault: CloudFault;
  /** Statuses the functions got for their stops, in order; null: no answer. */
  readonly answers: readonly (number | null)[];
}

const MISHAPS: readonly Mishap[] = [
  { name: 'the answer is lost after Nova accepted the stop', fault: { kind: 'drop', when: 'after' }, answers: [null] },
  { name: 'the stop is lost before Nova saw it', fault: { kind: 'drop', when: 'before' }, answers: [null, 202] },
  { name: 'a proxy says 502 after Nova accepted the stop', fault: speaksHtml(502, 'after'), answers: [502] },
  { name: 'a proxy says 504 before Nova saw the stop', fault: speaksHtml(504), answers: [504, 202] },
  { name: 'Nova says 500 after it accepted the stop', fault: saysOnly(500, 'after'), answers: [500] },
  { name: 'Nova throttles with Retry-After', fault: throttles('4'), answers: [429, 202] },
  { name: 'Nova says 503', fault: isUnavailable(), answers: [503, 202] },
  {
    name: 'a proxy says 503 without a body after Nova accepted the stop',
    fault: saysOnly(503, 'after'),
    answers: [503],
  },
  { name: 'a proxy says 503 without a body before Nova saw the stop', fault: saysOnly(503), answers: [503, 202] },
  { name: 'a WAF says 403 after Nova accepted the stop', fault: speaksHtml(403, 'after'), answers: [403] },
  { name: 'a WAF says 403 before Nova saw the stop', fault: speaksHtml(403), answers: [403, 202] },
  { name: 'a good token is refused', fault: refusesTheToken(), answers: [401, 202] },
];

/** What may befall a stop on its way: off in the end, and Nova took one stop. */
export const wireJourney = (stage: () => Stage, take: TakeRunning): void => {
  test.for(MISHAPS)('a server is stopped once although $name', async ({ fault, answers }, context) => {
    const id = take(context);
    stage().wire.faults.next('stopServer', fault, { serverId: id });
    const { requestId } = await stage().ask([id]);
    expect(endOf(await stage().ended(requestId, id))).toBe('stopped');
    const sent = stage().wire.passed('stopServer', id);
    expect(sent.map(({ status }) => status)).toEqual(answers);
    expect(await stage().cloud.colleague.stopsOf(id)).toBe(1);
    if (fault.kind === 'answer' && fault.status === 429) {
      expect((sent[1]?.at ?? 0) - (sent[0]?.at ?? 0)).toBeGreaterThanOrEqual(4_000);
    }
  });

  test('nothing is concluded from the page of a WAF that forbids the first look', async (context) => {
    const id = take(context);
    stage().wire.faults.next('showServer', speaksHtml(403), { serverId: id, times: 6 });
    const { requestId } = await stage().ask([id]);
    expect(endOf(await stage().ended(requestId, id))).toBe('stopped');
    expect(await stage().cloud.colleague.stopsOf(id)).toBe(1);
  });

  test('a stop waits for a Nova that is down for a while', async (context) => {
    const id = take(context);
    const mend = stage().wire.cut(id);
    const { requestId } = await stage().ask([id]);
    const waiting = await stage().saw(requestId, id, ({ outcome }) => outcome === 'look-again');
    expect(waiting.trouble).not.toBeNull();
    mend();
    expect(endOf(await stage().ended(requestId, id))).toBe('stopped');
    expect(await stage().cloud.colleague.stopsOf(id)).toBe(1);
  });
};
