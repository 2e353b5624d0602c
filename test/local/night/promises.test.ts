import { expect, test } from 'vitest';
import type { CloudEvent, CloudLogEntry, NovaRequest } from '../../../cloud/cloud-log.ts';
import { type Choices, NO_CHOICES } from '../../../local/night/choices.ts';
import type { Asked, Evidence } from '../../../local/night/evidence.ts';
import { checkPromises } from '../../../local/night/promises.ts';

const ID = '3f2c8a1e-5b7d-4c9f-8e6a-1d2b3c4d5e6f';
const AT = 1_000_000;

const aStop = (at: number, changes: Partial<NovaRequest> = {}): NovaRequest => ({
  kind: 'request',
  seq: 0,
  at,
  receivedAt: at,
  method: 'POST',
  path: `/v2.1/servers/${ID}/action`,
  action: 'os-stop',
  serverId: ID,
  requestId: 'req-1',
  status: 202,
  user: 'stopper',
  fault: null,
  ...changes,
});

const anEvent = (at: number, event: CloudEvent['event'], changes: Partial<CloudEvent> = {}): CloudEvent => ({
  kind: 'event',
  seq: 0,
  at,
  event,
  serverId: ID,
  requestId: 'req-2',
  user: 'operator',
  result: null,
  ...changes,
});
const off = (at: number, result: CloudEvent['result'] = 'off') =>
  anEvent(at, 'power-off-ended', { result, user: 'stopper' });
const started = (at: number) => anEvent(at, 'powered-on');

/** The log with a look at the server in the moment before its end is written down. */
const lookedAt = (log: readonly CloudLogEntry[], endedAt: number): readonly CloudLogEntry[] => [
  ...log.filter(({ at }) => at <= endedAt),
  aStop(endedAt, { method: 'GET', path: `/v2.1/servers/${ID}`, action: null, status: 200 }),
  ...log.filter(({ at }) => at > endedAt),
];

/** One server, stopped as asked: every promise kept. */
const anEvidence = (
  log: readonly CloudLogEntry[] = [aStop(AT + 100), off(AT + 200)],
  asked: Partial<Asked> = {},
  changes: Partial<Evidence> = {},
): Evidence => ({
  log: lookedAt(log, asked.endedAt ?? AT + 3_000),
  stopper: 'stopper',
  asked: [
    {
      serverId: ID,
      requestedAt: AT,
      notAfter: AT + 60_000,
      outcome: 'stopped',
      endedAt: AT + 3_000,
      offAtFirst: false,
      dryRun: false,
      ...asked,
    },
  ],
  deadLetters: [],
  malformed: 0,
  choices: NO_CHOICES,
  ...changes,
});

const broken = (evidence: Evidence): readonly string[] =>
  checkPromises(evidence).flatMap(({ promise, broken }) => broken.map((how) => `${promise}: ${how}`));

test('a night without a fault keeps every promise', () => {
  expect(checkPromises(anEvidence())).toHaveLength(10);
  expect(broken(anEvidence())).toEqual([]);
});

test.each<[string, Evidence, string]>([
  ['a server that was on was reported as stopped', anEvidence([aStop(AT + 100)]), 'Off means off'],
  [
    'a server was reported as stopped, and the machine had lied',
    anEvidence([aStop(AT + 100), off(AT + 200, 'lied')]),
    'Off means off',
  ],
  [
    'a server was reported as stopped after a user had started it',
    anEvidence([aStop(AT + 100), off(AT + 200), started(AT + 300)], { endedAt: AT + 9_000 }),
    'Off means off',
  ],
  [
    'a server was reported as stopped without a look',
    anEvidence(undefined, {}, { log: [aStop(AT + 100), off(AT + 200)] }),
    'Off means off',
  ],
  [
    'a server was reported as already off, and it was not',
    anEvidence([], { outcome: 'already-stopped' }),
    'Off means off',
  ],
  [
    'a server was stopped again after a user had started it',
    anEvidence([aStop(AT + 100), off(AT + 200), started(AT + 4_000), aStop(AT + 5_000), off(AT + 5_100)]),
    'The human wins',
  ],
  [
    'a server was stopped after a reboot that came after the request',
    anEvidence([anEvent(AT + 50, 'rebooted'), aStop(AT + 100), off(AT + 200)]),
    'The human wins',
  ],
  ['a server was stopped twice', anEvidence([aStop(AT + 100), off(AT + 200), aStop(AT + 900)]), 'At most once'],
  [
    'a stop was sent a third time after two failures',
    anEvidence([
      aStop(AT + 1),
      off(AT + 2, 'failed'),
      aStop(AT + 3),
      off(AT + 4, 'failed'),
      aStop(AT + 5),
      off(AT + 6),
    ]),
    'At most once',
  ],
  [
    'a server was stopped too late',
    anEvidence([aStop(AT + 60_001), off(AT + 60_002)], { endedAt: AT + 62_500 }),
    'At most once',
  ],
  [
    'a stop was sent for a dry run',
    anEvidence([aStop(AT + 100), off(AT + 200)], { dryRun: true, outcome: 'rehearsed' }),
    'At most once',
  ],
  ['a server has no final outcome', anEvidence([], { outcome: 'look-again' }), 'Nothing is lost'],
  [
    'a dead-lettered server has no dead letter',
    anEvidence([], { outcome: 'dead-lettered: expired' }),
    'Nothing is lost',
  ],
  [
    'a dead letter has another reason',
    anEvidence([], { outcome: 'dead-lettered: expired' }, { deadLetters: [{ serverId: ID, reason: 'stuck' }] }),
    'Nothing is lost',
  ],
  [
    'a stopped server has a dead letter too',
    anEvidence(undefined, {}, { deadLetters: [{ serverId: ID, reason: 'stuck' }] }),
    'Nothing is lost',
  ],
  ['a malformed message is in no queue', anEvidence(undefined, {}, { malformed: 1 }), 'One bad message'],
])('the night finds a broken promise: %s', (_, evidence, promise) => {
  expect(broken(evidence).filter((how) => how.startsWith(promise))).toHaveLength(1);
});

