import type { Clock } from '../clock.ts';
import type { ServerId, StopType } from '../server.ts';
import { type ActionPage, parseAction, parseActions } from './action-answer.ts';
import { LIST_BYTES, PAGE_RECORDS, readActions, TOO_MANY_BYTES } from './action-list.ts';
import type { Accepted, Budget, Cloud, Reply } from './cloud.ts';
import type { Compute, Opened, Question } from './compute.ts';
import { ours } from './fault-of-ours.ts';
import { isVersionRefused, type Understood } from './fault-table.ts';
import type { Keystone } from './keystone.ts';
import { echoedMicroversion, type Microversion, nearest, PAGES_ACTIONS, SHOWS_LOCK, WANTED } from './microversion.ts';
import { isRequestId, requestIdOf } from './request-id.ts';
import { retryRead } from './retry-read.ts';
import { parseServer } from './server-answer.ts';

/** How a read differs from the usual one. */
interface Reading {
  readonly version?: Microversion | null;
  readonly query?: string;
  readonly most?: Question['most'];
}

/** Nova behind the port. */
export const createNova = (compute: Compute, keystone: Keystone, clock: Clock): Cloud => {
  /** One read: repeated while its fault may pass, once more after a 401 (new token) and after a 406 (new version). */
  const read = async <T>(
    path: string,
    parse: (seen: Understood, opened: Opened) => Reply<T>,
    budget: Budget,
    reading: (opened: Opened) => Reading = () => ({}),
  ): Promise<Reply<T>> => {
    const asked = async (opened: Opened): Promise<Reply<T>> => {
      const { version = versionOf(opened), query, most } = reading(opened);
      const url = urlOf(opened, path);
      if (query !== undefined) url.search = query;
      const question = { verb: 'read', url, version, ...(most === undefined ? {} : { most }) } as const;
      const reply = await compute.ask(opened.token, question, budget);
      if (reply.kind === 'fault') return reply;
      const parsed = parse(reply.value, opened);
      const { dateAt } = reply.value.answer;
      return parsed.kind === 'fault' || dateAt === undefined ? parsed : { ...parsed, dateAt };
    };
    let mayRelogin = true;
    let mayRediscover = true;
    for (;;) {
      const opened = await compute.open(budget);
      const reply = opened.kind === 'fault' ? opened : await retryRead(() => asked(opened.value), budget, clock);
      if (reply.kind === 'ok') return reply;
      if (reply.fault.trouble === 'unauthorized') {
        // A page that says 401 is no word of Nova's, but a new token may please whoever wrote it.
        if (!mayRelogin) return reply.fault.kind === 'refused' ? SECOND_401 : reply;
        mayRelogin = false;
        if (opened.kind === 'ok') keystone.drop(opened.value.token);
      } else if (opened.kind === 'ok' && isVersionRefused(reply.fault) && mayRediscover) {
        compute.forget(opened.value.token);
        mayRediscover = false;
      } else return reply;
    }
  };

  const readPage = (id: ServerId, marker: string | undefined, budget: Budget): Promise<Reply<ActionPage>> =>
    read(
      `servers/${id}/os-instance-actions`,
      (seen) => {
        const page = parseActions(seen, id);
        // Below 2.58 a list is whole however long it is; a page that is full has another behind it, named or not.
        const isFull = page.kind === 'ok' && page.value.actions.length >= PAGE_RECORDS;
        const pages = (echoedMicroversion(seen.answer.headers) ?? 0) >= PAGES_ACTIONS;
        return isFull && pages ? { ...page, value: { ...page.value, hasNext: true } } : page;
      },
      budget,
      (opened) => ({ ...pageOf(opened, marker), most: { bytes: LIST_BYTES, fault: TOO_MANY_BYTES } }),
    );

  return {
    get userId() {
      return keystone.userId;
    },
    showServer: (id, budget) =>
      read(
        `servers/${id}`,
        (seen, { token }) => {
          const version = echoedMicroversion(seen.answer.headers);
          return token.admin && (version ?? 0) < SHOWS_LOCK ? LOCK_UNSEEN : parseServer(seen, id, version);
        },
        budget,
      ),
    listActions: (id, budget) =>
      readActions(
        (marker) => readPage(id, marker, budget),
        () => clock.now() >= budget.untilAt,
      ),
    async showAction(id, requestId, budget) {
      if (!isRequestId(requestId)) return ours('refused', 'bad-request', 'not the form of an OpenStack request id');
      return await read(
        `servers/${id}/os-instance-actions/${requestId}`,
        (seen) => parseAction(seen, id, requestId),
        budget,
      );
    },
    async stopServer(id, type, budget): Promise<Reply<Accepted>> {
      // A login would take its time between the evidence and the stop: the look before it left a token in hand.
      const opened = compute.inHand();
      if (opened === undefined) return NO_TOKEN;
      const { token } = opened;
      const question = {
        verb: 'stop',
        url: actionUrl(opened, id),
        version: versionOf(opened),
        body: osStop(type),
      } as const;
      const reply = await compute.ask(token, question, budget);
      if (reply.kind === 'fault') {
        if (reply.fault.trouble === 'unauthorized') keystone.drop(token);
        if (isVersionRefused(reply.fault)) compute.forget(token);
        return reply;
      }
      const { answer } = reply.value;
      const accepted = { kind: 'ok', value: { openstackRequestId: requestIdOf(answer) } } as const;
      return answer.dateAt === undefined ? accepted : { ...accepted, dateAt: answer.dateAt };
    },
  };
};

const versionOf = ({ endpoint }: Opened): Microversion | null => nearest(WANTED, endpoint.offered);

// Pages, where the cloud has them, as long as its own limit lets them be.
const pageOf = ({ endpoint }: Opened, marker: string | undefined): Reading => {
  const version = nearest(PAGES_ACTIONS, endpoint.offered);
  return {
    ...(version === null || version < PAGES_ACTIONS ? {} : { version }),
    ...(marker === undefined ? {} : { query: `${new URLSearchParams({ marker })}` }),
  };
};

const SECOND_401 = ours(
  'refused',
  'credentials',
  'Nova refused a new token as well: the application credential has expired, or its access rules do not allow the call',
);
const NO_TOKEN = ours('transient', 'unauthorized', 'the token ran out before the stop: it was not sent');
const LOCK_UNSEEN = ours(
  'refused',
  'admin',
  'the token has an admin role and the answer does not show locks (microversion 2.9)',
);

const osStop = (type: StopType | undefined): string =>
  JSON.stringify({ 'os-stop': type === undefined ? {} : { type } });

const actionUrl = (opened: Opened, id: ServerId): URL => urlOf(opened, `servers/${id}/action`);

// encodeURIComponent does not protect a path ('..' stays '..'), so what came out is compared with what was meant.
const urlOf = ({ endpoint: { base } }: Opened, path: string): URL => {
  const url = new URL(path, base);
  if (url.pathname !== `${base.pathname}${path}` || url.host !== base.host) {
    throw new Error('a path was built that is not the one meant: no request is sent');
  }
  return url;
};
