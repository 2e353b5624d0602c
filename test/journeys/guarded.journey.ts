import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { nightFreeze } from '../../local/night/freezing.ts';
import { endOf } from './diary.ts';
import { need, type TakeRunning } from './need.ts';
import { isoOf, onWire, type Stage } from './stage.ts';

/** An entry of the clouds file that one journey freezes, so that the others go on. */
const FREEZABLE = 'freezable';
const PROTECTED = 'lights-out=protect';

/** Puts that entry into the clouds file, before anything reads it. */
export const freezableCloud = ({ cloud, configure, wire }: Stage): Promise<void> =>
  configure({ [FREEZABLE]: onWire(cloud.entry, wire) });

/** Servers that are chosen by their tag, and what forbids to stop them. */
export const guardedJourney = (stage: () => Stage, take: TakeRunning): void => {
  const choose = async (tag: string, more: object): Promise<{ requestId: string; body: string }> => {
    const requestId = `journey-${randomUUID()}`;
    const body = JSON.stringify({ select: { tags: [tag] }, requestId, requestedAt: isoOf(Date.now()), ...more });
    await stage().stack.send(body);
    return { requestId, body };
  };

  test('of three servers that a tag chooses the two without a mark are stopped, and one tagged before a redelivery is not', async (context) => {
    const [one, two, kept, late] = [take(context), take(context), take(context), take(context)];
    const { colleague } = stage().cloud;
    const tag = `journey=${randomUUID()}`;
    for (const id of [one, two, kept]) await colleague.tag(id, tag);
    await colleague.tag(kept, PROTECTED);
    context.onTestFinished(() => colleague.untag(kept, PROTECTED));
    const { requestId, body } = await choose(tag, { atMost: 3 });
    for (const id of [one, two]) expect(endOf(await stage().ended(requestId, id))).toBe('stopped');
    expect(await stage().ended(requestId, kept)).toMatchObject({
      outcome: 'held',
      because: `marked ${PROTECTED}: protected`,
    });
    await colleague.tag(late, tag);
    await stage().stack.send(body);
    for (const id of [one, two, kept]) await stage().endedAgain(requestId, id, 2);
    for (const id of [one, two]) expect(await colleague.stopsOf(id)).toBe(1);
    for (const id of [kept, late]) expect(await colleague.stateOf(id)).toBe('active/-/1');
    expect([kept, late].flatMap((id) => stage().wire.passed('stopServer', id))).toEqual([]);
  });

  test('a freeze in the middle of a run holds back all stops but the one on its way, until the thaw', async (context) => {
    const [first, ...others] = [take(context), take(context), take(context)];
    const { stack, wire, cloud } = stage();
    const tag = `journey=${randomUUID()}`;
    for (const id of [first, ...others]) await cloud.colleague.tag(id, tag);
    const freeze = nightFreeze(FREEZABLE, others);
    let isFrozen = (): void => {};
    const frozen = new Promise<void>((resolve) => {
      isFrozen = resolve;
    });
    wire.onCall(async ({ verb, serverId }) => {
      if (serverId === null) return;
      if (verb === 'stopServer' && serverId === first) {
        await freeze.freeze(stack);
        isFrozen();
      }
      // Their looks come late, so that none of their stops can be on its way yet.
      if (verb === 'showServer' && others.includes(serverId)) await frozen;
    });
    const { requestId } = await choose(tag, { cloud: FREEZABLE });
    for (const id of others) await stage().saw(requestId, id, ({ because }) => because.startsWith('frozen until '));
    expect(endOf(await stage().ended(requestId, first))).toBe('stopped');
    await freeze.thaw(stack);
    for (const id of others) expect(endOf(await stage().ended(requestId, id))).toBe('stopped');
    const [times] = freeze.times();
    for (const id of others) {
      const [stop, ...more] = wire.passed('stopServer', id);
      expect(stop?.at).toBeGreaterThanOrEqual(times?.untilAt ?? Number.POSITIVE_INFINITY);
      expect(more).toEqual([]);
    }
  });

  test('a selector that asks for bare metal finds the machines of a cloud that has nothing else', async (context) => {
    need(context, stage().cloud.bareMetal, 'bare metal');
    const [one, two] = [take(context), take(context)];
    const tag = `journey=${randomUUID()}`;
    for (const id of [one, two]) await stage().cloud.colleague.tag(id, tag);
    const { requestId: virtual } = await choose(tag, { select: { tags: [tag], machine: 'virtual' } });
    const { requestId } = await choose(tag, { select: { tags: [tag], machine: 'bare-metal' } });
    for (const id of [one, two]) expect(endOf(await stage().ended(requestId, id))).toBe('stopped');
    expect([one, two].flatMap((id) => stage().diary.of(virtual, id))).toEqual([]);
  });
};
