import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { formatInstant } from '../../lib/instant.ts';
import { deadLetterBody } from '../../lib/message/dead-letter-message.ts';
import { awsConfig, ON_CALL } from '../../local/night/aws-config.ts';
import { endOf } from './diary.ts';
import { eventually } from './eventually.ts';
import { missedWindow } from './missed.ts';
import type { TakeRunning } from './need.ts';
import type { Stage } from './stage.ts';

const START = fileURLToPath(new URL('../../cli/lights-out.mjs', import.meta.url));

interface Ran {
  readonly objects: readonly Readonly<Record<string, unknown>>[];
  readonly err: string;
  readonly code: unknown;
}

/** The command with `--json`, as the person on call starts it: with that person's rights at the stack, and the cloud of the stage. */
const asOnCall =
  ({ stack, cloudsFile }: Stage, config: string) =>
  async (...args: readonly string[]): Promise<Ran> => {
    const child = spawn(process.execPath, [START, ...args, '--json'], {
      env: {
        ...{ PATH: process.env.PATH, AWS_CONFIG_FILE: config, AWS_PROFILE: ON_CALL },
        ...{ AWS_SHARED_CREDENTIALS_FILE: '/dev/null', LIGHTS_OUT_STACK: stack.name },
        ...{ OS_CLIENT_CONFIG_FILE: cloudsFile, OS_CLOUD: 'stopper' },
      },
    });
    const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    const lines = out.split('\n').filter((line) => line !== '');
    return { objects: lines.map((line) => JSON.parse(line)), err, code };
  };

/** What a person on call asks and does, from a dead letter to the answer why the server is off. */
export const onCallJourney = (stage: () => Stage, take: TakeRunning): void => {
  test('a person on call reads a dead letter, replays it, follows its request to the end, and reads why the server is off', async (context) => {
    const id = take(context);
    const { stack, ended, endedAgain } = stage();
    const folder = await mkdtemp(join(tmpdir(), 'lights-out-'));
    context.onTestFinished(() => rm(folder, { recursive: true }));
    const config = join(folder, 'aws-config');
    await writeFile(config, awsConfig(stack), { mode: 0o600 });
    const run = asOnCall(stage(), config);

    // Too short a window for a request; one that was taken before keeps its own, and this one is over.
    const requestId = `journey-${randomUUID()}`;
    const { requestedAt, notAfter } = await missedWindow(stage(), id);
    const times = { requestedAt: formatInstant(requestedAt), notAfter: formatInstant(notAfter) };
    const failure = {
      reason: 'expired',
      because: 'nobody was there',
      attempts: 1,
      firstAttemptAt: requestedAt,
      failedAt: notAfter,
    } as const;
    const original = JSON.stringify({ serverIds: [id], requestId, ...times });
    await stack.send(deadLetterBody({ original, failure }));
    expect(endOf(await ended(requestId, id))).toBe('dead-lettered: expired');

    const letters = await run('dead-letters', 'list', '--server', id);
    expect([letters.err, letters.code]).toEqual(['', 0]);
    expect(letters.objects).toMatchObject([{ serverId: id, requestId, reason: 'expired' }]);
    const messageId = String(letters.objects[0]?.messageId);
    const replayed = await run('dead-letters', 'replay', messageId, '--yes');
    expect([replayed.objects, replayed.err, replayed.code]).toEqual([
      [expect.objectContaining({ messageId, would: 'stop', done: 'replayed' })],
      '',
      0,
    ]);
    expect(endOf(await endedAgain(requestId, id, 2))).toBe('stopped');

    const followed = await run('request', requestId, '--watch');
    expect([followed.objects, followed.err, followed.code]).toEqual([
      [expect.objectContaining({ serverId: id, outcome: 'stopped' })],
      '',
      0,
    ]);
    const why = await run('why', id);
    expect([why.err, why.code]).toEqual(['', 0]);
    expect(why.objects).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'answer', power: 'off', serverId: id }),
        expect.objectContaining({ kind: 'replayed', requestId }),
        expect.objectContaining({ kind: 'answered', what: 'stop accepted' }),
      ]),
    );
    await eventually(
      'no letter of the server',
      async () => (await run('dead-letters', 'list', '--server', id)).objects.length === 0,
    );
  });
};
