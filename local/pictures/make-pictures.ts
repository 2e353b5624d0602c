import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { NIGHT_PAGE } from '../night/night-page.ts';
import { COLUMNS, nightLines } from './night-lines.ts';
import { terminalPicture } from './terminal-picture.ts';

// `npm run pictures`: the pictures of the README, from a night of now.
const PICTURES = new URL('../../docs/pictures/', import.meta.url);
const WIDTH = 900;
const HEIGHT = 1_100;

const fileOf = (name: string): string => fileURLToPath(new URL(name, PICTURES));

await mkdir(PICTURES, { recursive: true });
await writeFile(fileOf('night.svg'), terminalPicture('npm start', await nightLines(), COLUMNS));
const report = await readFile(NIGHT_PAGE, 'utf8');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  // The top of the page in light, and its bars in dark.
  for (const [name, colorScheme, from] of [
    ['report.png', 'light', 'header'],
    ['report-dark.png', 'dark', '#times'],
  ] as const) {
    const page = await browser.newPage({ viewport: { width: WIDTH, height: HEIGHT }, colorScheme });
    await page.setContent(report);
    const y = Math.max(((await page.locator(from).first().boundingBox())?.y ?? 0) - 16, 0);
    const clip = { x: 0, y, width: WIDTH, height: HEIGHT };
    await page.screenshot({ path: fileOf(name), fullPage: true, clip });
  }
} finally {
  await browser.close();
}
