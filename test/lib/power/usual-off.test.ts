import { expect, test } from 'vitest';
import type { Entry } from '../../../lib/power/entry.ts';
import { usualOffMs } from '../../../lib/power/usual-off.ts';
import { anEntry, anIntent, aSend, HOUR, NOON, SECOND } from '../../builders.ts';

const DAY = 24 * HOUR;

/** An entry of so many nights ago, whose server was off so many seconds after its stop. */
const aNight = (ago: number, seconds: number, changes: Partial<Entry> = {}): Entry => {
  const requestedAt = NOON - ago * DAY;
  return anEntry({
    intent: anIntent({ requestId: `night-${ago}`, requestedAt }),
    sends: [aSend({ markedAt: requestedAt, answeredAt: requestedAt + SECOND })],
    stoppedAt: requestedAt + SECOND + seconds * SECOND,
    ending: { kind: 'stopped', because: 'off after our stop', endedAt: requestedAt + 90 * SECOND },
    ...changes,
  });
};

test('nothing is usual without an earlier stop', () => {
  expect(usualOffMs([])).toBeUndefined();
});

test('the usual time is the median of the last stops, so one odd night does not count', () => {
  expect(usualOffMs([aNight(1, 40), aNight(2, 600), aNight(3, 42)])).toBe(42_000);
});

test('only the last seven nights count', () => {
  const old = [8, 9, 10, 11, 12, 13, 14, 15, 16].map((ago) => aNight(ago, 200));
  const late = [1, 2, 3, 4, 5, 6, 7].map((ago) => aNight(ago, 50));
  expect(usualOffMs([...old, ...late])).toBe(50_000);
});

test('a night shows nothing whose stop was not ours, not confirmed, or has no time of its acceptance', () => {
  const { stoppedAt: _, ...unseen } = aNight(1, 40);
  expect(
    usualOffMs([
      unseen,
      aNight(2, 40, { sends: [] }),
      aNight(3, 40, { sends: [aSend({ markedAt: NOON - 3 * DAY })] }),
      aNight(4, 40, { ending: { kind: 'superseded', because: 'start', endedAt: NOON } }),
      anEntry(),
    ]),
  ).toBeUndefined();
});

test('a server that was off before the answer came takes no time', () => {
  expect(usualOffMs([aNight(1, -1)])).toBe(0);
});
