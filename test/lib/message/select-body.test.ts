import { describe, expect, test } from 'vitest';
import { formatInstant } from '../../../lib/instant.ts';
import { intentBody } from '../../../lib/message/intent-message.ts';
import { parseMessage } from '../../../lib/message/message.ts';
import { intentsOf } from '../../../lib/message/request.ts';
import { parseRequestBody } from '../../../lib/message/request-body.ts';
import { rollCallBody } from '../../../lib/message/roll-call-message.ts';
import { idsDigest, selectDigest } from '../../../lib/message/select-body.ts';
import { stampedBody } from '../../../lib/message/stamped-body.ts';
import { ARN, aContext, aRoll, at, HOUR, NOON, serverNo } from '../../builders.ts';

const SELECT = { tags: ['env=dev'] };
const malformed = (body: unknown): string => {
  const read = parseMessage(JSON.stringify(body), aContext());
  return read.kind === 'malformed' ? read.problem : `it is a ${read.kind}`;
};
const span = (changes: object = {}) => ({
  from: formatInstant(NOON),
  to: formatInstant(at(1)),
  why: 'Christmas',
  ...changes,
});
const scheduled = (more: object) => ({
  select: SELECT,
  schedule: { arn: ARN, scheduledTime: formatInstant(NOON) },
  ...more,
});
const many = (count: number, text = 'x'): readonly string[] => Array.from({ length: count }, () => text);
const NOTHING =
  'select: chooses nothing: give tags, anyTag, metadata, name, flavor or a kind of machine (everything is name: ["*"])';
const AT_MOST = 'atMost: must be a number of servers from 1 to 1000, or a share of all from "1%" to "100%"';
const KEY = 'no metadata has such a key: 1 to 255 letters, digits, spaces and - _ : .';

describe('a selector', () => {
  test.each([
    ['everything, written', { name: ['*'] }],
    ['one text without a list', { tags: 'env=dev', name: 'ci-*' }],
    ['a kind of machine alone', { machine: 'bare-metal' }],
    ['a tag of 60 characters between stars', { tags: [`*${'t'.repeat(60)}*`] }],
    ['a text of 80 characters', { name: ['n'.repeat(80)] }],
    [
      'all of it',
      {
        tags: ['a'],
        anyTag: ['b', 'c'],
        metadata: { 'rack-1:x_y.z a': ['r1', 'r?'] },
        name: ['ci-*'],
        flavor: ['physical.*'],
        machine: 'any',
        except: {
          serverIds: [serverNo(1)],
          tags: ['x'],
          anyTag: ['y'],
          metadata: { k: 'v' },
          name: ['z'],
          flavor: ['f'],
        },
      },
    ],
  ])('a selector may be %s', (_, select) => {
    expect(malformed({ select })).toBe('it is a request');
  });

  test('one text is read as a list of one', () => {
    expect(parseRequestBody({ select: { tags: 'a', metadata: { rack: 'r1' }, except: { name: 'b' } } })).toEqual({
      kind: 'parsed',
      value: { select: { tags: ['a'], metadata: { rack: ['r1'] }, except: { name: ['b'] } } },
    });
  });

  test.each<[unknown, string]>([
    [{}, NOTHING],
    [{ machine: 'any' }, NOTHING],
    [{ except: { tags: ['a'] } }, NOTHING],
    [{ machine: 'any', except: { tags: ['a'] } }, NOTHING],
    [[], 'select: must be an object'],
    ['env=dev', 'select: must be an object'],
    [null, 'select: must be an object'],
    [{ tag: ['a'] }, 'select.tag: unknown field'],
    [{ tags: [] }, 'select.tags: is empty'],
    [{ tags: [''] }, 'select.tags[0]: is empty'],
    [{ tags: null }, 'select.tags: must be text or a list of texts'],
    [{ tags: [1] }, 'select.tags[0]: must be text'],
    [{ tags: ['ok', 'a,b'] }, 'select.tags[1]: no tag has a comma or a slash'],
    [{ anyTag: 'a/b' }, 'select.anyTag: no tag has a comma or a slash'],
    [{ tags: ['t'.repeat(61)] }, 'select.tags[0]: longer than the 60 characters of a tag'],
    [{ name: ['n'.repeat(81)] }, 'select.name[0]: longer than 80 characters'],
    [{ flavor: many(101) }, 'select.flavor: names more than 100 texts'],
    [{ metadata: {} }, 'select.metadata: is empty'],
    [{ metadata: [] }, 'select.metadata: must be an object'],
    [{ metadata: { rack: [] } }, 'select.metadata.rack: is empty'],
    [{ metadata: { rack: 1 } }, 'select.metadata.rack: must be text or a list of texts'],
    [{ metadata: { 'a/b': 'x' } }, `select.metadata."a/b": ${KEY}`],
    [{ metadata: { ['k'.repeat(256)]: 'x' } }, `select.metadata."${'k'.repeat(64)}…": ${KEY}`],
    [{ machine: 'physical' }, 'select.machine: must be bare-metal, virtual, any'],
    [{ name: '*', except: {} }, 'select.except: is empty'],
    [{ name: '*', except: { machine: 'virtual' } }, 'select.except.machine: unknown field'],
    [{ name: '*', except: { serverIds: [] } }, 'select.except.serverIds: is empty'],
    [{ name: '*', except: { serverIds: ['web-1'] } }, 'select.except.serverIds[0]: not a UUID'],
    [{ name: '*', except: { tags: ['a,b'] } }, 'select.except.tags[0]: no tag has a comma or a slash'],
  ])('a selector that is wrong is malformed, by its field: %j', (select, problem) => {
    expect(malformed({ select })).toBe(problem);
  });

  test('more than 1,000 servers cannot be excepted', () => {
    const ids = Array.from({ length: 1_001 }, (_, n) => serverNo(n));
    expect(malformed({ select: { name: '*', except: { serverIds: ids } } })).toBe(
      'select.except.serverIds: names more than 1000 servers',
    );
  });

  test('a request has serverIds or select, and not both', () => {
    expect(malformed({ select: SELECT, serverIds: [serverNo(1)] })).toBe('select: not together with serverIds');
    expect(malformed({ reason: 'night' })).toBe('serverIds: required');
    expect(malformed({ select: SELECT, force: true })).toBe('force: unknown field');
  });
});

