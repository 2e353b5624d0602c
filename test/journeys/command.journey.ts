import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import type { TakeRunning } from './need.ts';
import type { Stage } from './stage.ts';

const START = fileURLToPath(new URL('../../cli/lights-out.mjs', import.meta.url));
const line = v.object({ serverId: v.string(), outcome: v.string() });

/** The command, as a process of its own, on the same cloud. */
export const commandJourney = (stage: () => Stage, take: TakeRunning): void => {
  test('the command stops the servers that a tag chooses, and leaves one alone that is marked', async (context) => {
    const [one, two, kept] = [take(context), take(context), take(context)];
    const { cloud, cloudsFile } = stage();
    const tag = `journey=${randomUUID()}`;
    for (const id of [one, two, kept]) await cloud.colleague.tag(id, tag);
    await cloud.colleague.tag(kept, 'lights-out=protect');
    context.onTestFinished(() => cloud.colleague.untag(kept, 'lights-out=protect'));
    const args = [START, 'stop', '--tag', tag, '--at-most', '3', '--yes', '--json'];
    const env = { PATH: process.env.PATH, OS_CLIENT_CONFIG_FILE: cloudsFile, OS_CLOUD: 'stopper' };
    const child = spawn(process.execPath, args, { env });
    const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    const ends = out
      .trim()
      .split('\n')
      .map((json) => v.parse(line, JSON.parse(json)));
    const of = (id: string) => ends.filter(({ serverId }) => serverId === id).map(({ outcome }) => outcome);
    expect([of(one), of(two), of(kept), code], err).toEqual([['stopped'], ['stopped'], ['held'], 1]);
    expect(await cloud.colleague.stateOf(kept)).toBe('active/-/1');
  });
};
