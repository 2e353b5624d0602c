import { env } from 'node:process';
import { describe, test } from 'vitest';
import { journeys } from '../journeys/journeys.ts';
import { readLabFile } from './lab-file.ts';
import { realJourneys } from './real-journeys.ts';

// npm run test:openstack sets the stage (run.ts); without a lab file nothing here may touch a cloud.
if (env.OPENSTACK_LAB === undefined) {
  describe('a real Keystone and Nova', () => {
    test.skip('the journeys are skipped: OPENSTACK_LAB names no servers that may be stopped', () => undefined);
  });
} else {
  const { ironic } = await readLabFile(env.OPENSTACK_LAB);
  journeys('a real Keystone and Nova', () => realJourneys(env), ironic ? 'machines' : 'all');
}
