import type { Clock } from '../../clock.ts';
import type { Instant } from '../../instant.ts';
import type { Fault } from '../../power/fault.ts';
import type { Budget, Reply } from '../../power/ports/cloud.ts';
import { understand } from '../answer/understand.ts';
import { createBreaker } from '../attempts/breaker.ts';
import { attemptMs, retryRead } from '../attempts/retry-read.ts';
import { createShared } from '../attempts/shared.ts';
import type { CloudConfig } from '../config/types.ts';
import type { Transport } from '../http/http.ts';
import { loginBody, loginFault } from './login.ts';
import { parseToken, type Token } from './token.ts';

/** The login of one cloud: one token at a time, asked for once however many need it. */
export interface Keystone {
  /** The user of the newest token; null before the first. */
  readonly userId: string | null;
  token(budget: Budget): Promise<Reply<Token>>;
  /** The current token if it is fresh, without a login. */
  currentToken(): Token | undefined;
  /** Forgets a token that was refused, unless a newer one has taken its place. */
  drop(token: Token): void;
}

export interface KeystoneOptions {
  readonly config: CloudConfig;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly allowAdmin: boolean;
  /** Called when Keystone refuses the credentials: what they were read from may hold newer ones. */
  readonly onRefused: () => void;
}

// Vendors lock an account after five failed logins, so refused credentials are not tried again soon. The
// shorter hold is for everything else that a person has to fix (an admin role, a missing scope, a
// certificate): not each server of a request should ask again.
const REFUSED_HOLD_MS = 15 * 60_000;
const OTHER_HOLD_MS = 60_000;
// Retry-After's own bound.
const MOST_ASKED_MS = 15 * 60_000;

/** Keystone v3 for one configuration; a changed configuration gets a new one. */
export const createKeystone = ({ config, transport, clock, allowAdmin, onRefused }: KeystoneOptions): Keystone => {
  let current: Token | undefined;
  let userId: string | null = null;
  const shared = createShared<Token>();
  let held: { readonly fault: Fault; readonly untilAt: Instant } | undefined;

  const login = async (budget: Budget): Promise<Reply<Token>> => {
    const result = await transport({
      method: 'POST',
      url: new URL(`${config.authUrl}/auth/tokens`),
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: loginBody(config),
      timeoutMs: attemptMs(budget, clock),
    });
    const reply = understand(result, 'login');
    if (reply.kind === 'ok') return parseToken(reply.value, clock.now(), allowAdmin, config.serviceType);
    return withDomainHint({ kind: 'fault', fault: loginFault(reply.fault, result, config.authUrl) });
  };

  // Keystone answers 400 for a project's name without its domain; Open Telekom Cloud finds it without one.
  const hasBareProject = 'project' in config.login && 'name' in config.login.project && !config.login.project.domain;
  const withDomainHint = (reply: Extract<Reply<unknown>, { kind: 'fault' }>): typeof reply =>
    reply.fault.http === 400 && hasBareProject
      ? {
          kind: 'fault',
          fault: {
            ...reply.fault,
            message: `${reply.fault.message}: project_name may need its domain, project_domain_name or project_domain_id`,
          },
        }
      : reply;

  // A login is the same call for every server, so its faults concern them all, a throttle as well as an
  // outage.
  const breaker = createBreaker({
    clock,
    failuresNeeded: ({ kind }) => (kind === 'transient' ? 1 : 0),
    longestRetryAfterMs: MOST_ASKED_MS,
  });

  const renew = async (budget: Budget): Promise<Reply<Token>> => {
    const reply = await breaker.ask(null, budget, (within) => retryRead(() => login(within), within, clock));
    if (reply.kind === 'ok') {
      current = reply.value;
      userId = reply.value.userId;
    } else if (reply.fault.kind === 'refused') {
      const refused = reply.fault.trouble === 'credentials';
      held = { fault: reply.fault, untilAt: clock.now() + (refused ? REFUSED_HOLD_MS : OTHER_HOLD_MS) };
      if (refused) onRefused();
    }
    return reply;
  };

  const currentToken = (): Token | undefined =>
    current !== undefined && clock.now() < current.freshUntil ? current : undefined;

  return {
    get userId() {
      return userId;
    },
    currentToken,
    async token(budget) {
      const fresh = currentToken();
      if (fresh !== undefined) return { kind: 'ok', value: fresh };
      if (held !== undefined && clock.now() < held.untilAt) return { kind: 'fault', fault: held.fault };
      return await shared(budget, renew);
    },
    drop(token) {
      if (current === token) current = undefined;
    },
  };
};
