import type { Clock } from '../../clock.ts';
import type { Fault } from '../../power/fault.ts';
import type { Budget, Reply } from '../../power/ports/cloud.ts';
import type { Verb } from '../answer/by-status.ts';
import { type Understood, understand } from '../answer/understand.ts';
import { createBreaker } from '../attempts/breaker.ts';
import { attemptMs, retryRead } from '../attempts/retry-read.ts';
import type { CloudConfig } from '../config/types.ts';
import type { Transport } from '../http/http.ts';
import type { Keystone } from '../keystone/keystone.ts';
import type { Token } from '../keystone/token.ts';
import { createEndpoints, type Endpoint } from './endpoint.ts';
import { type Microversion, microversionHeaders } from './microversion.ts';

/** A token and its endpoint: all that a request to Nova needs. */
export interface Session {
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

/** Asks one question, once, with a token. */
export type Ask = (token: Token, question: Question, budget: Budget) => Promise<Reply<Understood>>;

/**
 * Repeats a read while its fault may pass, but not while Nova is held. `about` is the only server or
 * document that it concerns; null when its silence concerns all. A stop is never asked through here: it
 * follows a look that was just answered, and the next look decides about it.
 */
export type Repeat = <T>(
  about: string | null,
  budget: Budget,
  attempt: (budget: Budget) => Promise<Reply<T>>,
) => Promise<Reply<T>>;

/** Nova as one HTTP service: logged in, found, and asked one question at a time. */
export interface Compute {
  /** Logs in and finds the endpoint, both remembered. Its faults never mean that a stop may have been sent. */
  open(budget: Budget): Promise<Reply<Session>>;
  /** The session of `open` if there is one, without a request. */
  currentSession(): Session | undefined;
  readonly ask: Ask;
  readonly repeat: Repeat;
  /** Forgets the endpoint of a token: the next call asks for its range of versions again. */
  forget(token: Token): void;
}

export interface ComputeOptions {
  readonly config: CloudConfig;
  readonly transport: Transport;
  readonly keystone: Keystone;
  readonly clock: Clock;
}

export const createCompute = ({ config, transport, keystone, clock }: ComputeOptions): Compute => {
  const breaker = createBreaker({ clock, failuresNeeded, longestRetryAfterMs: 0 });
  const repeat: Repeat = (about, budget, attempt) =>
    breaker.ask(about, budget, (within) => retryRead(() => attempt(within), within, clock));

  const ask: Ask = async (token, question, budget) => {
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
    // An error page may repeat the request's headers, so the token is removed from it.
    const shown =
      result.kind === 'answer' ? { ...result, body: result.body.replaceAll(token.value.reveal(), '[secret]') } : result;
    return understand(shown, verb);
  };

  const endpoints = createEndpoints(config, clock, ask, repeat);

  return {
    async open(budget) {
      const token = await keystone.token(budget);
      if (token.kind === 'fault') return token;
      const endpoint = await endpoints.find(token.value, budget);
      return endpoint.kind === 'fault'
        ? { kind: 'fault', fault: withoutDoubt(endpoint.fault) }
        : { kind: 'ok', value: { token: token.value, endpoint: endpoint.value } };
    },
    // However old: nothing is requested between the look and its stop.
    currentSession() {
      const token = keystone.currentToken();
      const endpoint = token && endpoints.cached(token);
      return token && endpoint && { token, endpoint };
    },
    ask,
    repeat,
    forget: endpoints.forget,
  };
};

// Without a connection no server can be read, and silence to a question about all counts for all; but one
// server or the version document may hang alone.
const failuresNeeded = ({ trouble }: Fault, about: string | null): number => {
  if (trouble === 'unreachable' || (trouble === 'unanswered' && about === null)) return 1;
  return SILENT.has(trouble) ? 3 : 0;
};

// No answer of Nova, as opposed to one that refuses, throttles or is odd.
const SILENT: ReadonlySet<Fault['trouble']> = new Set(['unanswered', 'unavailable', 'server-error']);

// Asking for the version changes nothing, so an unclear answer to it leaves no doubt about a stop.
const withoutDoubt = (fault: Fault): Fault =>
  fault.kind === 'ambiguous' || fault.kind === 'conflict' ? { ...fault, kind: 'transient' } : fault;
