import type { Clock } from '../clock.ts';
import type { Fault } from '../fault.ts';
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

/** Nova as one HTTP service: logged in, found, and asked one question at a time. */
export interface Compute {
  /** Logs in and finds the endpoint, both remembered. A fault of it never means that a stop may have left. */
  open(budget: Budget): Promise<Reply<Opened>>;
  /** What `open` would answer without asking anybody. */
  inHand(): Opened | undefined;
  ask(opened: Opened, verb: Verb, url: URL, budget: Budget, body?: string): Promise<Reply<Understood>>;
  /** Forgets the endpoint of a token: its range of versions is asked for anew. */
  forget(token: Token): void;
}

export interface ComputeOptions {
  readonly config: CloudConfig;
  readonly transport: Transport;
  readonly keystone: Keystone;
  readonly clock: Clock;
}

export const createCompute = ({ config, transport, keystone, clock }: ComputeOptions): Compute => {
  const endpoints = new WeakMap<Token, Endpoint>();

  const send = async (
    { token, version }: { token: Token; version: Microversion | null },
    verb: Verb,
    url: URL,
    budget: Budget,
    body?: string,
  ): Promise<Reply<Understood>> => {
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
    });
    // An error page may repeat the request's headers: nobody further up gets to see the token in it.
    const shown =
      result.kind === 'answer' ? { ...result, body: result.body.replaceAll(token.value.reveal(), '[secret]') } : result;
    return understand(shown, verb);
  };

  const find = async (token: Token, budget: Budget): Promise<Reply<Endpoint>> => {
    const known = endpoints.get(token);
    if (known !== undefined) return { kind: 'ok', value: known };
    const compute = computeUrlOf(config, token);
    if (compute.kind === 'fault') return compute;
    const read = (url: URL) => retryRead(() => send({ token, version: null }, 'read', url, budget), budget, clock);
    const found = await discover(compute.value, read);
    if (found.kind === 'fault') return found;
    if (token.admin && (found.value.microversion ?? 0) < SHOWS_LOCK) {
      return ours(
        'refused',
        'admin',
        'the token has an admin role and the cloud does not show locks (microversion 2.9)',
      );
    }
    endpoints.set(token, found.value);
    return found;
  };

  return {
    async open(budget) {
      const token = await keystone.token(budget);
      if (token.kind === 'fault') return token;
      const endpoint = await find(token.value, budget);
      if (endpoint.kind === 'fault') {
        if (endpoint.fault.trouble === 'unauthorized') keystone.drop(token.value);
        return { kind: 'fault', fault: definite(endpoint.fault) };
      }
      return { kind: 'ok', value: { token: token.value, endpoint: endpoint.value } };
    },
    inHand() {
      const token = keystone.inHand();
      const endpoint = token && endpoints.get(token);
      return token && endpoint && { token, endpoint };
    },
    ask: ({ token, endpoint }, verb, url, budget, body) =>
      send({ token, version: endpoint.microversion }, verb, url, budget, body),
    forget(token) {
      endpoints.delete(token);
    },
  };
};

// Asking for the version changes nothing, so an unclear answer to it leaves no doubt about a stop.
const definite = (fault: Fault): Fault =>
  fault.kind === 'ambiguous' || fault.kind === 'conflict' ? { ...fault, kind: 'transient' } : fault;
