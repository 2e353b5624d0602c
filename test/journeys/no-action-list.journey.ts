import { expect, test } from 'vitest';
import { throttles } from '../../cloud/fronts/fault-answers.ts';
import type { CloudFault } from '../../cloud/fronts/faults.ts';
import { endOf } from './diary.ts';
import { need, type TakeRunning } from './need.ts';
import { eventuallyOn, isoOf, onWire, type Stage } from './stage.ts';

interface Mishap {
  readonly name: string;
  readonly fault: CloudFault;
  /** Statuses that the functions got for their stops; null: no answer. */
  readonly answers: readonly (number | null)[];
  /** Off all the same when nothing tells whose stop it was. */
  readonly ends: readonly string[];
}

const MISHAPS: readonly Mishap[] = [
  { name: 'is throttled', fault: throttles('1'), answers: [429, 202], ends: ['stopped'] },
  {
    name: 'is lost before Nova saw it',
    fault: { kind: 'drop', when: 'before' },
    answers: [null, 202],
    ends: ['stopped'],
  },
  {
    name: 'is lost after Nova accepted it',
    fault: { kind: 'drop', when: 'after' },
    answers: [null],
    ends: ['stopped', 'already-stopped'],
  },
];
const CLOUD = 'listless';

/** Puts the entry whose user sees no action list into the clouds file, before anything reads it. */
export const listlessCloud = async ({ cloud, configure, wire }: Stage): Promise<void> => {
  if (cloud.listless !== undefined) await configure({ [CLOUD]: onWire(cloud.listless, wire) });
};

/** A cloud that shows nobody what was done to a server: the server's own `updated` is the evidence, within its limits. */
export const noActionListJourney = (stage: () => Stage, take: TakeRunning): void => {
  test.for(MISHAPS)(
    'without an action list a server is stopped once although the stop $name',
    async ({ fault, answers, ends }, context) => {
      need(context, stage().cloud.listless, 'a user to whom it shows no action list');
      const id = take(context);
      stage().wire.faults.next('stopServer', fault, { serverId: id });
      const { requestId } = await stage().ask([id], { cloud: CLOUD });
      expect(ends).toContain(endOf(await stage().ended(requestId, id)));
      expect(
        stage()
          .wire.passed('stopServer', id)
          .map(({ status }) => status),
      ).toEqual(answers);
      expect(
        stage()
          .wire.passed('listActions', id)
          .every(({ status }) => status === 403),
      ).toBe(true);
      expect(await stage().cloud.colleague.stopsOf(id)).toBe(1);
      expect(await stage().cloud.colleague.stateOf(id)).toBe('stopped/-/4');
    },
  );

  test('without an action list a restart after the request prevents every stop', async (context) => {
    need(context, stage().cloud.listless, 'a user to whom it shows no action list');
    const id = take(context);
    await stage().cloud.colleague.reboot(id);
    await eventuallyOn(stage(), id);
    // A minute before the shortest window ends: two looks in which the list is missing, and one that finds the restart.
    const nearlyOver = { requestedAt: isoOf(Date.now() - 300_000), window: 'PT6M' };
    const { requestId } = await stage().ask([id], { cloud: CLOUD, ...nearlyOver });
    expect(endOf(await stage().ended(requestId, id))).toBe('dead-lettered: expired');
    expect((await stage().letterOf(requestId, id)).failure.because).toContain('restart');
    expect(stage().wire.passed('stopServer', id)).toEqual([]);
    expect(await stage().cloud.colleague.stateOf(id)).toBe('active/-/1');
  });
};