describe('atMost', () => {
  test.each([1, 1000, '1%', '100%'])('it may be %s', (atMost) => {
    expect(malformed({ select: SELECT, atMost })).toBe('it is a request');
  });

  test.each([0, -1, 1.5, 1001, '0%', '101%', '1000%', '01%', '5', '5.5%', ' 5%', true, [5]])(
    'it may not be %j',
    (atMost) => {
      expect(malformed({ select: SELECT, atMost })).toBe(AT_MOST);
    },
  );

  test('it goes with select only', () => {
    expect(malformed({ serverIds: [serverNo(1)], atMost: 5 })).toBe('atMost: only together with select');
  });
});

describe('notOn', () => {
  test.each<[object, string]>([
    [{ notOn: span() }, 'notOn: must be a list'],
    [{ notOn: [span({ from: '2026-02-30T00:00:00Z' })] }, 'notOn[0].from: not an RFC 3339 instant'],
    [{ notOn: [span(), span({ to: '2026-12-24' })] }, 'notOn[1].to: not an RFC 3339 instant'],
    [{ notOn: [span({ to: formatInstant(NOON) })] }, 'notOn[0].to: not after from'],
    [{ notOn: [span({ why: undefined })] }, 'notOn[0].why: required'],
    [{ notOn: [span({ why: 'w'.repeat(257) })] }, 'notOn[0].why: longer than 256 characters'],
    [{ notOn: [span({ zone: 'UTC' })] }, 'notOn[0].zone: unknown field'],
    [{ calendarEnds: 'never' }, 'calendarEnds: not an RFC 3339 instant'],
  ])('a calendar that is wrong is malformed, by its field: %j', (calendar, problem) => {
    expect(malformed(scheduled(calendar))).toBe(problem);
  });

  test('1,000 spans are taken, and one more is not', () => {
    expect(parseRequestBody(scheduled({ notOn: many(1_000).map(() => span()) }))).toMatchObject({ kind: 'parsed' });
    expect(parseRequestBody(scheduled({ notOn: many(1_001).map(() => span()) }))).toEqual({
      kind: 'problem',
      problem: 'notOn: has more than 1000 spans',
    });
  });

  test('a calendar goes with a schedule only', () => {
    expect(malformed({ select: SELECT, notOn: [span()] })).toBe('notOn: only together with schedule');
    expect(malformed({ select: SELECT, calendarEnds: formatInstant(NOON) })).toBe(
      'calendarEnds: only together with schedule',
    );
  });
});

