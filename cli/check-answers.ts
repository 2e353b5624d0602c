import { formatDurationMs } from '../lib/instant.ts';
import type { ServerCount } from '../lib/openstack/inspector.ts';
import { MOST_OFFSET_MS } from '../lib/power/decide/running.ts';
import type { Fault } from '../lib/power/fault.ts';
import { isListRefusal } from '../lib/power/observation.ts';
import type { Reply } from '../lib/power/ports/cloud.ts';
import { type Finding, good, problem, remark } from './finding.ts';

/** The effect of the clocks' difference on stops; null: the cloud did not show its time. */
export const clockFinding = (offsetMs: number | null): Finding => {
  if (offsetMs === null)
    return remark('clock', 'the cloud did not tell its time here; without it (the header Date) no stop is sent');
  const apart = Math.abs(offsetMs);
  // The header has whole seconds.
  if (apart <= 1_000) return good('clock', 'less than 1 s apart, as far as whole seconds show');
  const seconds = `the cloud's clock is ${(apart / 1000).toFixed(1)} s ${offsetMs > 0 ? 'ahead' : 'behind'}`;
  return apart > MOST_OFFSET_MS
    ? problem(
        'clock',
        `${seconds}; beyond ${formatDurationMs(MOST_OFFSET_MS)} no stop is sent: set this machine's clock (NTP)`,
      )
    : good('clock', seconds);
};

/** How many servers are there; a stop needs no list, so one that is refused is a remark. */
export const serversFinding = (reply: Reply<ServerCount>): Finding => {
  if (reply.kind === 'fault')
    return isRefusal(reply.fault)
      ? remark('servers', `this credential may not list them, which no stop needs (${reply.fault.message})`)
      : problem('servers', `they cannot be listed: ${reply.fault.message}`);
  const { visible, running, more } = reply.value;
  if (visible === 0) return remark('servers', 'none visible: is it the right project and region?');
  return good('servers', `${more ? 'more than ' : ''}${visible} visible, ${running} running`);
};

/** Whether a server's action list can be read, by which a person's restart is recognised. */
export const actionsFinding = (reply: Reply<unknown>): Finding => {
  if (reply.kind === 'ok') return good('action list', 'readable: a restart by a person is seen there');
  const { fault } = reply;
  if (isListRefusal(fault))
    return remark(
      'action list',
      `not offered here (${fault.message}): a restart is recognised by "updated" alone (docs/evidence.md)`,
    );
  // As long as its refusal is no word of Nova's, a server that changed lately is not stopped.
  return isRefusal(fault)
    ? problem('action list', `not allowed (${fault.message}): allow GET …/os-instance-actions (docs/credentials.md)`)
    : problem('action list', `it cannot be read: ${fault.message}`);
};

// Access rules deny with 401, twice in a row: `credentials`.
const REFUSALS: ReadonlySet<Fault['trouble']> = new Set(['forbidden', 'credentials', 'unauthorized']);
const isRefusal = ({ kind, trouble }: Fault): boolean => kind === 'refused' && REFUSALS.has(trouble);
