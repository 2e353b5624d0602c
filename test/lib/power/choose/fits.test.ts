import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unfitOf } from '../../../../lib/power/choose/fits.ts';
import type { Select } from '../../../../lib/power/choose/select.ts';
import type { Server } from '../../../../lib/power/server.ts';
import { aServer, aServerId, serverNo } from '../../../builders.ts';

const server = aServer({
  name: 'ci-7',
  tags: ['env=dev', 'team=a'],
  metadata: { rack: 'r1', owner: 'anna' },
  flavor: { id: 'f-1', name: 'physical.o2.medium', extraSpecs: {} },
});
const unfit = (select: Select, one: Server = server) => unfitOf(select, one.id, one);

describe('a selector', () => {
  test.for<Select>([
    {},
    { tags: ['env=dev'] },
    { tags: ['env=*', 'team=?'] },
    { anyTag: ['team=b', 'team=a'] },
    { metadata: { rack: ['r1', 'r2'] } },
    { metadata: { rack: ['r?'], owner: ['an*'] } },
    { name: ['db-*', 'ci-*'] },
    { flavor: ['physical.*'] },
    { flavor: ['f-1'] },
    { machine: 'bare-metal' },
    { machine: 'any' },
    { tags: ['env=dev'], name: ['ci-*'], machine: 'bare-metal', except: { tags: ['keep'], name: ['ci-8'] } },
    { except: { tags: ['env=dev', 'keep'] } },
    { except: { metadata: { rack: ['r1'], owner: ['bert'] } } },
    { except: { serverIds: [serverNo(1)] } },
  ])('the server fits %j', (select) => {
    expect(unfit(select)).toBeUndefined();
  });

  test.for<[Select, string, string]>([
    [{ tags: ['env=dev', 'keep'] }, 'tags', 'tags: does not fit "env=dev", "keep"'],
    [{ tags: ['ENV=dev'] }, 'tags', 'tags: does not fit "ENV=dev"'],
    [{ anyTag: ['team=b'] }, 'anyTag', 'anyTag: does not fit "team=b"'],
    [{ metadata: { rack: ['r2'] } }, 'metadata', 'metadata: does not fit rack: "r2"'],
    [{ metadata: { rack: ['r1'], floor: ['*'] } }, 'metadata', 'metadata: does not fit rack: "r1"; floor: "*"'],
    [{ name: ['ci'] }, 'name', 'name: does not fit "ci"'],
    [{ flavor: ['c2.*'] }, 'flavor', 'flavor: does not fit "c2.*"'],
    [{ machine: 'virtual' }, 'machine', 'machine: is bare-metal, not virtual'],
    [{ except: { serverIds: [aServerId()] } }, 'except.serverIds', 'except.serverIds: names it'],
    [{ except: { tags: ['env=*', 'team=*'] } }, 'except.tags', 'except.tags: fits "env=*", "team=*"'],
    [{ except: { anyTag: ['keep', 'team=a'] } }, 'except.anyTag', 'except.anyTag: fits "keep", "team=a"'],
    [{ except: { metadata: { owner: ['anna'] } } }, 'except.metadata', 'except.metadata: fits owner: "anna"'],
    [{ except: { name: ['db', 'ci-?'] } }, 'except.name', 'except.name: fits "db", "ci-?"'],
    [{ except: { flavor: ['physical.*'] } }, 'except.flavor', 'except.flavor: fits "physical.*"'],
  ])('the server does not fit %j', ([select, rule, because]) => {
    expect(unfit(select)).toEqual({ rule, because });
  });

  test('the first field that does not fit is the one that is named', () => {
    expect(unfit({ name: ['db-*'], tags: ['keep'], machine: 'virtual' })?.rule).toBe('tags');
    expect(unfit({ name: ['db-*'], except: { serverIds: [aServerId()] } })?.rule).toBe('name');
  });

  test('a key that every object has is no metadata', () => {
    expect(unfit({ metadata: { constructor: ['*'] } })?.rule).toBe('metadata');
  });

  test('a kind that is not known fits neither kind', () => {
    const unknown = aServer({ flavor: { id: 'f-1', name: null, extraSpecs: null } });
    for (const machine of ['bare-metal', 'virtual'] as const)
      expect(unfit({ machine }, unknown)).toEqual({ rule: 'machine', because: `machine: is unknown, not ${machine}` });
    expect(unfit({ machine: 'any' }, unknown)).toBeUndefined();
  });
});

describe('what the cloud does not show', () => {
  test.for<[Partial<Server>, Select, string]>([
    [{ tags: null }, { tags: ['*'] }, 'tags: tags are shown from microversion 2.26 on'],
    [{ tags: null }, { anyTag: ['*'] }, 'anyTag: tags are shown from microversion 2.26 on'],
    [{ metadata: null }, { metadata: { rack: ['*'] } }, 'metadata: the metadata is not shown'],
    [{ flavor: null }, { flavor: ['*'] }, 'flavor: the flavor is not shown'],
    [{ tags: null }, { name: ['*'], except: { tags: ['keep'] } }, 'tags: tags are shown from microversion 2.26 on'],
    [{ tags: null }, { name: ['*'], except: { anyTag: ['keep'] } }, 'anyTag: tags are shown from microversion 2.26 on'],
    [{ metadata: null }, { name: ['*'], except: { metadata: { a: ['b'] } } }, 'metadata: the metadata is not shown'],
    [{ flavor: null }, { name: ['*'], except: { flavor: ['c*'] } }, 'flavor: the flavor is not shown'],
  ])('a server that shows %j fits no selector that asks for it: %j', ([hidden, select, because]) => {
    expect(unfit(select, aServer({ name: 'ci-7', ...hidden }))?.because).toBe(because);
  });

  test('what is not asked for may be hidden', () => {
    const bare = aServer({ name: 'ci-7', tags: null, metadata: null, flavor: null });
    expect(unfit({ name: ['ci-*'], except: { name: ['db-*'] } }, bare)).toBeUndefined();
  });
});

test('an exception never adds a server, and one more field never either', () => {
  const some = fc.subarray(['env=dev', 'team=a', 'keep', '*'], { minLength: 1 });
  const selects = fc.record({ tags: some, anyTag: some, name: some }, { requiredKeys: [] });
  fc.assert(
    fc.property(selects, selects, (select, except) => {
      if (unfit(select) !== undefined) expect(unfit({ ...select, except })).toBeDefined();
      if (unfit({ ...select, except }) === undefined) expect(unfit({ ...select, machine: 'virtual' })).toBeDefined();
    }),
  );
});