describe('a request that selects, on its way', () => {
  const parsed = (body: object, sentAt = NOON) => {
    const read = parseMessage(JSON.stringify(body), aContext({ sentAt }));
    if (read.kind !== 'request') throw new Error(malformed(body));
    return read.request;
  };
  const everything = scheduled({
    atMost: '25%',
    notOn: [span()],
    calendarEnds: formatInstant(at(3600)),
    type: 'HARD',
    dryRun: true,
    reason: 'night',
    window: 'PT2H',
  });

  test.each([
    ['of a schedule, with a calendar', everything],
    ['of the queue', { select: SELECT }],
    ['of the queue with a cap', { select: { ...SELECT, except: { serverIds: [serverNo(1)] } }, atMost: 7 }],
    ['by ids with a calendar', { serverIds: [serverNo(1)], schedule: everything.schedule, notOn: [span()] }],
  ])('a stamped request %s is read as the same request, whenever', (_, body) => {
    const request = parsed(body);
    expect(parsed(JSON.parse(stampedBody(request)), NOON + 3 * HOUR)).toEqual(request);
  });

  test('its servers are not known yet', () => {
    expect(parsed({ select: SELECT })).toMatchObject({ serverIds: [], select: SELECT });
  });

  test('in an envelope it is found, too', () => {
    const event = {
      'detail-type': 'stop',
      source: 'mine',
      id: 'event-1',
      time: formatInstant(at(-60)),
      detail: { select: SELECT, atMost: 3 },
    };
    expect(parsed(event)).toMatchObject({ requestId: 'event-1', requestedAt: at(-60), select: SELECT, atMost: 3 });
  });

  test('a request with a field of an envelope is a request', () => {
    expect(malformed({ select: SELECT, Type: 'x', TopicArn: 'y', Message: 'z' })).toBe('Type: unknown field');
  });

  test('its intents carry the digest of what chose them, and are of the newer version', () => {
    const request = { ...parsed({ select: SELECT, atMost: 3 }), serverIds: [serverNo(1)] };
    const [intent] = intentsOf(request);
    expect(intent).toMatchObject({ selectDigest: selectDigest(SELECT, 3), serverId: serverNo(1) });
    expect(intent).not.toHaveProperty('select');
    if (intent === undefined) throw new Error('no intent');
    expect(JSON.parse(intentBody(intent))).toMatchObject({ intent: { version: 2 } });
    expect(parseMessage(intentBody(intent), aContext())).toEqual({ kind: 'intent', intent });
  });

  test('an intent of version 1 has no digest', () => {
    const [intent] = intentsOf({ ...parsed({ select: SELECT }), serverIds: [serverNo(1)] });
    if (intent === undefined) throw new Error('no intent');
    const { intent: written } = JSON.parse(intentBody(intent));
    expect(malformed({ intent: { ...written, version: 1 } })).toBe('intent.selectDigest: unknown field');
    expect(malformed({ intent: { ...written, selectDigest: 'abc' } })).toBe(
      'intent.selectDigest: not a SHA-256 digest',
    );
  });
});

describe('a request message of the webhook', () => {
  const REQUEST = {
    version: 1,
    source: 'webhook',
    requestId: 'msg_1',
    requestedAt: formatInstant(NOON),
    notAfter: formatInstant(NOON + HOUR),
    cloud: 'otc',
    select: SELECT,
    dryRun: false,
  };

  test.each([
    [{ version: '1' }, 'request.version: must be 1'],
    [{ source: 'queue' }, 'request.source: must be webhook'],
    [{ select: {} }, `request.${NOTHING}`],
    [{ serverIds: [serverNo(1)] }, 'request.serverIds: unknown field'],
    [{ dryRun: undefined }, 'request.dryRun: required'],
    [{ notAfter: formatInstant(NOON) }, 'request.notAfter: not after requestedAt'],
    [{ requestedAt: formatInstant(NOON + HOUR / 2) }, 'request.requestedAt: more than PT1M in the future'],
    [{ notAfter: formatInstant(NOON + 8 * 24 * HOUR) }, 'request.notAfter: more than PT168H after requestedAt'],
  ])('one that is wrong is malformed, by its field: %j', (changes, problem) => {
    expect(malformed({ request: { ...REQUEST, ...changes } })).toBe(problem);
  });

  test('one of a newer version is handed back', () => {
    expect(parseMessage(JSON.stringify({ request: { version: 2 } }), aContext())).toEqual({
      kind: 'newer',
      because: 'request version 2 is newer than 1',
    });
  });

  test('beside it there is nothing', () => {
    expect(malformed({ request: REQUEST, more: 1 })).toBe('more: unknown field');
  });
});

describe('digests', () => {
  test('the order of keys is of no account, and everything else is', () => {
    const digest = selectDigest({ tags: ['a'], name: ['b'] }, undefined);
    expect(selectDigest({ name: ['b'], tags: ['a'] }, undefined)).toBe(digest);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    for (const other of [
      selectDigest({ tags: ['a'] }, undefined),
      selectDigest({ tags: ['a'], name: ['b'] }, 5),
      selectDigest({ tags: ['b'], name: ['a'] }, undefined),
    ])
      expect(other).not.toBe(digest);
  });

  test('the order of ids is of no account', () => {
    expect(idsDigest(['b', 'a'])).toBe(idsDigest(['a', 'b']));
    expect(idsDigest(['a'])).not.toBe(idsDigest(['a', 'b']));
  });
});

test('a roll call names its request and its part, and a list where no roll has it', () => {
  const { source, requestId, cloud, dryRun, part, requestedAt, notAfter } = aRoll();
  const call = { source, requestId, cloud, dryRun, part, requestedAt, notAfter };
  const rollCall = {
    version: 1,
    ...{ source, requestId, cloud, dryRun, part },
    requestedAt: '2026-11-23T12:00:00.000Z',
    notAfter: '2026-11-23T13:00:00.000Z',
  };
  expect(JSON.parse(rollCallBody(call))).toEqual({ rollCall });
  const serverIds = [serverNo(1)];
  expect(JSON.parse(rollCallBody({ ...call, serverIds }))).toEqual({ rollCall: { ...rollCall, serverIds } });
});
