import { type Night, type RequestRow, rowsOf, type ServerRow } from '../night/night.ts';
import { endCounts } from '../night/stats.ts';
import { axis, bar, barKey, endedText, endsInWords, gridSprite, otherStops } from './bars.ts';
import { type Html, html, NOTHING } from './html.ts';
import { listed } from './listed.ts';
import { endLabel } from './marks.ts';
import { type Scale, scaleTo } from './scale.ts';
import { counted, ENDS, lengthText, needsLook, timeText } from './words.ts';

const ID_SHOWN = 8;

/** A server by its name, with the first block of its id below; by its id alone where there is no name. */
export const serverName = ({ name, serverId }: Pick<ServerRow, 'name' | 'serverId'>): Html =>
  name === undefined || name === ''
    ? html`<span class="name">${serverId}</span>`
    : html`<span class="name">${name}<span class="id">${serverId.slice(0, ID_SHOWN)}…</span></span>`;

/** Requests with their servers: who asked, what was chosen, and a bar a server. */
export const requestsSection = (night: Night): Html => {
  const scale = scaleTo(
    Math.max(
      0,
      ...night.requests.flatMap(({ servers, requestedAt }) => servers.map((row) => lengthOf(row, requestedAt))),
    ),
  );
  const rows = rowsOf(night);
  return html`<section id="servers" aria-labelledby="h-servers"><h2 id="h-servers">Requests and their servers</h2>${
    rows.length === 0
      ? NOTHING
      : html`${gridSprite(scale)}<p class="soft">Each bar begins when the stop was asked for. The axis is the same for all, and logarithmic: equal steps are not equal times.</p>${barKey(rows)}`
  }${night.requests.map((request, at) => requestBlock(request, at, scale))}</section>`;
};

const lengthOf = ({ endedAt, ticks }: ServerRow, requestedAt: number): number =>
  Math.max(0, (endedAt ?? requestedAt) - requestedAt, ...ticks.map(({ at }) => at - requestedAt));

const requestBlock = (request: RequestRow, at: number, scale: Scale): Html => {
  const { requestId, source, cloud, dryRun, requestedAt, notAfter, verdict, because, counts, servers } = request;
  const leftOut = Object.entries(counts?.leftOut ?? {})
    .map(([rule, count]) => `${count} ${rule === 'created-later' ? 'created later' : `by ${rule}`}`)
    .join(', ');
  const title = shortRequest(requestId);
  const facts = [
    ...(title === requestId ? [] : [`request ${requestId}`]),
    `asked by ${source} at ${timeText(requestedAt)}`,
    `until ${timeText(notAfter)}`,
    `cloud ${cloud}`,
    ...(dryRun ? ['a rehearsal: nothing is stopped'] : []),
  ];
  const chosen =
    counts === undefined
      ? verdict === 'chosen'
        ? `${counted(servers.length, 'server')} named. `
        : ''
      : `${counts.listed} listed, ${counts.matched} matched${leftOut === '' ? '' : `; left out: ${leftOut}`}. `;
  const result =
    verdict === 'chosen'
      ? endsInWords(endCounts(inOrder(servers)))
      : `Stopped nothing: ${because.startsWith(verdict) ? because : `${verdict}, ${because}`}`;
  return html`<section class="request" aria-labelledby="r-${at}"><h3 id="r-${at}">${title}</h3><p class="facts">${facts.join(' · ')}</p><p class="facts">${chosen}${result}</p>${
    servers.length === 0
      ? NOTHING
      : html`${axis(scale)}${listed(
          'rows',
          inOrder(servers).map((row) => serverItem(row, requestedAt, scale)),
          `Servers of ${title}`,
          20,
          (count) => counted(count, 'more server'),
        )}`
  }</section>`;
};

/** A request by its id; a schedule's has a whole ARN before the schedule's own name and its time. */
export const shortRequest = (requestId: string): string =>
  requestId.startsWith('arn:') ? (requestId.split('/').at(-1) ?? requestId) : requestId;

/** What needs a look first, then the slowest. */
const inOrder = (rows: readonly ServerRow[]): readonly ServerRow[] =>
  rows.toSorted((a, b) => ENDS.indexOf(a.end) - ENDS.indexOf(b.end) || (b.endedAt ?? 0) - (a.endedAt ?? 0));

const serverItem = (row: ServerRow, requestedAt: number, scale: Scale): Html => {
  const { end, reason, because, acceptedAt } = row;
  const accepted = acceptedAt === undefined ? '' : `accepted after ${lengthText(acceptedAt - requestedAt)}`;
  const explains = needsLook(end) || end === 'open' || end === 'held' || end === 'superseded';
  const why = [
    ...(explains ? [`${reason === undefined ? '' : `${reason}: `}${because}`] : []),
    ...otherStops(row),
  ].join(' · ');
  return html`<li class="${end}">${serverName(row)}${endLabel(end)}${bar(row, requestedAt, scale)}<span class="time">${endedText(row, requestedAt)}${accepted === '' ? NOTHING : html`<span class="id">${accepted}</span>`}</span>${
    why === '' ? NOTHING : html`<span class="why">${why}</span>`
  }</li>`;
};
