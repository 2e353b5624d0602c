import type { HttpRequest, HttpResult, Transport } from '../../../lib/openstack/http/http.ts';
import type { Running } from '../engine/running.ts';
import type { World } from '../engine/world.ts';
import {
  actionJson,
  actionWithEventsJson,
  answer,
  readFailure,
  serverJson,
  stopAnswer,
  tokenAnswer,
  versionAnswer,
} from './http-answers.ts';
import type { NovaCalls } from './nova-calls.ts';

const SERVER_PATH = /^\/v2\.1\/servers\/([0-9a-f-]{36})(?:\/(action|os-instance-actions)(?:\/(req-[0-9a-z-]+))?)?$/;
const STOP_BODY = '{"os-stop":{}}';

/** Keystone and Nova over HTTP, as one transport sees them. What is asked of another place is a bug, and thrown. */
export const openstackWire = (world: World, calls: NovaCalls, running: () => Running): Transport => {
  const { timeline, plan } = world;
  let tokens = 0;
  const dateAt = (): number => Math.floor((timeline.now() + plan.novaSkewMs) / 1000) * 1000;

  const login = (timeoutMs: number): Promise<HttpResult> =>
    running().call('login', '', (fault, latencyMs) => {
      const ms = fault?.fault === 'login.slow' ? fault.ms : 2 * latencyMs;
      return {
        effectInMs: latencyMs,
        effect: () => {
          tokens += 1;
        },
        answerInMs: Math.min(ms, timeoutMs),
        answer: (): HttpResult => {
          if (ms > timeoutMs) return { kind: 'failure', phase: 'sent', code: 'TIMEOUT', peer: 'keystone.example:443' };
          if (fault?.fault === 'login.unavailable') return answer(503, '', dateAt());
          if (fault?.fault === 'login.refused')
            return answer(401, { error: { code: 401, message: 'simulated', title: 'Unauthorized' } }, dateAt());
          return tokenAnswer(tokens, plan.ourRole, timeline.now() + plan.novaSkewMs);
        },
      };
    });

  const plain = (respond: () => HttpResult): Promise<HttpResult> =>
    running().call('action', '', (fault, latencyMs) => ({
      effectInMs: latencyMs,
      effect: () => {},
      answerInMs: 2 * latencyMs,
      answer: () => (fault === undefined ? respond() : readFailure('action.unavailable', 0, dateAt())),
    }));

  const askNova = async ({ method, url, body, timeoutMs }: HttpRequest): Promise<HttpResult> => {
    if (url.pathname === '/v2.1/') return plain(() => versionAnswer(dateAt()));
    const [, server, what, requestId] = SERVER_PATH.exec(url.pathname) ?? [];
    if (server === undefined) throw new Error(`no such path: ${url.pathname}`);
    if (method === 'POST') {
      if (what !== 'action' || body !== STOP_BODY) throw new Error(`not a stop: ${url.pathname} ${body}`);
      return stopAnswer(await calls.stop(running(), server, timeoutMs, plan.ourRole === 'admin'));
    }
    if (what === undefined) {
      const seen = await calls.show(running(), server, timeoutMs);
      if (seen.kind === 'fault') return readFailure(seen.fault, seen.ms, dateAt());
      return seen.value === null
        ? answer(404, { itemNotFound: { code: 404, message: 'simulated' } }, seen.dateAt)
        : answer(200, serverJson(server, seen.value), seen.dateAt);
    }
    if (requestId === undefined) {
      const seen = await calls.list(running(), server, timeoutMs);
      if (seen.kind === 'fault') return readFailure(seen.fault, seen.ms, dateAt());
      if (seen.value === null) return readFailure('list.refused', 0, seen.dateAt);
      return answer(
        200,
        { instanceActions: seen.value.map((record) => actionJson(server, record)).reverse() },
        seen.dateAt,
      );
    }
    return plain(() => {
      const record = calls.recordOf(server, requestId);
      return record === undefined
        ? answer(404, { itemNotFound: { code: 404, message: 'simulated' } }, dateAt())
        : answer(200, { instanceAction: actionWithEventsJson(server, record) }, dateAt());
    });
  };

  return (request) => {
    if (request.url.host === 'keystone.example') return login(request.timeoutMs);
    if (request.url.host === 'nova.example') return askNova(request);
    throw new Error(`no such host: ${request.url.host}`);
  };
};
