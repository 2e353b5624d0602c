import type { Answer } from '../../../cloud/answer.ts';
import { freshRequestId } from '../../../cloud/cloud-clock.ts';
import { askedBy, resultOf } from '../../../cloud/fronts/transport.ts';
import type { Accounts } from '../../../cloud/keystone/accounts.ts';
import { keystone } from '../../../cloud/keystone/keystone.ts';
import { tokenBook } from '../../../cloud/keystone/token-book.ts';
import { actionListSwitch } from '../../../cloud/nova/action-list-switch.ts';
import { downCell } from '../../../cloud/nova/down-cell.ts';
import { nova as novaApi } from '../../../cloud/nova/nova.ts';
import { novaAuth } from '../../../cloud/nova/nova-auth.ts';
import { novaPath } from '../../../cloud/nova/nova-path.ts';
import type { CloudAccount } from '../../../cloud/simulated-cloud.ts';
import type { HttpRequest, HttpResult, Transport } from '../../../lib/openstack/http/http.ts';
import type { Running } from '../engine/running.ts';
import type { World } from '../engine/world.ts';
import { CANARY, readFailure, stopFailure } from './http-answers.ts';
import { answerOf, OUR_USER, type Page, PROJECT } from './nova.ts';
import type { NovaCalls } from './nova-calls.ts';

export const PASSWORD = `${CANARY}-password`;

export const KEYSTONE_URL = 'https://keystone.example/v3';
const COMPUTE_URL = 'https://nova.example/v2.1';
const TOKEN_LIFE_MS = 3_600_000;
const TOKEN_CACHE_MS = 300_000;

const accountsOf = (role: string): Accounts => {
  const account = (name: string, roles: readonly string[] = ['member']): CloudAccount => ({
    cloud: name,
    userId: name === 'stopper' ? OUR_USER : `user-${name}`,
    username: name,
    password: PASSWORD,
    projectId: PROJECT,
    projectName: 'bms',
    roles,
  });
  return {
    people: {
      stopper: account('stopper', [role]),
      reader: account('reader'),
      operator: account('operator'),
      admin: account('admin'),
      outsider: account('outsider'),
    },
    elsewhere: [],
    credentials: new Map(),
    roleIds: new Map([[role, 'r']]),
  };
};

interface Rows {
  readonly servers: readonly { readonly id: string }[];
}

/** Of an answer with all servers those of one page, in its order, and a link to the next one as another host would write it. */
const pageOf = (answer: Answer, { records, unknown, next }: Page): Answer => {
  if (answer.status !== 200) return answer;
  const { servers } = JSON.parse(answer.body) as Rows;
  const rows = records.flatMap(({ id }) => servers.filter((row) => row.id === id));
  const down = unknown.map((id) => ({ id, status: 'UNKNOWN' }));
  const href = `https://elsewhere.example/servers/detail?marker=${next}`;
  const links = next === undefined ? {} : { servers_links: [{ rel: 'next', href }] };
  return { ...answer, body: JSON.stringify({ servers: [...rows, ...down], ...links }) };
};

