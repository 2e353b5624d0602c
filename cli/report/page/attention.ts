import { TROUBLES } from '../../../lib/power/fault.ts';
import { type Night, type RequestRow, rowsOf, type ServerRow } from '../night/night.ts';
import { lookAgains } from '../night/stats.ts';
import { type Html, html, NOTHING } from './html.ts';
import { listed } from './listed.ts';
import { shortRequest } from './requests.ts';
import { counted, needsLook, timeText, WHAT_TO_DO } from './words.ts';

/** Dead letters by reason, with what to do. */
export const lettersSection = (night: Night): Html => {
  const letters = rowsOf(night).filter(({ end }) => needsLook(end));
  const requests = night.requests.filter(({ buriedAt }) => buriedAt !== undefined);
  if (letters.length + requests.length === 0) return NOTHING;
  const reasons = new Map<string, ServerRow[]>();
  for (const row of letters) reasons.set(row.reason ?? '', [...(reasons.get(row.reason ?? '') ?? []), row]);
  const groups = [...reasons].toSorted(([, a], [, b]) => b.length - a.length);
  return html`<section id="letters" aria-labelledby="h-letters"><h2 id="h-letters">Dead letters</h2>${groups.map(
    ([reason, rows]) =>
      html`<h3>${reason === '' ? 'another version’s words' : reason}: ${counted(rows.length, 'server')}</h3><p class="soft">${toDo(rows[0])}</p>${listed('letters', rows.map(letterItem), `Dead letters: ${reason}`, 10, (count) => counted(count, 'more dead letter'))}`,
  )}${requests.length === 0 ? NOTHING : wholeRequests(requests)}</section>`;
};

const wholeRequests = (requests: readonly RequestRow[]): Html =>
  html`<h3>whole requests: ${requests.length}</h3>${listed(
    'letters',
    requests.map(
      ({ requestId, because, verdict, buriedAt = 0 }) =>
        html`<li><span class="name">${shortRequest(requestId)}</span><p>${verdict}: ${because}</p><p class="soft">${verdict === 'none-matched' || verdict === 'excepted' || verdict === 'chosen' ? '' : WHAT_TO_DO[verdict]}</p><p class="facts">${timeText(buriedAt)}</p></li>`,
    ),
    'Requests that became dead letters',
    10,
    (count) => counted(count, 'more request'),
  )}`;

const fullName = ({ name, serverId }: ServerRow): Html =>
  html`<span class="name">${name === undefined || name === '' ? serverId : name}</span>${name === undefined || name === '' ? NOTHING : html`<span class="id">${serverId}</span>`}`;

const toDo = (row: ServerRow | undefined): string =>
  row?.reason === undefined ? 'Update the command, or look at its log line.' : WHAT_TO_DO[row.reason];

const letterItem = (row: ServerRow): Html => {
  const facts = [
    ...(row.endedAt === undefined ? [] : [timeText(row.endedAt)]),
    ...(row.attempts === undefined ? [] : [counted(row.attempts, 'look')]),
    ...(row.openstackRequestId === undefined ? [] : [row.openstackRequestId]),
  ];
  return html`<li>${fullName(row)}<p>${row.because}</p><p class="facts">${facts.join(' · ')}</p></li>`;
};

const FIXED_BY: Readonly<Record<(typeof TROUBLES)[keyof typeof TROUBLES]['fixedBy'], string>> = {
  operator: 'an operator has to fix it',
  cloud: 'the cloud has to fix it',
  nobody: 'passes by itself, or is about one server',
};

/** Looks after the first, and the troubles that entries hold. */
export const looksSection = (night: Night): Html => {
  const { looksAgain, troubles } = lookAgains(night);
  return html`<section id="looks" aria-labelledby="h-looks"><h2 id="h-looks">Look-agains</h2><p>${counted(looksAgain, 'look')} after the first of a server; most wait for a power-off as planned.</p>${
    troubles.length === 0
      ? html`<p>No trouble is recorded.</p>`
      : html`<ul class="letters">${troubles.map(
          ({ trouble, servers, sends }) =>
            html`<li><span class="name">${trouble}</span> ${[...(servers === 0 ? [] : [`last seen by ${counted(servers, 'server')}`]), ...(sends === 0 ? [] : [`answered ${counted(sends, 'stop')}`])].join(', ')}<span class="id">${FIXED_BY[TROUBLES[trouble].fixedBy]}</span></li>`,
        )}</ul>`
  }<p class="soft">Recorded are the trouble of each server’s last look and the answer to each stop. Troubles of looks in between are in the log lines only.</p></section>`;
};
