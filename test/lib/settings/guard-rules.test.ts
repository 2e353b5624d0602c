import { describe, expect, test } from 'vitest';
import { environmentReader } from '../../../lib/settings/environment.ts';
import { parseNeverStop, parseStopOnly, parseStopRequires, readGuards } from '../../../lib/settings/guard-rules.ts';
import { aServerId } from '../../builders.ts';

const ID = aServerId();

/** What the variables say, and their problems. */
const read = (env: Readonly<Record<string, string>>) => {
  const problems: string[] = [];
  return { guards: readGuards(environmentReader(env, problems)), problems };
};

describe('the guards of the settings', () => {
  test('without the variables nothing but marks and locks guards a server', () => {
    const none = { guards: { requiresAllow: false, never: { ids: [], names: [] } }, problems: [] };
    expect(read({})).toEqual(none);
    expect(read({ STOP_REQUIRES: '', NEVER_STOP: '', STOP_ONLY: '' })).toEqual(none);
  });

  test('each guard is read from its variable', () => {
    const env = { STOP_REQUIRES: 'lights-out=allow', NEVER_STOP: `db-*,${ID}`, STOP_ONLY: 'bare-metal' };
    expect(read(env)).toEqual({
      guards: { requiresAllow: true, never: { ids: [ID], names: ['db-*'] }, only: 'bare-metal' },
      problems: [],
    });
  });

  test('each variable that cannot be read is one problem with its name, and never its value', () => {
    const env = { STOP_REQUIRES: 'allow', NEVER_STOP: 'a\u0007', STOP_ONLY: 'any' };
    expect(read(env).problems).toEqual([
      'STOP_ONLY: must be bare-metal or virtual',
      'STOP_REQUIRES: must be lights-out=allow',
      'NEVER_STOP: item 1 is neither a server’s UUID nor a name of at most 80 characters (* and ? stand for others)',
    ]);
  });
});

describe('STOP_REQUIRES and STOP_ONLY', () => {
  test('their values are exact', () => {
    expect(parseStopRequires('lights-out=allow')).toEqual({ kind: 'parsed', value: true });
    expect(parseStopOnly('virtual')).toEqual({ kind: 'parsed', value: 'virtual' });
    for (const text of ['lights-out', 'lights-out=Allow', ' lights-out=allow'])
      expect(parseStopRequires(text), text).toMatchObject({ kind: 'problem' });
    for (const text of ['any', 'unknown', 'Bare-Metal', 'bare metal'])
      expect(parseStopOnly(text), text).toMatchObject({ kind: 'problem' });
  });
});

describe('NEVER_STOP', () => {
  test('names servers by id and by name, separated by commas or lines', () => {
    const text = ` ${ID.toUpperCase()}\n db-?, web 1 ,\r\n,prod-*\n`;
    expect(parseNeverStop(text)).toEqual({ kind: 'parsed', value: { ids: [ID], names: ['db-?', 'web 1', 'prod-*'] } });
  });

  test('a list of nothing names nobody', () => {
    expect(parseNeverStop(' ,\n, ')).toEqual({ kind: 'parsed', value: { ids: [], names: [] } });
  });

  test('a name has at most 80 characters, however many bytes they take', () => {
    expect(parseNeverStop('ä'.repeat(80))).toMatchObject({ kind: 'parsed' });
    expect(parseNeverStop('x'.repeat(81))).toMatchObject({ kind: 'problem' });
  });

  test.for([
    ['an id that lacks a digit', ID.slice(1)],
    ['an id without its dashes', ID.replaceAll('-', '')],
    ['an id with a digit too many', `${ID}0`],
    ['a tab in a name', 'a\tb'],
    ['half a character', '\ud800'],
  ])('%s is a problem that names its place', ([, item]) => {
    expect(parseNeverStop(`db-*,,${item}`)).toMatchObject({
      kind: 'problem',
      problem: expect.stringMatching(/^item 2 is neither/),
    });
  });

  test('an id of which a part is left open is a name', () => {
    expect(parseNeverStop(`${ID.slice(0, 35)}?`)).toMatchObject({ kind: 'parsed', value: { ids: [] } });
  });

  test('the list has at most 2,048 bytes', () => {
    const long = 'db-00000,'.repeat(227);
    expect(parseNeverStop(long)).toMatchObject({ kind: 'parsed' });
    expect(parseNeverStop(`${long}db-000`)).toEqual({
      kind: 'problem',
      problem: 'longer than 2048 bytes: mark the servers instead',
    });
  });
});
