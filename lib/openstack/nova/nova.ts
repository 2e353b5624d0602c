import type { Clock } from '../../clock.ts';
import type { Accepted, Budget, Cloud, Reply, ServerList } from '../../power/ports/cloud.ts';
import type { ServerId, StopType } from '../../power/server.ts';
import { isRequestId, isVersionRefused, ownFault, requestIdOf } from '../answer/understand.ts';
import type { CloudConfig } from '../config/types.ts';
import type { Keystone } from '../keystone/keystone.ts';
import {
  type ActionPage,
  LIST_BYTES,
  PAGE_RECORDS,
  parseAction,
  parseActions,
  readActions,
  TOO_MANY_BYTES,
} from './actions.ts';
import {
  echoedMicroversion,
  isOffered,
  nearestVersion,
  PAGES_ACTIONS,
  SHOWS_LOCK,
  SHOWS_LOCK_REASON,
} from './microversion.ts';
import { createReader, type ReadOptions, urlOf, versionOf } from './read-nova.ts';
import { parseServer } from './server-answer.ts';
import { createServerList } from './server-list.ts';
import type { Compute, Session } from './session.ts';

/** Nova behind the port. */
export const createNova = (
  compute: Compute,
  keystone: Keystone,
  clock: Clock,
  { powerNeverTold }: Pick<CloudConfig, 'powerNeverTold'> = {},
): Cloud & ServerList => {
  const read = createReader(compute, keystone);
  let mayStop = false;

  const readPage = (id: ServerId, marker: string | undefined, budget: Budget): Promise<Reply<ActionPage>> =>
    read(
      `servers/${id}/os-instance-actions`,
      (seen) => {
        const page = parseActions(seen, id);
        // Below 2.58 a list is always complete; after that a full page has a next one, even without a link to
        // it.
        const isFull = page.kind === 'ok' && page.value.actions.length >= PAGE_RECORDS;
        const pages = (echoedMicroversion(seen.answer.headers) ?? 0) >= PAGES_ACTIONS;
        return isFull && pages ? { ...page, value: { ...page.value, hasNext: true } } : page;
      },
      budget,
      (session) => ({ ...pageOptions(session, marker), most: { bytes: LIST_BYTES, fault: TOO_MANY_BYTES } }),
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
          if (token.admin && (version ?? 0) < SHOWS_LOCK) return LOCK_UNSEEN;
          return parseServer(seen, id, version, powerNeverTold);
        },
        budget,
        showOptions,
      ),
    ...createServerList(compute, keystone),
    listActions: (id, budget) =>
      readActions(
        (marker) => readPage(id, marker, budget),
        () => clock.now() >= budget.untilAt,
      ),
    async showAction(id, requestId, budget) {
      if (!isRequestId(requestId)) return ownFault('refused', 'bad-request', 'not an OpenStack request id');
      return await read(
        `servers/${id}/os-instance-actions/${requestId}`,
        (seen) => parseAction(seen, id, requestId),
        budget,
      );
    },
    async stopServer(id, type, budget): Promise<Reply<Accepted>> {
      // A login would take time between the evidence and the stop; the look before it left a current token.
      const session = compute.currentSession();
      if (session === undefined) return NO_TOKEN;
      const { token } = session;
      const question = {
        verb: 'stop',
        url: actionUrl(session, id),
        version: versionOf(session),
        body: stopBody(type),
      } as const;
      const reply = await compute.ask(token, question, budget);
      if (reply.kind === 'fault') {
        if (reply.fault.trouble === 'unauthorized') {
          keystone.drop(token);
          // Access rules deny every stop or none: after one that was taken, only the token can be the cause.
          if (mayStop && reply.fault.kind === 'refused')
            return { ...reply, fault: { ...reply.fault, kind: 'transient' } };
        }
        if (isVersionRefused(reply.fault)) compute.forget(token);
        return reply;
      }
      mayStop = true;
      const { answer } = reply.value;
      const accepted = { kind: 'ok', value: { openstackRequestId: requestIdOf(answer) } } as const;
      return answer.dateAt === undefined ? accepted : { ...accepted, dateAt: answer.dateAt };
    },
  };
};

// Between the wanted version and this one a shown server only gains fields, and a cell that is down no states.
const showOptions = ({ endpoint }: Session): ReadOptions =>
  isOffered(SHOWS_LOCK_REASON, endpoint.offered) ? { version: SHOWS_LOCK_REASON } : {};

// Pages where the cloud has them, of the size that it chooses.
const pageOptions = ({ endpoint }: Session, marker: string | undefined): ReadOptions => {
  const version = nearestVersion(PAGES_ACTIONS, endpoint.offered);
  return {
    ...(version === null || version < PAGES_ACTIONS ? {} : { version }),
    ...(marker === undefined ? {} : { query: `${new URLSearchParams({ marker })}` }),
  };
};

const NO_TOKEN = ownFault('transient', 'unauthorized', 'the token expired before the stop, which was not sent');
const LOCK_UNSEEN = ownFault(
  'refused',
  'admin',
  'the token has an admin role and the answer does not show locks (needs microversion 2.9)',
);

const stopBody = (type: StopType | undefined): string =>
  JSON.stringify({ 'os-stop': type === undefined ? {} : { type } });

const actionUrl = (session: Session, id: ServerId): URL => urlOf(session, `servers/${id}/action`);
