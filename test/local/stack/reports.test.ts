import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventBridge } from '../../../lib/aws/event-bridge.ts';
import { snsTopic } from '../../../lib/aws/sns.ts';
import { type Reports, startReports } from '../../../local/stack/reports.ts';
import { NOON } from '../../builders.ts';

// The product's own clients, over HTTP.
let reports: Reports;
beforeEach(async () => {
  reports = await startReports();
});
afterEach(() => reports.stop());

const given = () => ({
  region: 'eu-central-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  endpoint: reports.endpoint,
});

test('an event arrives as a rule would see it', async () => {
  const detail = { id: 'e1', cloud: 'otc' };
  expect(await eventBridge('night', given()).put([{ type: 'Server Stopped', at: NOON, detail }])).toEqual({
    kind: 'sent',
  });
  expect(reports.events()).toEqual([
    { source: 'lights-out', 'detail-type': 'Server Stopped', time: '2026-11-23T12:00:00.000Z', detail },
  ]);
});

test('a message arrives with its subject', async () => {
  const topic = snsTopic('arn:aws:sns:eu-central-1:000000000000:night', given());
  expect(await topic.publish('lights-out: 1 of 1 off', 'Request evening\nümlaut')).toEqual({ kind: 'sent' });
  expect(reports.messages()).toEqual([{ subject: 'lights-out: 1 of 1 off', text: 'Request evening\nümlaut' }]);
});

test('another call is refused', async () => {
  const answer = await fetch(reports.endpoint, { method: 'POST', body: 'Action=CreateTopic' });
  expect(answer.status).toBe(400);
});
