import { expect, test } from 'vitest';
import { endOf } from './diary.ts';
import { eventually } from './eventually.ts';
import { need } from './need.ts';
import { eventuallyOn, type Stage } from './stage.ts';

/** The cloud dies while it powers a server off, and comes back; alone, for everybody needs the cloud. */
export const powerJourney = (stage: () => Stage): void => {
  test('a server ends off when the cloud is restarted during its stop, which is sent again only if Nova says it failed', async (context) => {
    const { power, servers, colleague } = stage().cloud;
    const { kill, start } = need(context, power, 'Keystone and Nova of its own to kill');
    const id = need(context, servers.slow, 'a server that takes seconds to go off');
    await colleague.start(id);
    await eventuallyOn(stage(), id);
    const calmAt = Date.now() + 6_000;
    await eventually('the start lies behind', () => Date.now() > calmAt);
    const before = stage().wire.passed('stopServer', id).length;
    const failedBefore = await colleague.failedStopsOf(id);
    const { requestId } = await stage().ask([id]);
    await stage().saw(requestId, id, ({ because }) => because === 'Nova accepted the stop');
    await kill();
    await start();
    // Whoever starts the cloud again may start its servers too, as the lab's own `up` does: then they are left alone.
    expect(['stopped', 'superseded']).toContain(endOf(await stage().ended(requestId, id)));
    // A nova-compute that is ended in mid-stop writes Error into the action; one that is cut off takes the stop up again.
    const sent = stage().wire.passed('stopServer', id).length - before;
    expect(sent).toBe(1 + ((await colleague.failedStopsOf(id)) - failedBefore));
  });
};
