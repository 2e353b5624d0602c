import { AsyncLocalStorage } from 'node:async_hooks';
import { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { endOf } from './diary.ts';
import type { TakeRunning } from './need.ts';
import { openStage, type Stage } from './stage.ts';

// Node tells of every process that is started; those started on behalf of one stack are known by the context they start in.
const started = new AsyncLocalStorage<ChildProcess[]>();
subscribe('child_process', (message) => {
  const isProcess = typeof message === 'object' && message !== null && 'process' in message;
  if (isProcess && message.process instanceof ChildProcess) started.getStore()?.push(message.process);
});

/** As packaged, but with a timeout of 18 s instead of a minute: a lease is as long, and has to run out. */
const quicker = async (template: string, folder: string): Promise<string> => {
  const text = await readFile(template, 'utf8');
  const path = join(folder, 'template.json');
  await writeFile(
    path,
    text
      .replaceAll(/"Timeout": 60\b/g, '"Timeout": 18')
      .replaceAll(/"VisibilityTimeout": 360\b/g, '"VisibilityTimeout": 20'),
  );
  return path;
};

/** The function dies between its mark and its answer, as the machine beneath it might; another one takes over. */
export const killedJourney = (outer: () => Stage, template: () => string, take: TakeRunning): void => {
  const processes: ChildProcess[] = [];
  let folder: string;
  let stage: Stage;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lights-out-'));
    const path = await quicker(template(), folder);
    stage = await started.run(processes, () =>
      openStage(outer().cloud, { template: path, artifacts: dirname(template()) }, { VISIBILITY_TIMEOUT: '20' }),
    );
  });
  afterAll(async () => {
    await stage.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('a server whose function was killed during its stop is stopped once, whether that stop arrived or not', async (context) => {
    const [lost, arrived] = [take(context), take(context)];
    const { promise: bothLeft, resolve: kill } = Promise.withResolvers<void>();
    const left = new Set<string>();
    stage.wire.onCall(async ({ verb, serverId }) => {
      if (verb !== 'stopServer' || serverId === null || left.size === 2) return;
      left.add(serverId);
      if (left.size === 2) {
        for (const child of processes) child.kill('SIGKILL');
        kill();
      }
      await bothLeft;
    });
    stage.wire.faults.next('stopServer', { kind: 'drop', when: 'before' }, { serverId: lost });
    stage.wire.faults.next('stopServer', { kind: 'drop', when: 'after' }, { serverId: arrived });
    const { requestId } = await stage.ask([lost, arrived]);
    expect(endOf(await stage.ended(requestId, arrived))).toBe('stopped');
    expect(endOf(await stage.ended(requestId, lost))).toBe('stopped');
    expect(stage.diary.lines.some((line) => line.includes('signal: SIGKILL'))).toBe(true);
    expect(stage.wire.passed('stopServer', arrived).map(({ status }) => status)).toEqual([null]);
    expect(stage.wire.passed('stopServer', lost).map(({ status }) => status)).toEqual([null, 202]);
    for (const id of [lost, arrived]) expect(await stage.cloud.colleague.stopsOf(id)).toBe(1);
  });
};
