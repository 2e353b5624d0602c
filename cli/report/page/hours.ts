import type { Night, OffServer, OffSpan } from '../night/night.ts';
import { type Html, html, NOTHING } from './html.ts';
import { listed } from './listed.ts';
import { serverName } from './requests.ts';
import { counted, hoursText, shortTime, timeText } from './words.ts';

/** The hours that are known, in milliseconds. */
export const totalOffMs = ({ off }: Pick<Night, 'off'>): number =>
  off.reduce((sum, { hours }) => sum + (hours.kind === 'known' ? hours.offMs : 0), 0);

const END_TEXT: Readonly<Record<OffSpan['end'], string>> = {
  'powered-on': 'powered on',
  deleted: 'deleted',
  'still-off': 'still off',
};

/** How long each server that was stopped stayed off. */
export const hoursSection = (night: Night): Html => {
  const known = night.off.filter(({ hours }) => hours.kind === 'known');
  const unknown = night.off.filter(({ hours }) => hours.kind === 'unknown');
  if (night.off.length === 0) return NOTHING;
  const fromAt = Math.min(
    night.writtenAt,
    ...night.off.flatMap(({ hours }) => (hours.kind === 'known' ? hours.spans.map((span) => span.fromAt) : [])),
  );
  const still = known.filter(({ hours }) => hours.kind === 'known' && hours.spans.at(-1)?.end === 'still-off');
  return html`<section id="hours" aria-labelledby="h-hours"><h2 id="h-hours">Hours off</h2>${
    known.length === 0
      ? NOTHING
      : html`<p>${hoursText(totalOffMs(night))} in all, over ${counted(known.length, 'server')}; ${still.length} still off.</p><p class="soft">From the proof that a server was off to its next power-on in the cloud’s action list, or to ${timeText(night.writtenAt)}. Requests that overlap count once.</p>${listed(
          'rows spans',
          known.toSorted(longestFirst).map((server) => spanItem(server, fromAt, night.writtenAt)),
          'Hours off',
          12,
          (count) => counted(count, 'more server'),
        )}`
  }${unknown.length === 0 ? NOTHING : unknownHours(unknown)}</section>`;
};

const offMsOf = ({ hours }: OffServer): number => (hours.kind === 'known' ? hours.offMs : 0);
const longestFirst = (a: OffServer, b: OffServer): number => offMsOf(b) - offMsOf(a);

const spanItem = (server: OffServer, fromAt: number, untilAt: number): Html => {
  const spans = server.hours.kind === 'known' ? server.hours.spans : [];
  const percent = (at: number): number => Math.round(((at - fromAt) / Math.max(untilAt - fromAt, 1)) * 1000) / 10;
  const last = spans.at(-1);
  const end =
    last === undefined
      ? ''
      : last.end === 'still-off'
        ? 'still off'
        : `${END_TEXT[last.end]} ${shortTime(last.untilAt, untilAt)}`;
  return html`<li class="stopped">${serverName(server)}<svg class="bar" height="14" aria-hidden="true" focusable="false"><line class="track" x1="0" x2="100%" y1="50%" y2="50%"/>${spans.map(
    (span) =>
      html`<rect x="${percent(span.fromAt)}%" width="${Math.max(percent(span.untilAt) - percent(span.fromAt), 0.5)}%" y="2" height="10" rx="2" fill="currentColor"/>`,
  )}</svg><span class="time">${hoursText(offMsOf(server))}, ${end}</span></li>`;
};

const unknownHours = (servers: readonly OffServer[]): Html => {
  const reasons = new Map<string, OffServer[]>();
  for (const server of servers) {
    const because = server.hours.kind === 'unknown' ? server.hours.because : '';
    reasons.set(because, [...(reasons.get(because) ?? []), server]);
  }
  return html`${[...reasons].map(
    ([because, of]) =>
      html`<div class="notice"><p>Not known for ${counted(of.length, 'server')}: ${because}</p><p class="facts">${of
        .slice(0, 25)
        .map(({ name, serverId }) => (name === undefined || name === '' ? serverId : name))
        .join(', ')}${of.length > 25 ? ` and ${of.length - 25} more` : ''}</p></div>`,
  )}`;
};
