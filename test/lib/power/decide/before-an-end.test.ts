import { describe, expect, test } from 'vitest';
import type { Server } from '../../../../lib/power/server.ts';
import { anAction, anEntry, anOffServer, aSend, aServer, at, records, seeing, unread } from '../../../builders.ts';
import { judged, verdict } from './verdict.ts';

const ourStop = anAction({ action: 'stop', requestId: 'req-ours', userId: 'ours', startedAt: at(10.2) });
const start = anAction({ requestId: 'req-start', startedAt: at(30) });
const accepted = anEntry({ sends: [aSend({ openstackRequestId: 'req-ours', answeredAt: at(10.5) })] });
const unclear = anEntry({ sends: [aSend({ state: 'unresolved', answeredAt: at(20) })] });
const NOT_STOPPABLE = ['paused', 'suspended', 'rescued', 'resized'] as const;

describe('before every end', () => {
  test.for(NOT_STOPPABLE)('no end is given to a server that is %s while our stop may still arrive', (vmState) => {
    const seen = (seenAt: number) => seeing(aServer({ vmState }), { seenAt, ...records() });
    expect(judged(seen(at(70)), unclear, at(70))).toMatchObject({
      kind: 'wait',
      because: `vm_state is ${vmState}, and our stop may still arrive: in quarantine`,
      atLeastMs: 60_000,
    });
    expect(verdict(seen(at(130)), unclear, at(130))).toBe('bury: not-stoppable');
  });

  test('no end is given to a deleted server, or one being deleted, while our stop may still arrive', () => {
    const deleted = records(anAction({ action: 'delete', startedAt: at(30) }));
    for (const server of [aServer({ vmState: 'deleted' }), aServer({ taskState: 'deleting' })]) {
      expect(verdict(seeing(server, deleted), unclear, at(70))).toBe('wait');
      expect(verdict(seeing(server, { seenAt: at(130), ...deleted }), unclear, at(130))).toBe('done: superseded');
    }
  });

  test.for(NOT_STOPPABLE)(
    'after our stop the history is read before a server that is %s is dead-lettered',
    (vmState) => {
      const server = aServer({ vmState });
      expect(verdict(seeing(server))).toBe('bury: not-stoppable');
      expect(verdict(seeing(server), accepted)).toBe('read-history');
      expect(verdict(seeing(server, unread()), accepted)).toBe('wait');
      expect(verdict(seeing(server, unread({ kind: 'refused' })), accepted)).toBe('bury: not-stoppable');
      expect(verdict(seeing(server, records(ourStop)), accepted)).toBe('bury: not-stoppable');
    },
  );

  test.for(NOT_STOPPABLE)(
    'a user who powered the server on after our stop has the last word: it is %s now',
    (vmState) => {
      const seen = seeing(aServer({ vmState }), records(start, ourStop));
      expect(judged(seen, accepted)).toEqual({
        kind: 'done',
        outcome: 'superseded',
        because: 'start at 2026-11-23T12:00:30.000Z',
      });
    },
  );

  test('a lagging action list is waited for, since it may hide a power-on after our stop', () => {
    const paused = aServer({ vmState: 'paused', updatedAt: at(40) });
    expect(judged(seeing(paused, records(ourStop)), accepted)).toMatchObject({
      kind: 'wait',
      because: 'it changed and no action says how: the list may lag',
    });
    const since = { ...accepted, unexplainedAt: at(50) };
    expect(verdict(seeing(paused, { seenAt: at(90), ...records(ourStop) }), since, at(90))).toBe('bury: not-stoppable');
  });

  test('a rescue after our stop is a user’s wish that the server runs', () => {
    const rescue = anAction({ action: 'rescue', requestId: 'req-rescue', startedAt: at(30) });
    expect(verdict(seeing(aServer({ vmState: 'rescued' }), records(rescue, ourStop)), accepted)).toBe(
      'done: superseded',
    );
  });

  test.for<[string, Partial<Server>]>([
    ['suspended, resuming', { vmState: 'suspended', taskState: 'resuming' }],
    ['paused, unpausing', { vmState: 'paused', taskState: 'unpausing' }],
    ['rescued, unrescuing', { vmState: 'rescued', taskState: 'unrescuing' }],
    ['resized, resize_reverting', { vmState: 'resized', taskState: 'resize_reverting' }],
    ['soft-delete, restoring', { vmState: 'soft-delete', taskState: 'restoring', powerState: 4 }],
    ['stopped, rebuilding', { vmState: 'stopped', taskState: 'rebuilding', powerState: 4 }],
    ['stopped, resize_prep', { vmState: 'stopped', taskState: 'resize_prep', powerState: 4 }],
    ['shelved, shelving_offloading', { vmState: 'shelved', taskState: 'shelving_offloading', powerState: 4 }],
  ])('a server with a task in progress is waited for: %s', ([, changes]) => {
    for (const entry of [anEntry(), accepted])
      expect(verdict(seeing(aServer(changes), records(ourStop)), entry)).toBe('wait');
  });

  test('a deletion from before the request is waited for, and the intent expires if it never ends', () => {
    const deleting = aServer({ taskState: 'deleting' });
    const since = records(anAction({ action: 'delete' }));
    expect(verdict(seeing(deleting, since))).toBe('wait');
    expect(judged(seeing(deleting, { seenAt: at(3600), ...since }), anEntry(), at(3600))).toMatchObject({
      kind: 'bury',
      reason: 'expired',
      because: 'notAfter has passed: being deleted (deleting) since before the request',
    });
    expect(verdict(seeing(deleting, unread()))).toBe('wait');
  });

  test('a server that is off after our stop needs no history', () => {
    expect(verdict(seeing(anOffServer()), accepted)).toBe('done: stopped');
    expect(verdict(seeing(aServer({ vmState: 'shelved_offloaded', powerState: 0 })), accepted)).toBe(
      'done: already-stopped',
    );
  });
});
