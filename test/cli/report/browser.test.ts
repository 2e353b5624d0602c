import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pageOf } from '../../../cli/report/page/page.ts';
import { readRates } from '../../../cli/report/rates/read-rates.ts';
import { savingsOf } from '../../../cli/report/rates/savings.ts';
import { aFullNight } from './a-full-night.ts';

// Where Debian and its like put it; nothing is downloaded.
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
});

const fullPage = (): string => {
  const read = readRates('rates.yml', 'flavors: {physical.o2.medium: {pricePerHour: 1.2, currency: EUR, watts: 350}}');
  if (read.kind === 'problems') throw new Error(read.problems.join('\n'));
  const night = aFullNight(26);
  return pageOf(night, { stack: 'prod in eu-central-1', savings: savingsOf(night, read.rates, () => undefined) });
};

interface Opened {
  readonly page: Page;
  /** What the console said, and every request beside the file itself. */
  readonly noises: string[];
}

describe.skipIf(CHROMIUM === undefined)('the page in Chromium (skipped where there is none)', () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lights-out-page-'));
    // A container's root has no sandbox to give; the page is our own.
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox'] });
  });

  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });

  const open = async (width: number, colorScheme: 'light' | 'dark', text = fullPage()): Promise<Opened> => {
    const file = join(folder, `${width}-${colorScheme}.html`);
    await writeFile(file, text);
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme });
    const noises: string[] = [];
    const page = await context.newPage();
    page.on('console', (message) => noises.push(message.text()));
    page.on('pageerror', (error) => noises.push(String(error)));
    const url = pathToFileURL(file).href;
    await context.route('**/*', (route) => {
      if (route.request().url() === url) return route.continue();
      noises.push(route.request().url());
      return route.abort();
    });
    await page.goto(url);
    return { page, noises };
  };

  test.for([
    [1100, 'light'],
    [1100, 'dark'],
    [360, 'light'],
    [360, 'dark'],
  ] as const)(
    'At %i px in %s nothing is loaded or logged, nothing is too wide, and axe-core finds nothing',
    async ([width, scheme]) => {
      const { page, noises } = await open(width, scheme);
      for (const summary of await page.locator('summary').all()) await summary.click();
      expect(noises).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
      expect(background).toBe(scheme === 'dark' ? 'rgb(16, 17, 22)' : 'rgb(246, 246, 243)');
      // By the debugger: the page's own policy lets no script in.
      await page.evaluate(axe.source);
      const found: { violations: readonly { id: string; nodes: readonly { html: string }[] }[] } = await page.evaluate(
        'axe.run(document, { resultTypes: ["violations"] })',
      );
      expect(found.violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
      await page.context().close();
    },
  );

  test('A name that is markup is text on the page', async () => {
    const { page } = await open(1100, 'light');
    expect(await page.locator('img, script').count()).toBe(0);
    expect(await page.getByText('</script><img src=x onerror=alert(1)>').count()).toBeGreaterThan(0);
    await page.context().close();
  });

  test('The keyboard goes through sections and folded lists from top to bottom, and unfolds one', async () => {
    const { page } = await open(360, 'light');
    const tops: number[] = [];
    const seen: string[] = [];
    for (;;) {
      await page.keyboard.press('Tab');
      const [name, top]: [string, number] = await page.evaluate(
        '[document.activeElement.tagName, document.activeElement.getBoundingClientRect().top + scrollY]',
      );
      if (name === 'BODY' || tops.length > 50) break;
      seen.push(name);
      tops.push(top);
    }
    expect(seen.filter((name) => name === 'A').length).toBe(7);
    expect(seen.filter((name) => name === 'SUMMARY').length).toBeGreaterThan(1);
    expect(tops).toEqual(tops.toSorted((a, b) => a - b));
    const folded = page.locator('details').first();
    await folded.locator('summary').focus();
    await page.keyboard.press('Enter');
    expect(await folded.getAttribute('open')).toBe('');
    await page.context().close();
  });

  test('Printed, the page is a PDF on white that has the folded rows, too', async () => {
    const { page } = await open(800, 'dark');
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    const height: number = await page.evaluate(
      'document.querySelector("details li:last-child").getBoundingClientRect().height',
    );
    expect(height).toBeGreaterThan(0);
    await page.context().close();
  });

  test('An empty night has no findings, either', async () => {
    const empty = pageOf({ ...aFullNight(0), requests: [], off: [], unread: [] }, { stack: 'prod in eu-central-1' });
    const { page, noises } = await open(360, 'light', empty);
    await page.evaluate(axe.source);
    const found: { violations: readonly { id: string }[] } = await page.evaluate('axe.run()');
    expect([noises, found.violations.map(({ id }) => id)]).toEqual([[], []]);
    await page.context().close();
  });
});
