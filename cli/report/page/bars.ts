import type { Instant } from '../../../lib/instant.ts';
import type { ServerRow } from '../night/night.ts';
import { type Html, html } from './html.ts';
import { shapeAt, TICK_WORDS } from './marks.ts';
import type { Scale } from './scale.ts';
import { counted, END_WORDS, lengthText } from './words.ts';

/** The axis above the bars of a request. */
export const axis = ({ marks }: Scale): Html =>
  html`<div class="axis" aria-hidden="true"><svg height="18">${marks.map(
    ({ place, label }) =>
      html`<text x="${place}%" y="12" text-anchor="${place === 0 ? 'start' : place > 92 ? 'end' : 'middle'}">${label}</text>`,
  )}</svg></div>`;

/** The lines of the axis, once for all bars. */
export const gridSprite = ({ marks }: Scale): Html =>
  html`<svg width="0" height="0" aria-hidden="true" focusable="false"><defs><g id="grid">${marks.map(
    ({ place }) => html`<line class="grid" x1="${place}%" x2="${place}%" y1="0" y2="100%"/>`,
  )}</g></defs></svg>`;

/** From the request to the acceptance to the end, with each stop that was sent. The words beside it say the same. */
export const bar = (row: ServerRow, requestedAt: Instant, { place }: Scale): Html => {
  const at = (when: Instant): number => place(when - requestedAt);
  const lastTick = row.ticks.at(-1)?.at;
  const endAt = row.endedAt ?? lastTick;
  const end = endAt === undefined ? 0 : at(endAt);
  const acceptedAt = row.acceptedAt === undefined ? undefined : Math.min(at(row.acceptedAt), end);
  return html`<svg class="bar" height="18" aria-hidden="true" focusable="false"><use href="#grid"/><line class="waiting" x1="0" x2="${acceptedAt ?? end}%" y1="50%" y2="50%" stroke-width="2"${row.end === 'open' ? DASHED : undefined}/>${
    acceptedAt === undefined
      ? undefined
      : html`<line x1="${acceptedAt}%" x2="${end}%" y1="50%" y2="50%" stroke="currentColor" stroke-width="7" opacity=".55"${row.end === 'open' ? DASHED : undefined}/>`
  }${row.ticks.map((tick) => shapeAt(at(tick.at), `t-${tick.state}`))}${endAt === undefined ? undefined : shapeAt(end, `e-${row.end}`)}</svg>`;
};

const DASHED = html` stroke-dasharray="4 4"`;

/** The stops of a bar in words, but for the one that was accepted and worked. */
export const otherStops = ({ ticks }: ServerRow): readonly string[] =>
  Object.entries(TICK_WORDS).flatMap(([state, words]) => {
    const count = ticks.filter((tick) => tick.state === state).length;
    return count === 0 || (state === 'accepted' && count === 1) ? [] : [count === 1 ? words : `${count} × ${words}`];
  });

/** When it ended, seen from the request. */
export const endedText = (row: ServerRow, requestedAt: Instant): string => {
  if (row.endedAt === undefined) return row.end === 'open' ? 'not ended' : '';
  const after = lengthText(row.endedAt - requestedAt);
  return row.end === 'stopped' ? `off after ${after}` : `after ${after}`;
};

/** What the shapes and lines of a bar mean. */
export const barKey = (rows: readonly ServerRow[]): Html => {
  const states = new Set(rows.flatMap(({ ticks }) => ticks.map(({ state }) => state)));
  const line = (shape: Html, words: string): Html =>
    html`<span><svg height="14" aria-hidden="true">${shape}</svg>${words}</span>`;
  return html`<div class="key">${line(html`<line class="waiting" x1="0" x2="100%" y1="50%" y2="50%" stroke-width="2"/>`, 'asked, waiting')}${line(
    html`<line x1="0" x2="100%" y1="50%" y2="50%" stroke="currentColor" stroke-width="7" opacity=".55"/>`,
    'accepted, until its end',
  )}${[...states].map((state) => line(shapeAt(50, `t-${state}`), TICK_WORDS[state]))}</div>`;
};

/** A count of ends in words: `3 stopped, 1 held`. */
export const endsInWords = (counts: ReadonlyMap<ServerRow['end'], number>): string =>
  [...counts]
    .map(([end, count]) =>
      end === 'dead-lettered' ? counted(count, 'dead letter') : `${count} ${END_WORDS[end].name}`,
    )
    .join(', ');
