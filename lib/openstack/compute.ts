import type { Clock } from '../clock.ts';
import type { Fault } from '../fault.ts';
import type { Instant } from '../instant.ts';
import { computeUrlOf } from './catalog.ts';
import type { Budget, Reply } from './cloud.ts';
import type { CloudConfig } from './cloud-config.ts';
import { discover, type Endpoint } from './endpoint.ts';
import { ours } from './fault-of-ours.ts';
import type { Verb } from './fault-statuses.ts';
import { type Understood, understand } from './fault-table.ts';
import type { Transport } from './http.ts';
import type { Keystone } from './keystone.ts';
import { type Microversion, microversionHeaders, SHOWS_LOCK } from './microversion.ts';
import { retryRead } from './retry-read.ts';
import { attemptMs } from './time-left.ts';
import type { Token } from './token.ts';

/** A token and the place it is good for: all that a request to Nova needs. */
export interface Opened {
  readonly token: Token;
  readonly endpoint: Endpoint;
}

/** One question to Nova. */
export interface Question {
  readonly verb: Verb;
  readonly url: URL;
  readonly version: Microversion | null;
  readonly body?: string;
  /** The longest answer that is read, and the fault of a longer one; 1 MiB when left out. */
  readonly most?: { readonly bytes: number; readonly fault: Fault };
}

/** Nova as one HTTP service: logged in, found, and asked one question at a time. */
export interface Compute {
  /** Logs in and finds the endpoint, both remembered. A fault of it never means that a stop may have left. */
  open(budget: Budget): Promise<Reply<Opened>>;
  /** What `open` would answer without asking anybody. */
  inHand(): Opened | undefined;
  ask(token: Token, question: Question, budget: Budget): Promise<Reply<Understood>>;
  /** Forgets the endpoint of a token: its range of versions is asked for anew. */
  forget(token: Token): void;
}

export interface ComputeOptions {
  readonly config: CloudConfig;
  readonly transport: Transport;
  readonly keystone: Keystone;
  readonly clock: Clock;
}

// An address that works without its version document leaves time to use it, and is asked for the document again before long.
const DOCUMENT_MS = 10_000;
const UNREAD_KEEP_MS = 60_000;

export const createCompute = ({ config, transport, keystone, clock }: ComputeOptions): Compute => {
  const endpoints = new WeakMap<Token, { readonly endpoint: Endpoint; readonly freshUntil: Instant }>();
  const underway = new WeakMap<Token, Promise<Reply<Endpoint>>>();

  const ask = async (token: Token, question: Question, budget: Budget): Promise<Reply<Understood>> => {
    const { verb, url, version, body, most } = question;
    const result = await transport({
      method: verb === 'stop' ? 'POST' : 'GET',
      url,
      headers: {
        'x-auth-token': token.value.reveal(),
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...microversionHeaders(version),
      },
      timeoutMs: attemptMs(budget, clock),
      ...(body === undefined ? {} : { body }),
      ...(most === undefined ? {} : { mostBytes: most.bytes }),
    });
    if (most !== undefined && result.kind === 'failure' && result.code === 'BODY_TOO_LARGE')
      return { kind: 'fault', fault: most.fault };
    // An error page may repeat the request's headers: nobody further up gets to see the token in it.
    const shown =
      result.kind === 'answer' ? { ...result, body: result.body.replaceAll(token.value.reveal(), '[secret]') } : result;
    return understand(shown, verb);
  };

  const look = async (token: Token, budget: Budget): Promise<Reply<Endpoint>> => {
    const compute = computeUrlOf(config, token);
    if (compute.kind === 'fault') return compute;
    const { version } = compute.value;
    const soon = version === undefined ? budget : { untilAt: Math.min(budget.untilAt, clock.now() + DOCUMENT_MS) };
    const found = await discover(compute.value, (url) =>
      retryRead(() => ask(token, { verb: 'read', url, version: null }, soon), soon, clock),
    );
    if (found.kind === 'fault') return found;
    const { offered, unread } = found.value;
    if (token.admin && (offered?.most ?? 0) < SHOWS_LOCK) {
      if (unread !== undefined && unread.kind !== 'refused') return { kind: 'fault', fault: unread };
      return ours(
        'refused',
        'admin',
        'the token has an admin role and the cloud does not show locks (microversion 2.9)',
      );
    }
    const passes = unread !== undefined && unread.kind !== 'refused';
    endpoints.set(token, {
      endpoint: found.value,
      freshUntil: passes ? clock.now() + UNREAD_KEEP_MS : Number.POSITIVE_INFINITY,
    });
    return found;
  };

  const find = async (token: Token, budget: Budget): Promise<Reply<Endpoint>> => {
    const known = endpoints.get(token);
    if (known !== undefined && clock.now() < known.freshUntil) return { kind: 'ok', value: known.endpoint };
    const asked = underway.get(token) ?? look(token, budget).finally(() => underway.delete(token));
    underway.set(token, asked);
    return await asked;
  };

  return {
    async open(budget) {
      const token = await keystone.token(budget);
      if (token.kind === 'fault') return token;
      const endpoint = await find(token.value, budget);
      return endpoint.kind === 'fault'
        ? { kind: 'fault', fault: definite(endpoint.fault) }
        : { kind: 'ok', value: { token: token.value, endpoint: endpoint.value } };
    },
    // However old: between the look and its stop nothing is asked for.
    inHand() {
      const token = keystone.inHand();
      const known = token && endpoints.get(token);
      return token && known && { token, endpoint: known.endpoint };
    },
    ask,
    forget(token) {
      endpoints.delete(token);
    },
  };
};

// Asking for the version changes nothing, so an unclear answer to it leaves no doubt about a stop.
const definite = (fault: Fault): Fault =>
  fault.kind === 'ambiguous' || fault.kind === 'conflict' ? { ...fault, kind: 'transient' } : fault;
