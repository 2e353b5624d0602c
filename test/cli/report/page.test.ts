import { describe, expect, test } from 'vitest';
import { classText, quantile, timeClasses } from '../../../cli/report/night/stats.ts';
import { escaped } from '../../../cli/report/page/html.ts';
import { pageOf } from '../../../cli/report/page/page.ts';
import { scaleTo } from '../../../cli/report/page/scale.ts';
import { NOON } from '../../builders.ts';
import { aFullNight, HOSTILE } from './a-full-night.ts';

const FACTS = { stack: 'prod in eu-central-1' };
const textOf = (page: string): string =>
  page
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .replace(/<[^>]*>/g, '\n')
    .replace(/\n+/g, '\n');

describe('a page', () => {
  test('Every text of a cloud or a caller is escaped, also one that closes a tag', () => {
    const page = pageOf(aFullNight(30), FACTS);
    expect(page).not.toContain('<img');
    expect(page).not.toContain('</script>');
    expect(page).toContain('&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;');
    expect(escaped(`${HOSTILE}\u202e\u0007`)).not.toMatch(/[<>"'\p{Cc}\p{Cf}]/u);
  });

  test('A page has no script, no address to load from and no inline style, and its policy allows nothing but its style', () => {
    const page = pageOf(aFullNight(30), FACTS);
    const tags = page.match(/<[^>]*>/g) ?? [];
    expect(tags.filter((tag) => /^<(?:script|link|iframe|form|img)|\s(?:src|style|on\w+)=/.test(tag))).toEqual([]);
    expect(page).not.toMatch(/url\(|@import/);
    expect(page.match(/href="([^"#]*)/g)?.filter((href) => href !== 'href="')).toEqual([]);
    expect(page).toMatch(
      /http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-|content="default-src 'none'; style-src 'sha256-/,
    );
  });

  test('A night without requests is a page that says so', () => {
    const text = textOf(pageOf({ ...aFullNight(0), requests: [], off: [], unread: [] }, FACTS));
    expect(text).toContain('Nothing was asked for');
    expect(text).toContain('An empty night');
    expect(text).not.toContain('Outcomes');
  });

  test('What could not be read is said at the top', () => {
    expect(textOf(pageOf(aFullNight(5), FACTS))).toContain('Not read: 1 request cannot be read by this version');
  });

  test('Every end has its word beside its shape, and a dead letter says what to do', () => {
    const text = textOf(pageOf(aFullNight(40), FACTS));
    for (const word of ['stopped', 'already off', 'superseded', 'held', 'dead letter', 'rehearsed', 'open'])
      expect(text).toContain(word);
    expect(text).toContain('look at the BMC');
    expect(text).toContain('Stopped nothing: too-many, 90 match, atMost is 5');
    expect(text).toContain('30 by tags, 10 by except.metadata');
  });

  test('Without rates a page says nothing of money or energy', () => {
    expect(textOf(pageOf(aFullNight(40), FACTS))).not.toMatch(/saved|savings|EUR|kWh|price/i);
  });

  test('Of 1,500 servers all are counted, a thousand are shown, most of them folded, and the rest is said', () => {
    const page = pageOf(aFullNight(1_500), FACTS);
    expect(textOf(page)).toContain('500 more are counted above and not shown here');
    expect(page).toContain('<summary>980 more servers</summary>');
    expect(page.length).toBeLessThan(2_000_000);
  });
});

describe('an axis', () => {
  test.each([
    [0, ['0', '1 s']],
    [12_000, ['0', '2 s', '5 s', '10 s']],
    [3_600_000, ['0', '20 s', '2 min', '10 min', '30 min']],
  ])('The axis of %i ms has marks that do not touch', (longest, labels) => {
    const { marks, place } = scaleTo(longest);
    expect(marks.map(({ label }) => label)).toEqual(labels);
    expect([place(0), place(longest * 2 + 1_000)]).toEqual([0, 100]);
  });
});

describe('times to off', () => {
  test('A quantile is a time that a server took', () => {
    expect([0.5, 0.9].map((share) => quantile([1, 2, 3, 4], share))).toEqual([2, 4]);
    expect(quantile([], 0.5)).toBeUndefined();
  });

  test('A distribution has every class between the first and the last, and counts each time once', () => {
    const classes = timeClasses([4_000, 5_000, 29_000, 3_600_000]);
    expect(classes.map((one) => [classText(one), one.count])).toEqual([
      ['0–5 s', 1],
      ['5–10 s', 1],
      ['10–20 s', 0],
      ['20–30 s', 1],
      ['30–60 s', 0],
      ['1–2 min', 0],
      ['2–5 min', 0],
      ['5–10 min', 0],
      ['10–15 min', 0],
      ['15–30 min', 0],
      ['30–60 min', 0],
      ['1 h or more', 1],
    ]);
    expect(timeClasses([])).toEqual([]);
  });
});

test('A night of dead letters alone has no times and no hours, and the page says how many need a look', () => {
  const night = aFullNight(0);
  const [request] = aFullNight(19).requests;
  const servers = request?.servers.filter(({ end }) => end === 'dead-lettered') ?? [];
  const text = textOf(
    pageOf({ ...night, requests: request === undefined ? [] : [{ ...request, servers }], writtenAt: NOON }, FACTS),
  );
  expect(text).toContain('0 of 1 server off, 1 needs a look');
  expect(text).not.toContain('Time to off');
});
