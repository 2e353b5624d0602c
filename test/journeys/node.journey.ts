import { expect, test } from 'vitest';
import type { CloudFault } from '../../cloud/fronts/faults.ts';
import { endOf } from './diary.ts';
import { eventually } from './eventually.ts';
import { need, type TakeRunning } from './need.ts';
import { eventuallyOn, type Stage } from './stage.ts';

const HELD_MS = 8_000;
const RACES: readonly { readonly name: string; readonly fault: CloudFault }[] = [
  { name: 'comes late', fault: { kind: 'delay', when: 'after', ms: HELD_MS } },
  { name: 'is lost', fault: { kind: 'drop', when: 'after' } },
];

/** What real Ironic and people at the machines do to the record that Nova keeps: who has the last word, and what is nobody's wish. */
export const nodeJourney = (stage: () => Stage, take: TakeRunning): void => {
  const offAndAtRest = (id: string): Promise<void> =>
    eventually(`${id} is off`, async () => (await stage().cloud.colleague.stateOf(id)) === 'stopped/-/4');
  const noLateRace = (id: string): void => {
    expect(stage().diary.lines.filter((line) => line.includes('late-race') && line.includes(id))).toEqual([]);
  };

  test('a server is stopped although Ironic reports a power-on for a start from before the request', async (context) => {
    const { colleague, echo } = stage().cloud;
    const report = need(context, echo, 'an administrator who may report power changes');
    const id = take(context);
    await colleague.reboot(id);
    await eventuallyOn(stage(), id);
    // A power-on up to five seconds before the request still counts as after it.
    const calmAt = Date.now() + 6_000;
    await eventually('the reboot lies behind', () => Date.now() > calmAt);
    const mend = stage().wire.cut(id);
    const { requestId } = await stage().ask([id]);
    await report(id);
    mend();
    expect(endOf(await stage().ended(requestId, id))).toBe('stopped');
    expect(stage().wire.passed('stopServer', id)).toMatchObject([{ status: 202 }]);
  });

  test('a power-on at the node after the request, of a server that its owner had stopped, is respected', async (context) => {
    const { colleague, powerOnAtNode } = stage().cloud;
    const powerOn = need(context, powerOnAtNode, 'nodes that can be powered on past Nova');
    const id = take(context);
    await colleague.stop(id);
    await offAndAtRest(id);
    // An older start is no origin of what is reported later: a stop lies between.
    await colleague.start(id);
    await eventuallyOn(stage(), id);
    await colleague.stop(id);
    await offAndAtRest(id);
    const mend = stage().wire.cut(id);
    const { requestId } = await stage().ask([id]);
    await powerOn(id);
    await eventuallyOn(stage(), id);
    mend();
    expect(endOf(await stage().ended(requestId, id))).toBe('superseded');
    expect(stage().wire.passed('stopServer', id)).toEqual([]);
    expect(await colleague.stateOf(id)).toBe('active/-/1');
  });

  test('a power-on at the node after our stop is respected, and is no late race', async (context) => {
    const powerOn = need(context, stage().cloud.powerOnAtNode, 'nodes that can be powered on past Nova');
    const id = take(context);
    const { requestId } = await stage().ask([id]);
    await stage().saw(requestId, id, ({ because }) => because === 'Nova accepted the stop');
    const mend = stage().wire.cut(id);
    await offAndAtRest(id);
    await powerOn(id);
    await eventuallyOn(stage(), id);
    mend();
    // A look may have found it off before.
    expect(['superseded', 'stopped']).toContain(endOf(await stage().ended(requestId, id)));
    expect(stage().wire.passed('stopServer', id)).toHaveLength(1);
    expect(await stage().cloud.colleague.stateOf(id)).toBe('active/-/1');
    noLateRace(id);
  });

  test.for(RACES)(
    'a server that a user starts after our stop, whose answer $name, ends superseded without a late race',
    async ({ fault }, context) => {
      const { colleague } = stage().cloud;
      const id = take(context);
      stage().wire.faults.next('stopServer', fault, { serverId: id });
      const { requestId } = await stage().ask([id]);
      await offAndAtRest(id);
      await colleague.start(id);
      expect(endOf(await stage().ended(requestId, id))).toBe('superseded');
      expect(stage().wire.passed('stopServer', id)).toHaveLength(1);
      await eventuallyOn(stage(), id);
      expect(await colleague.stopsOf(id)).toBe(1);
      noLateRace(id);
    },
  );
};