test('a stop that failed once may be sent a second time without breaking a promise', () => {
  const log = [aStop(AT + 1), off(AT + 2, 'failed'), aStop(AT + 3), off(AT + 4)];
  expect(broken(anEvidence(log))).toEqual([]);
});

test('stops that other users send do not count as ours', () => {
  const log = [aStop(AT + 100), off(AT + 200), started(AT + 5_000), aStop(AT + 6_000, { user: 'operator' })];
  expect(broken(anEvidence(log))).toEqual([]);
});

test('a server whose dead letter has its reason is not lost', () => {
  const deadLetters = [{ serverId: ID, reason: 'expired' }];
  expect(broken(anEvidence([], { outcome: 'dead-lettered: expired' }, { deadLetters }))).toEqual([]);
});

const LOOK = { method: 'GET', path: `/v2.1/servers/${ID}`, action: null, status: 200 } as const;
const look = (at: number) => aStop(at, LOOK);
const marked = (at: number) => anEvent(at, 'tags-set');
const choosing = (choices: Partial<Choices>, changes: Partial<Evidence> = {}) =>
  anEvidence(undefined, {}, { choices: { ...NO_CHOICES, ...choices }, ...changes });
const OTHERS = ['one', 'two', 'three'];

test.each<[string, Evidence, string]>([
  [
    'a server was stopped that came to fit only after the choice',
    choosing({ selections: [{ matching: [], atMost: 5, notChosen: [ID] }] }),
    'A set is chosen once',
  ],
  [
    'a server of a selection that was too large was stopped',
    choosing(
      { selections: [{ matching: [ID, ...OTHERS], atMost: 3, notChosen: [] }] },
      { deadLetters: [{ serverId: undefined, reason: 'too-many' }] },
    ),
    'A cap is never exceeded',
  ],
  [
    'a selection that was too large has no dead letter',
    choosing({ selections: [{ matching: OTHERS, atMost: 2, notChosen: [] }] }),
    'A cap is never exceeded',
  ],
  [
    'a selection that was too large has two dead letters',
    choosing(
      { selections: [{ matching: OTHERS, atMost: 2, notChosen: [] }] },
      { deadLetters: [1, 2].map(() => ({ serverId: undefined, reason: 'too-many' })) },
    ),
    'A cap is never exceeded',
  ],
  [
    'a server was stopped that had a mark from the start',
    choosing({ marked: [{ serverId: ID, bySomebody: false }] }),
    'A mark holds',
  ],
  [
    'a server was stopped after a look that came after its mark',
    choosing(
      { marked: [{ serverId: ID, bySomebody: true }] },
      { log: [look(AT), marked(AT + 1), look(AT + 2), aStop(AT + 3), off(AT + 4), look(AT + 9)] },
    ),
    'A mark holds',
  ],
  [
    'a server that somebody was to mark has no mark in the log',
    choosing({ marked: [{ serverId: ID, bySomebody: true }] }),
    'A mark holds',
  ],
  [
    'a server was stopped while its cloud was frozen',
    choosing({ freezes: [{ serverIds: [ID], fromAt: AT + 99, untilAt: AT + 101 }] }),
    'Frozen means frozen',
  ],
  ['a server was stopped on an excepted day', choosing({ excepted: [ID] }), 'Excepted stops nothing'],
])('the night finds a broken promise about what was chosen: %s', (_, evidence, promise) => {
  const found = broken(evidence);
  expect(found.map((how) => how.split(':')[0])).toEqual([promise]);
});

test('the night finds that a second choice exceeded a cap', () => {
  const log = [aStop(AT + 50, { serverId: 'one' }), aStop(AT + 100), off(AT + 200)];
  const choices = { ...NO_CHOICES, selections: [{ matching: ['one'], atMost: 1, notChosen: [ID] }] };
  expect(broken(anEvidence(log, {}, { choices }))).toEqual([
    `A set is chosen once: ${ID}: stopped, and was not chosen`,
    'A cap is never exceeded: 2 stopped where 1 were allowed',
  ]);
});

test.each<[string, Evidence]>([
  ['as many servers as the cap allows', choosing({ selections: [{ matching: [ID], atMost: 1, notChosen: OTHERS }] })],
  [
    'a server that was marked after the last look before its stop',
    choosing(
      { marked: [{ serverId: ID, bySomebody: true }] },
      { log: [look(AT), marked(AT + 1), aStop(AT + 3), off(AT + 4), look(AT + 9)] },
    ),
  ],
  [
    'a server before its cloud was frozen',
    choosing({ freezes: [{ serverIds: [ID], fromAt: AT + 100, untilAt: AT + 900 }] }),
  ],
  [
    'a server after its cloud was thawed',
    choosing({ freezes: [{ serverIds: [ID], fromAt: AT - 900, untilAt: AT + 100 }] }),
  ],
])('the night breaks no promise by stopping %s', (_, evidence) => {
  expect(broken(evidence)).toEqual([]);
});

test('the night says how long a freeze held, and how soon after it the first stop came', () => {
  const freezes = [{ serverIds: [ID], fromAt: AT - 4_000, untilAt: AT - 400 }];
  expect(checkPromises(choosing({ freezes })).find(({ promise }) => promise.startsWith('Frozen'))?.seen).toBe(
    'frozen 3.6 s, no stop; one 0.5 s later',
  );
});
