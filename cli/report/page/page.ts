import { createHash } from 'node:crypto';
import { type Night, rowsOf } from '../night/night.ts';
import { endCounts, quantile, timesToOff } from '../night/stats.ts';
import type { Savings } from '../rates/savings.ts';
import { lettersSection, looksSection } from './attention.ts';
import { hoursSection, totalOffMs } from './hours.ts';
import { type Html, html, NOTHING } from './html.ts';
import { SPRITES } from './marks.ts';
import { energyText, moneySection, totalsText } from './money.ts';
import { outcomesSection, timesSection } from './outcomes.ts';
import { requestsSection } from './requests.ts';
import { STYLE } from './style.ts';
import { counted, hoursText, lengthText, timeText } from './words.ts';

/** What the page is written for, beside the night. */
export interface PageFacts {
  /** The stack, as people name it: `prod in eu-central-1`. */
  readonly stack: string;
  /** Only with rates. */
  readonly savings?: Savings;
}

// No script, no frame, no form, nothing loaded: all that is allowed is this one style.
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`;

/** The report as one HTML file: it needs no network and runs no script. Pure. */
export const pageOf = (night: Night, { stack, savings }: PageFacts): string => {
  const title = `Lights Out: ${night.about}`;
  const body = night.requests.length === 0 ? emptyNight(night) : sections(night, savings);
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer"><title>${title}</title><style>${{ markup: STYLE }}</style></head>
<body>${SPRITES}<header><p class="kicker">Lights Out</p><h1>${headline(night)}</h1><p class="facts">${[night.about, ...spanText(night), `stack ${stack}`, `written ${timeText(night.writtenAt)}`].join(' · ')}. All times are UTC.</p>${body.nav}</header>
<main>${night.unread.map((line) => html`<p class="notice">Not read: ${line}</p>`)}${body.main}</main>
<footer class="soft"><p>Written by lights-out report from the stack’s table and the action lists of the clouds. A message that could not be read belongs to no request: it is in the dead-letter queue only.</p></footer></body></html>
`.markup;
};

const spanText = ({ fromAt, writtenAt }: Night): readonly string[] =>
  fromAt === undefined ? [] : [`${timeText(fromAt)} to ${timeText(writtenAt)}`];

const headline = (night: Night): string => {
  const rows = rowsOf(night);
  if (night.requests.length === 0) return 'Nothing was asked for';
  if (rows.length === 0) return 'No server was asked for';
  const counts = endCounts(rows);
  const [letters, open] = [
    (counts.get('dead-lettered') ?? 0) + (counts.get('otherwise') ?? 0),
    counts.get('open') ?? 0,
  ];
  const off = (counts.get('stopped') ?? 0) + (counts.get('already-stopped') ?? 0);
  const rest = [
    ...(letters > 0 ? [`${letters} ${letters === 1 ? 'needs' : 'need'} a look`] : []),
    ...(open > 0 ? [`${open} not ended`] : []),
  ];
  return `${off} of ${counted(rows.length, 'server')} off${rest.length === 0 ? '' : `, ${rest.join(', ')}`}`;
};

interface Body {
  readonly nav: Html;
  readonly main: Html;
}

const emptyNight = ({ unread }: Night): Body => ({
  nav: NOTHING,
  main: html`<section aria-labelledby="h-empty"><h2 id="h-empty">An empty night</h2><p>No request to stop a server came in in this time${unread.length > 0 ? ', as far as it could be read' : ''}. If one was expected, look at the schedule and at the sender.</p></section>`,
});

const sections = (night: Night, savings: Savings | undefined): Body => {
  const rows = rowsOf(night);
  const parts: readonly (readonly [id: string, name: string, part: Html])[] = [
    ...(rows.length === 0 ? [] : [['outcomes', 'Outcomes', outcomesSection(night)] as const]),
    ['letters', 'Dead letters', lettersSection(night)],
    ['times', 'Time to off', timesSection(night)],
    ['servers', 'Servers', requestsSection(night)],
    ['hours', 'Hours off', hoursSection(night)],
    ...(savings === undefined ? [] : [['savings', 'Savings', moneySection(savings)] as const]),
    ...(rows.length === 0 ? [] : [['looks', 'Look-agains', looksSection(night)] as const]),
  ];
  const there = parts.filter(([, , { markup }]) => markup !== '');
  return {
    nav: html`${tiles(night, savings)}<nav aria-label="Sections"><ul>${there.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>`,
    main: html`${there.map(([, , part]) => part)}`,
  };
};

const tiles = (night: Night, savings: Savings | undefined): Html => {
  const counts = endCounts(rowsOf(night));
  const median = quantile(timesToOff(night), 0.5);
  const known = night.off.some(({ hours }) => hours.kind === 'known');
  const shown: readonly (readonly [string, string])[] = [
    [`servers, ${counted(night.requests.length, 'request')}`, String(rowsOf(night).length)],
    ['stopped', String(counts.get('stopped') ?? 0)],
    ['dead letters', String(counts.get('dead-lettered') ?? 0)],
    ...(median === undefined ? [] : [['median time to off', lengthText(median)] as const]),
    ...(night.off.length === 0 ? [] : [['hours off', known ? hoursText(totalOffMs(night)) : 'not known'] as const]),
    ...(savings === undefined ? [] : [['saved', totalsText(savings)] as const]),
    ...(savings?.kWh === undefined ? [] : [['energy', energyText(savings.kWh)] as const]),
  ];
  return html`<dl class="tiles">${shown.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
};
