import { expect, test } from 'vitest';
import { localSecrets } from '../../local/night/settings.ts';
import { startStack } from '../../local/stack/start-stack.ts';
import { handClock } from '../cloud/hand-clock.ts';
import type { Stage } from './stage.ts';
import { post, signedStop } from './webhook-call.ts';

const BODY = JSON.stringify({ serverIds: ['0d9d6c11-7a3e-4c52-8c39-7d0e2f1b4a55'] });

/** A stranger calls the webhook without a signature, many times a second, while a caller signs; seconds are virtual. */
export const floodJourney = (stage: () => Stage, template: () => string): void => {
  test('signed calls are accepted beside a flood below the throttle, refused with one above it, and accepted when it is over', async () => {
    const clock = handClock();
    const stack = await startStack({
      template: template(),
      clock,
      functionEnvironment: localSecrets(stage().webhookKey, { OS_CLIENT_CONFIG_FILE: 'none', OS_CLOUD: 'none' }),
    });
    const signed = () => post(signedStop({ ...stage(), stack }, BODY));
    const url = `${stack.httpUrl}/stop`;
    const flood = async (perSecond: number): Promise<readonly number[]> => {
      const statuses: number[] = [];
      for (let call = 0; call < perSecond; call += 1) {
        clock.advance(1000 / perSecond);
        statuses.push((await post({ url, headers: { 'content-type': 'application/json' }, body: BODY })).status);
      }
      return statuses;
    };
    try {
      for (let second = 0; second < 3; second += 1) {
        expect(await flood(40)).toEqual(Array(40).fill(401));
        expect(await signed()).toMatchObject({ status: 202 });
      }
      // The burst and what a second fills in reach the function, and no call beyond.
      const statuses = await flood(200);
      expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(50);
      expect(new Set(statuses)).toEqual(new Set([401, 429]));
      expect(await signed()).toEqual({ status: 429, text: '{"message":"Too Many Requests"}' });
      clock.advance(1000);
      expect(await signed()).toMatchObject({ status: 202 });
    } finally {
      await stack.stop();
    }
  });
};
