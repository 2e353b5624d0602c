import { type Night, rowsOf } from '../night/night.ts';
import { classText, endCounts, quantile, timeClasses, timesToOff } from '../night/stats.ts';
import { type Html, html, NOTHING } from './html.ts';
import { endLabel } from './marks.ts';
import { counted, END_WORDS, ENDS, lengthText } from './words.ts';

const countBar = (share: number): Html =>
  html`<svg class="bar" height="14" aria-hidden="true" focusable="false"><rect x="0" y="1" height="12" rx="2" width="${Math.round(share * 1000) / 10}%" fill="currentColor"/></svg>`;

/** How many servers ended how, and what each end means. */
export const outcomesSection = (night: Night): Html => {
  const counts = endCounts(rowsOf(night));
  const most = Math.max(1, ...counts.values());
  const there = ENDS.filter((end) => counts.has(end));
  return html`<section id="outcomes" aria-labelledby="h-outcomes"><h2 id="h-outcomes">Outcomes</h2><ul class="counts outcomes">${there.map(
    (end) =>
      html`<li class="${end}">${endLabel(end)}<span class="n">${counts.get(end)}</span>${countBar((counts.get(end) ?? 0) / most)}<span class="why">${END_WORDS[end].means}</span></li>`,
  )}</ul></section>`;
};

/** How long it took from the request to the proof of off. */
export const timesSection = (night: Night): Html => {
  const times = timesToOff(night);
  const [slowest, median, most] = [times.at(-1), quantile(times, 0.5), quantile(times, 0.9)];
  if (slowest === undefined || median === undefined || most === undefined) return NOTHING;
  const classes = timeClasses(times);
  const highest = Math.max(...classes.map(({ count }) => count));
  return html`<section id="times" aria-labelledby="h-times"><h2 id="h-times">Time to off</h2><p>Half of ${counted(times.length, 'stopped server')} were off after ${lengthText(median)}, nine in ten after ${lengthText(most)}, all after ${lengthText(slowest)}.</p><p class="soft">From the request to the look that proved it: the machine was off some seconds earlier.</p><ul class="counts">${classes.map(
    (one) =>
      html`<li class="stopped"><span>${classText(one)}</span><span class="n">${one.count}</span>${countBar(one.count / highest)}</li>`,
  )}</ul></section>`;
};
