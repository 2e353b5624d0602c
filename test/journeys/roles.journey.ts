import { beforeAll, describe, expect, test } from 'vitest';
import { endOf } from './diary.ts';
import { eventually } from './eventually.ts';
import type { Role } from './journey-cloud.ts';
import { need } from './need.ts';
import { type Asked, isoOf, type Stage } from './stage.ts';

/** How each role ends (docs/contract.md, "Outcomes"), and how many stops of ours reach its server. */
const ENDS: readonly { readonly role: Role; readonly end: string; readonly stops: number; readonly left?: string }[] = [
  { role: 'error', end: 'stopped', stops: 1, left: 'stopped/-/4' },
  { role: 'stopped', end: 'already-stopped', stops: 0, left: 'stopped/-/4' },
  { role: 'locked', end: 'held', stops: 0, left: 'active/-/1' },
  { role: 'locked_by_admin', end: 'held', stops: 0, left: 'active/-/1' },
  { role: 'paused', end: 'dead-lettered: not-stoppable', stops: 0, left: 'paused/-/3' },
  { role: 'suspended', end: 'dead-lettered: not-stoppable', stops: 0 },
  { role: 'rescued', end: 'dead-lettered: not-stoppable', stops: 0 },
  { role: 'shelved', end: 'already-stopped', stops: 0 },
  { role: 'shelved_offloaded', end: 'already-stopped', stops: 0 },
  { role: 'novalidhost', end: 'dead-lettered: not-stoppable', stops: 0 },
  { role: 'slow', end: 'stopped', stops: 1, left: 'stopped/-/4' },
  { role: 'fail_stop', end: 'dead-lettered: stop-failed', stops: 2, left: 'active/-/1' },
  { role: 'error_stop', end: 'dead-lettered: stop-failed', stops: 2 },
  { role: 'hang_stop', end: 'dead-lettered: stuck', stops: 1, left: 'active/powering-off/1' },
  { role: 'lie_stop', end: 'dead-lettered: unverified', stops: 1, left: 'stopped/-/1' },
  { role: 'lost_stop', end: 'dead-lettered: unverified', stops: 1, left: 'stopped/-/0' },
  { role: 'other_project', end: 'dead-lettered: not-found', stops: 0 },
  { role: 'deleted', end: 'dead-lettered: not-found', stops: 0 },
  { role: 'nonexistent', end: 'dead-lettered: not-found', stops: 0 },
];

/** One request names a server of every kind; each ends as it should, whatever the others do. */
export const rolesJourney = (stage: () => Stage): void => {
  describe('one request with a server of every kind', () => {
    let asked: Asked;
    beforeAll(async () => {
      const { servers } = stage().cloud;
      asked = await stage().ask(ENDS.flatMap(({ role }) => servers[role] ?? []));
    });

    test.for(ENDS)('a server in the role $role ends $end', async ({ role, end, stops, left }, context) => {
      const id = need(context, stage().cloud.servers[role], `a server that is ${role}`);
      expect(endOf(await stage().ended(asked.requestId, id))).toBe(end);
      expect(stage().wire.passed('stopServer', id)).toHaveLength(stops);
      if (left !== undefined) expect(await stage().cloud.colleague.stateOf(id)).toBe(left);
      if (!end.startsWith('dead-lettered')) return;
      const letter = await stage().letterOf(asked.requestId, id);
      expect(`dead-lettered: ${letter.failure.reason}`).toBe(end);
      expect(letter.attributes).toMatchObject({ reason: letter.failure.reason, serverId: id, source: 'queue' });
    });
  });

  test('a server that is being built until the window ends is expired, with the last state seen', async (context) => {
    const id = need(context, stage().cloud.servers.building, 'a server that stays building');
    const left = { requestedAt: isoOf(Date.now() - 335_000), window: 'PT6M' };
    const { requestId } = await stage().ask([id], left);
    const told = await stage().ended(requestId, id);
    // In a lab that was made a moment ago the create came after this request, and whoever creates a server wants it.
    if (endOf(told) === 'superseded') expect(told.because).toMatch(/^create at /);
    else {
      expect(endOf(told)).toBe('dead-lettered: expired');
      expect((await stage().letterOf(requestId, id)).failure.because).toContain('vm_state is building');
    }
    expect(stage().wire.passed('stopServer', id)).toEqual([]);
  });

  test('a power-off that fails once is tried once more, after the quarantine', async (context) => {
    const { servers, obey, colleague } = stage().cloud;
    const id = need(context, servers.fails_once, 'a server whose power-off can be made to fail once');
    const { requestId } = await stage().ask([id]);
    await eventually('the first power-off failed', async () => (await colleague.failedStopsOf(id)) === 1);
    await obey?.(id);
    expect(endOf(await stage().ended(requestId, id))).toBe('stopped');
    const [first, second, ...more] = stage().wire.passed('stopServer', id);
    expect(more).toEqual([]);
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(11_000);
    expect(await colleague.stopsOf(id)).toBe(2);
  });
};
