import type { Clock } from '../../clock.ts';
import type { Instant } from '../../instant.ts';
import type { Budget, Reply } from '../../power/ports/cloud.ts';
import { ours } from '../answer/fault-of-ours.ts';
import type { CloudConfig } from '../config/types.ts';
import { computeUrlOf } from '../keystone/catalog.ts';
import type { Token } from '../keystone/token.ts';
import { discover, type Endpoint } from './endpoint.ts';
import { SHOWS_LOCK } from './microversion.ts';
import type { Ask, Repeat } from './session.ts';

/** The endpoint of each token, looked for once however many need it. */
export interface Endpoints {
  find(token: Token, budget: Budget): Promise<Reply<Endpoint>>;
  /** What was found, however long ago. */
  known(token: Token): Endpoint | undefined;
  /** The next call asks for its range of versions again. */
  forget(token: Token): void;
}

// An address that works without its version document leaves time to use it, and is asked for the document again before long.
const DOCUMENT_MS = 10_000;
const UNREAD_KEEP_MS = 60_000;

const LOCKS_UNSEEN = ours(
  'refused',
  'admin',
  'the token has an admin role and the cloud does not show locks (microversion 2.9)',
);

export const createEndpoints = (config: CloudConfig, clock: Clock, ask: Ask, repeat: Repeat): Endpoints => {
  const found = new WeakMap<Token, { readonly endpoint: Endpoint; readonly freshUntil: Instant }>();
  const underway = new WeakMap<Token, Promise<Reply<Endpoint>>>();

  const look = async (token: Token, budget: Budget): Promise<Reply<Endpoint>> => {
    const compute = computeUrlOf(config, token);
    if (compute.kind === 'fault') return compute;
    const soon =
      compute.value.version === undefined ? budget : { untilAt: Math.min(budget.untilAt, clock.now() + DOCUMENT_MS) };
    // An address that carries its version works without this document: its silence is the document's alone.
    const about = compute.value.version === undefined ? null : 'the version document';
    const reply = await discover(compute.value, (url) =>
      repeat(about, soon, (within) => ask(token, { verb: 'read', url, version: null }, within)),
    );
    if (reply.kind === 'fault') return reply;
    const { offered, unread } = reply.value;
    const passes = unread !== undefined && unread.kind !== 'refused';
    if (token.admin && (offered?.most ?? 0) < SHOWS_LOCK)
      return passes ? { kind: 'fault', fault: unread } : LOCKS_UNSEEN;
    found.set(token, {
      endpoint: reply.value,
      freshUntil: passes ? clock.now() + UNREAD_KEEP_MS : Number.POSITIVE_INFINITY,
    });
    return reply;
  };

  return {
    async find(token, budget) {
      const known = found.get(token);
      if (known !== undefined && clock.now() < known.freshUntil) return { kind: 'ok', value: known.endpoint };
      const asked = underway.get(token) ?? look(token, budget).finally(() => underway.delete(token));
      underway.set(token, asked);
      return await asked;
    },
    known: (token) => found.get(token)?.endpoint,
    forget: (token) => void found.delete(token),
  };
};
