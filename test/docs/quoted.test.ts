import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { afterAnswer } from '../../lib/power/decide/answer.ts';
import type { Fault, Trouble } from '../../lib/power/fault.ts';
import type { Reply } from '../../lib/power/ports/cloud.ts';
import { verify } from '../../lib/webhook/verify.ts';
import { aFault, aServer, aServerId, seeing } from '../builders.ts';
import { aClient, answer, VERSION } from '../lib/openstack/a-client.ts';
import { judged } from '../lib/power/decide/verdict.ts';

// What a document quotes of a message has to be in it, on every path that leads there: whoever searches for the words finds them.

const read = async (name: string): Promise<string> =>
  (await readFile(new URL(`../../${name}`, import.meta.url), 'utf8')).replace(/```[\s\S]*?```/g, '');
const onOneLine = (text: string): string => text.replace(/\s+/g, ' ');

const messageOf = (reply: Reply<unknown>): string => (reply.kind === 'fault' ? reply.fault.message : 'no fault');

const UNAUTHORIZED = answer(401, { error: { code: 401, title: 'Unauthorized', message: 'm' } });
const id = aServerId();
const REQUEST = `req-${id}`;
const SHOW = `GET /v2.1/servers/${id}`;

/** The messages of a cloud that refuses every token at one place. */
const refusedAt = {
  server: async () => {
    const { cloud, budget } = aClient({ 'GET /v2.1/': answer(200, VERSION), [SHOW]: UNAUTHORIZED });
    return messageOf(await cloud.showServer(id, budget()));
  },
  list: async () => {
    const { cloud, budget } = aClient({ [`${SHOW}/os-instance-actions`]: UNAUTHORIZED });
    return messageOf(await cloud.listActions(id, budget()));
  },
  action: async () => {
    const { cloud, budget } = aClient({ [`${SHOW}/os-instance-actions/${REQUEST}`]: UNAUTHORIZED });
    return messageOf(await cloud.showAction(id, REQUEST, budget()));
  },
};

const refusedStop = (before: Trouble): { readonly because: string; readonly fault?: Fault } => {
  const fault = aFault({ kind: 'refused', trouble: 'unauthorized', message: 'stop answered 401' });
  const decision = afterAnswer({ kind: 'fault', fault }, aFault({ kind: 'refused', trouble: before }), 0);
  return decision.kind === 'wait' ? decision : expect.fail(decision.kind);
};

const QUOTED: readonly {
  readonly document: string;
  readonly words: string;
  readonly paths: Readonly<Record<string, () => string | Promise<string>>>;
}[] = [
  {
    document: 'docs/credentials.md',
    words: 'the application credential has expired, or its access rules do not allow the call',
    paths: {
      'a second 401 on the server': refusedAt.server,
      'a second 401 on its actions': refusedAt.list,
      'a second 401 on one action': refusedAt.action,
      'a second 401 on the stop, in the outcome': () => refusedStop('unauthorized').because,
      'a second 401 on the stop, in the alert line': () => refusedStop('unauthorized').fault?.message ?? '',
      'a third 401 on the stop': () => refusedStop('credentials').because,
    },
  },
];

describe.each(QUOTED)('$document quotes “$words”', ({ document, words, paths }) => {
  test(`${document} has the words “${words}”`, async () => {
    expect(onOneLine(await read(document))).toContain(`"${words}"`);
  });
  for (const [path, message] of Object.entries(paths))
    test(`${path} has the words “${words}” that ${document} quotes`, async () => {
      expect(await message()).toContain(words);
    });
});

test('every message that a document quotes is in the list of quotes', async () => {
  // Sentences in quotes that are nobody's message.
  const others = new Set(['no test machine runs at night']);
  for (const document of [
    'README.md',
    'SECURITY.md',
    'docs/contract.md',
    'docs/operations.md',
    'docs/credentials.md',
  ]) {
    // Examples of configuration are indented, and quotes in back quotes are commands.
    const prose = (await read(document)).replace(/^ {4}.*$/gm, '').replace(/`[^`]*`/g, '');
    const quotes = [...onOneLine(prose).matchAll(/"([a-z][^"]{15,})"/g)].map(([, words]) => words);
    const known = QUOTED.filter((row) => row.document === document).map(({ words }) => words);
    expect(quotes.filter((words) => words !== undefined && !others.has(words))).toEqual(known);
  }
});

test('the words that alarms.md gives for a refused signature are those of the line', async () => {
  const text = await read('docs/alarms.md');
  const now = Date.UTC(2026, 0, 10, 20);
  const problemAt = async (timestampAt: number) => {
    const headers = {
      'webhook-id': 'm',
      'webhook-timestamp': String(timestampAt / 1000),
      'webhook-signature': `v1,${'A'.repeat(43)}=`,
    };
    const event = { headers, body: '{}', isBase64Encoded: false };
    const ending = await verify(event, async () => ({ kind: 'keys', keys: [] }), { now: () => now });
    return ending.kind === 'refused' ? ending.because : ending.kind;
  };
  for (const problem of [await problemAt(now - 301_000), await problemAt(now + 301_000), await problemAt(now)])
    expect(text).toContain(`\`${problem}\``);
});

test('the dead letter that the contract shows is one that is really written', async () => {
  const page = await readFile(new URL('../../docs/contract.md', import.meta.url), 'utf8');
  const [, reason, because] = /"failure": \{\s*"reason": "([^"]+)", "because": "([^"]+)"/.exec(page) ?? [];
  expect(judged(seeing(aServer({ vmState: 'paused' })))).toMatchObject({ kind: 'bury', reason, because });
});