/** Keystone and Nova over HTTP, for all transports of a scenario. What is asked of another place is a bug, and thrown. */
export const openstackWire = (world: World, calls: NovaCalls): ((running: () => Running) => Transport) => {
  const { timeline, plan } = world;
  const { nova, dateNow } = calls;
  const { clock, store, machines } = nova;
  let issued = 0;
  const tokens = tokenBook(clock, () => {
    issued += 1;
    return `${CANARY}-token-${issued}`;
  });
  const keystoneParts = {
    accounts: accountsOf(plan.ourRole),
    tokens,
    authUrl: KEYSTONE_URL,
    computeUrl: COMPUTE_URL,
    imageUrl: 'https://image.example',
    tokenLifeMs: TOKEN_LIFE_MS,
    now: clock.now,
  };
  // How long Nova takes over the stop that arrives.
  let pondersMs = 0;
  const parts = {
    authUrl: KEYSTONE_URL,
    auth: novaAuth(tokens, clock, TOKEN_CACHE_MS),
    store,
    machines,
    actionLists: actionListSwitch(plan.listless === true ? 'forbidden' : null),
    downCell: downCell(),
    raceGap: () => {
      const at = timeline.now() + pondersMs;
      return new Promise<void>((resolve) => timeline.at(at, resolve));
    },
  };
  const askNova = async (request: HttpRequest, requestId: string, behindMs = 0): Promise<Answer> => {
    const asked = askedBy(request);
    const { answer } = await novaApi(parts, { asked, path: novaPath(asked.url.pathname), requestId, behindMs });
    return answer;
  };
  const resultNow = (answer: Answer): HttpResult => resultOf(answer, clock);

  const login = (running: Running, request: HttpRequest): Promise<HttpResult> =>
    running.call('login', '', (fault, latencyMs) => {
      const ms = fault?.fault === 'login.slow' ? fault.ms : 2 * latencyMs;
      let result: HttpResult = { kind: 'failure', phase: 'sent', code: 'TIMEOUT', peer: 'keystone.example:443' };
      return {
        effectInMs: latencyMs,
        effect: () => {
          if (ms <= request.timeoutMs) result = resultNow(keystone(keystoneParts, askedBy(request)));
        },
        answerInMs: Math.min(ms, request.timeoutMs),
        answer: () => {
          const fails = fault?.fault === 'login.unavailable' || fault?.fault === 'login.refused';
          return fails ? readFailure(fault.fault, 0, dateNow()) : result;
        },
      };
    });

  const plain = async (running: Running, request: HttpRequest): Promise<HttpResult> =>
    await running.call('action', '', (fault, latencyMs) => ({
      effectInMs: latencyMs,
      effect: () => {},
      answerInMs: 2 * latencyMs,
      answer: async () =>
        fault === undefined
          ? resultNow(await askNova(request, freshRequestId(clock)))
          : readFailure('action.unavailable', 0, dateNow()),
    }));

  const stop = async (running: Running, request: HttpRequest, server: string): Promise<HttpResult> => {
    let answered: Promise<HttpResult> | undefined;
    const reply = await calls.stop(running, server, request.timeoutMs, (requestId, takesMs, verdict) => {
      pondersMs = takesMs;
      // What follows from the answer happens at this instant, not at the next that wakes a promise.
      timeline.at(timeline.now(), () => undefined);
      answered = askNova(request, requestId).then((answer) => {
        verdict(answerOf(answer.status));
        if (answer.status === 202) world.notice('accepted', server);
        return resultNow(answer);
      });
    });
    const failure = stopFailure(reply);
    if (failure !== undefined) return failure;
    if (answered === undefined) throw new Error(`a stop was answered ${reply.answer} that never arrived`);
    return await answered;
  };

  const read = async (
    running: Running,
    request: HttpRequest,
    place: 'show' | 'list',
    server: string,
  ): Promise<HttpResult> => {
    const seen = await calls[place](running, server, request.timeoutMs, (behindMs) => {
      const now = clock.now();
      const at = { now: () => now };
      return askNova(request, freshRequestId(clock), behindMs).then((answer) => resultOf(answer, at));
    });
    return seen.kind === 'fault' ? readFailure(seen.fault, seen.ms, dateNow()) : await seen.value;
  };

  const page = async (running: Running, request: HttpRequest): Promise<HttpResult> => {
    const marker = request.url.searchParams.get('marker') ?? undefined;
    const url = new URL(request.url);
    url.search = '';
    const seen = await calls.page(running, marker, request.timeoutMs, (shown, behindMs) => {
      const now = clock.now();
      return askNova({ ...request, url }, freshRequestId(clock), behindMs).then((answer) =>
        resultOf(pageOf(answer, shown), { now: () => now }),
      );
    });
    return seen.kind === 'fault' ? readFailure(seen.fault, seen.ms, dateNow()) : await seen.value;
  };

  const askCompute = (running: Running, request: HttpRequest): Promise<HttpResult> => {
    const path = novaPath(request.url.pathname);
    switch (path.kind) {
      case 'detail':
        return page(running, request);
      case 'action':
        if (request.body !== '{"os-stop":{}}') throw new Error(`not a stop: ${request.url.pathname} ${request.body}`);
        return stop(running, request, path.serverId);
      case 'server':
        if (request.method !== 'GET') throw new Error(`not a read: ${request.method} ${request.url.pathname}`);
        return read(running, request, 'show', path.serverId);
      case 'actions':
        return read(running, request, 'list', path.serverId);
      case 'actionRecord':
      case 'version':
        return plain(running, request);
      default:
        throw new Error(`no such path: ${request.url.pathname}`);
    }
  };

  return (running) => (request) => {
    if (request.url.host === 'keystone.example') return login(running(), request);
    if (request.url.host === 'nova.example') return askCompute(running(), request);
    throw new Error(`no such host: ${request.url.host}`);
  };
};
