import type { Budget, Reply } from '../../power/ports/cloud.ts';
import { isVersionRefused, ownFault, type Understood } from '../answer/understand.ts';
import type { Keystone } from '../keystone/keystone.ts';
import { type Microversion, nearest, WANTED } from './microversion.ts';
import type { Compute, Opened, Question } from './session.ts';

/** How a read differs from the usual one. */
export interface Reading {
  readonly version?: Microversion | null;
  readonly query?: string;
  readonly most?: Question['most'];
}

/** Asks Nova for what is at a path below the endpoint. */
export type ReadNova = <T>(
  path: string,
  parse: (seen: Understood, opened: Opened) => Reply<T>,
  budget: Budget,
  reading?: (opened: Opened) => Reading,
) => Promise<Reply<T>>;

/** A read is repeated while its fault may pass, once more after a 401 (new token) and after a 406 (new version). */
export const createReader =
  (compute: Compute, keystone: Keystone): ReadNova =>
  async <T>(
    path: string,
    parse: (seen: Understood, opened: Opened) => Reply<T>,
    budget: Budget,
    reading: (opened: Opened) => Reading = () => ({}),
  ): Promise<Reply<T>> => {
    const asked = async (opened: Opened, within: Budget): Promise<Reply<T>> => {
      const { version = versionOf(opened), query, most } = reading(opened);
      const url = urlOf(opened, path);
      if (query !== undefined) url.search = query;
      const question = { verb: 'read', url, version, ...(most === undefined ? {} : { most }) } as const;
      const reply = await compute.ask(opened.token, question, within);
      if (reply.kind === 'fault') return reply;
      const parsed = parse(reply.value, opened);
      const { dateAt } = reply.value.answer;
      return parsed.kind === 'fault' || dateAt === undefined ? parsed : { ...parsed, dateAt };
    };
    let mayRelogin = true;
    let mayRediscover = true;
    for (;;) {
      const opened = await compute.open(budget);
      const reply =
        opened.kind === 'fault' ? opened : await compute.repeat(path, budget, (within) => asked(opened.value, within));
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

/** The version that everything but a list of actions is asked in. */
export const versionOf = ({ endpoint }: Opened): Microversion | null => nearest(WANTED, endpoint.offered);

const SECOND_401 = ownFault(
  'refused',
  'credentials',
  'Nova refused a new token as well: the application credential has expired, or its access rules do not allow the call',
);

/** The address of a path below the endpoint; throws when it would be another one than is meant. */
export const urlOf = ({ endpoint: { base } }: Opened, path: string): URL => {
  // encodeURIComponent does not protect a path ('..' stays '..'), so what came out is compared with what was meant.
  const url = new URL(path, base);
  if (url.pathname !== `${base.pathname}${path}` || url.host !== base.host) {
    throw new Error('a path was built that is not the one meant: no request is sent');
  }
  return url;
};
