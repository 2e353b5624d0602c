import { expect, test } from 'vitest';
import { startStack } from '../../local/stack/start-stack.ts';
import { eventually } from './eventually.ts';

/** A function with settings it cannot use refuses to start, and tells all that is wrong at once. */
export const badSettingsJourney = (template: () => string): void => {
  test('with invalid settings no function starts, one message lists every problem, and nothing is acknowledged', async () => {
    const lines: string[] = [];
    const stack = await startStack({
      template: template(),
      environment: { STOP_WINDOW: 'an hour', OS_CLOUD: 'stopper' },
      functionEnvironment: {
        queue: { CLOUDS_SECRET_ID: undefined, DEAD_LETTER_QUEUE_URL: 'nowhere', MAX_RECEIVES: '-1' },
        webhook: { WEBHOOK_SECRET_ID: undefined, WEBHOOK_SECRETS: 'whsec_c2hvcnQ=' },
      },
      onLine: (_, line) => lines.push(line),
    });
    try {
      await stack.send(JSON.stringify({ serverIds: ['8c5f5e37-2d27-4b0f-a2b4-3a4d5b0f7c11'] }));
      const answer = await fetch(`${stack.httpUrl}/stop`, { method: 'POST', body: '{}' });
      expect(answer.status).toBeGreaterThanOrEqual(500);
      const saidTogether = (...names: readonly string[]) =>
        lines.some((line) => names.every((name) => line.includes(name)));
      await eventually('the worker’s refusal', () =>
        saidTogether('STOP_WINDOW', 'DEAD_LETTER_QUEUE_URL', 'MAX_RECEIVES'),
      );
      expect(saidTogether('STOP_WINDOW', 'WEBHOOK_SECRETS')).toBe(true);
      expect(lines.join('')).not.toContain('c2hvcnQ=');
      const { visible, inFlight } = await stack.depth();
      expect(visible + inFlight).toBe(1);
      expect(await stack.deadLetters()).toEqual([]);
    } finally {
      await stack.stop();
    }
  });
};
