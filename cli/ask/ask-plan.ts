import { formatInstant, type Instant } from '../../lib/instant.ts';
import { messageText } from '../../lib/message/json.ts';
import { parseMessage } from '../../lib/message/message.ts';
import type { StopRequest } from '../../lib/message/request.ts';
import { idsDigest, SERVERS_MAX } from '../../lib/message/select-body.ts';
import { idsPart, SELECT_PART } from '../../lib/power/roll.ts';
import { DEFAULT_TIMING } from '../../lib/power/timing.ts';
import { environmentReader } from '../../lib/settings/environment.ts';
import { readTimingWithoutQueue } from '../../lib/settings/read-timing.ts';
import { type NamedOptions, type NamedServers, readNamedServers } from '../cloud/named-servers.ts';
import { optionProblem } from '../cloud/select-options.ts';
import { serverCount } from '../cloud/server-words.ts';
import type { StackOption } from '../terminal/open-stack.ts';
import type { Problems } from '../terminal/problems.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** The options of `ask`, as typed. The request checks its own fields. */
export interface AskOptions extends NamedOptions, StackOption {
  readonly wait: boolean;
  readonly window?: string;
  readonly cloud?: string;
  readonly reason?: string;
  readonly requestId?: string;
}

/** A request that is ready to be sent: as the worker will read it, and the message itself. */
export interface AskPlan {
  readonly kind: 'plan';
  /** Its `notAfter` and its cloud are the stack's where nothing was typed. */
  readonly request: StopRequest;
  /** The part of it whose roll the worker will write. */
  readonly part: string;
  readonly body: string;
}

/** Turns what was typed into a message, read by the worker's own rules; or lists every problem. Asks nobody anything. */
export const planAsk = async (
  args: readonly string[],
  options: AskOptions,
  terminal: Terminal,
): Promise<AskPlan | Problems> => {
  const named = await readNamedServers(args, options, terminal);
  const problems = [...(named.kind === 'problems' ? named.problems : [])];
  // The shortest window is the queue's, of which only the template's own is known here.
  const timing = readTimingWithoutQueue(environmentReader(terminal.env, problems), DEFAULT_TIMING);
  if (named.kind === 'named' && named.ids.length > SERVERS_MAX)
    problems.push(`${serverCount(named.ids.length)} given: one request names at most ${SERVERS_MAX}`);
  if (named.kind === 'problems' || problems.length > 0) return { kind: 'problems', problems };
  const { clock } = terminal;
  const now = clock.now();
  const body = bodyOf(named, options, options.requestId ?? clock.freshId(), now);
  const at = { messageId: clock.freshId(), sentAt: now, now, attributes: {} };
  const message = parseMessage(body, { ...at, timing, defaultCloud: '' });
  if (message.kind === 'malformed') return { kind: 'problems', problems: [problemOf(message.problem)] };
  if (message.kind !== 'request') throw new Error(`a request was read as ${message.kind}`);
  const { request } = message;
  return { kind: 'plan', request, part: partOf(request), body };
};

// Its own id and time are in the body: moved or sent again, whenever, it stays the same request.
const bodyOf = (
  { ids, select }: NamedServers,
  { dryRun, window, cloud, reason }: AskOptions,
  requestId: string,
  now: Instant,
): string =>
  messageText({
    ...(select ?? { serverIds: ids }),
    requestId,
    requestedAt: formatInstant(now),
    ...(dryRun ? { dryRun } : {}),
    ...(window === undefined ? {} : { window }),
    ...(cloud === undefined ? {} : { cloud }),
    ...(reason === undefined ? {} : { reason }),
  });

const partOf = ({ select, serverIds }: StopRequest): string =>
  select === undefined ? idsPart(idsDigest(serverIds)) : SELECT_PART;

const problemOf = (problem: string): string => optionProblem(problem.replace(/^requestId:/, 'request-id:'));
