import type { Budget, Reply } from '../../power/ports/cloud.ts';
import { isVersionRefused, ownFault, type Understood } from '../answer/understand.ts';
import type { Keystone } from '../keystone/keystone.ts';
import { type Microversion, nearestVersion, WANTED } from './microversion.ts';
import type { Compute, Question, Session } from './session.ts';

/** How a read differs from the default. */
export interface ReadOptions {
  readonly version?: Microversion | null;
  readonly query?: string;
  readonly most?: Question['most'];
}

/** Reads a path below the endpoint from Nova. */
export type ReadNova = <T>(
  path: string,
  parse: (seen: Understood, session: Session) => Reply<T>,
  budget: Budget,
  optionsOf?: (session: Session) => ReadOptions,
) => Promise<Reply<T>>;

/**
 * A read is repeated while its fault may pass, once after a 401 (new token) and once after a 406 (new
 * version).
 */
export const createReader =
  (compute: Compute, keystone: Keystone): ReadNova =>
  async <T>(
    path: string,
    parse: (seen: Understood, session: Session) => Reply<T>,
    budget: Budget,
    optionsOf: (session: Session) => ReadOptions = () => ({}),
  ): Promise<Reply<T>> => {
    const askOnce = async (session: Session, within: Budget): Promise<Reply<T>> => {
      const { version = versionOf(session), query, most } = optionsOf(session);
      const url = urlOf(session, path);
      if (query !== undefined) url.search = query;
      const question = { verb: 'read', url, version, ...(most === undefined ? {} : { most }) } as const;
      const reply = await compute.ask(session.token, question, within);
      if (reply.kind === 'fault') return reply;
      const parsed = parse(reply.value, session);
      const { dateAt } = reply.value.answer;
      return parsed.kind === 'fault' || dateAt === undefined ? parsed : { ...parsed, dateAt };
    };
    let mayRelogin = true;
    let mayRediscover = true;
    for (;;) {
      const session = await compute.open(budget);
      const reply =
        session.kind === 'fault'
          ? session
          : await compute.repeat(path, budget, (within) => askOnce(session.value, within));
      if (reply.kind === 'ok') return reply;
      if (reply.fault.trouble === 'unauthorized') {
        // A page with 401 is not Nova's answer, but a new token may satisfy the service that wrote it.
        if (!mayRelogin) return reply.fault.kind === 'refused' ? SECOND_401 : reply;
        mayRelogin = false;
        if (session.kind === 'ok') keystone.drop(session.value.token);
      } else if (session.kind === 'ok' && isVersionRefused(reply.fault) && mayRediscover) {
        compute.forget(session.value.token);
        mayRediscover = false;
      } else return reply;
    }
  };

/** The version that everything is asked in but a look at a server and a list of actions. */
export const versionOf = ({ endpoint }: Session): Microversion | null => nearestVersion(WANTED, endpoint.offered);

const SECOND_401 = ownFault(
  'refused',
  'credentials',
  'Nova refused a new token as well: the application credential has expired, or its access rules do not allow the call',
);

/** The address of a path below the endpoint; throws when it would be another one than is meant. */
export const urlOf = ({ endpoint: { base } }: Session, path: string): URL => {
  // encodeURIComponent does not protect a path ('..' stays '..'), so the result is compared with the intended
  // path.
  const url = new URL(path, base);
  if (url.pathname !== `${base.pathname}${path}` || url.host !== base.host) {
    throw new Error('the path of a request is not the intended one: no request is sent');
  }
  return url;
};
