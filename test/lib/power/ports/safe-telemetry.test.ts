import { expect, test } from 'vitest';
import { safeTelemetry } from '../../../../lib/power/ports/safe-telemetry.ts';
import type { AlertLine } from '../../../../lib/power/ports/telemetry.ts';

const closed = (): never => {
  throw new Error('closed');
};

test('lines that a telemetry sink loses are counted, and reported with the next flush that gets through', async () => {
  const told: AlertLine[] = [];
  let alert: (line: AlertLine) => void = closed;
  let flushed = 0;
  const telemetry = safeTelemetry({
    refused: closed,
    conflict: () => Promise.reject(new Error('closed')),
    alert: (line) => alert(line),
    flush: () => {
      flushed += 1;
    },
  });
  telemetry.refused({ status: 400, because: '' });
  telemetry.conflict({ requestId: 'r', serverId: null, because: '' });
  await Promise.resolve();
  telemetry.flush();
  expect(told).toEqual([]);
  alert = (line) => told.push(line);
  telemetry.flush();
  telemetry.flush();
  // Two lines, and the one that was to tell of them.
  expect(told).toEqual([{ what: 'bug', because: '3 lines of telemetry were lost' }]);
  expect(flushed).toBe(3);
});
