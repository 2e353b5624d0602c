import type { Clock } from '../../../lib/clock.ts';
import type { Instant } from '../../../lib/instant.ts';
import { machineOf } from '../../../lib/power/choose/machine.ts';
import type { Fault } from '../../../lib/power/fault.ts';
import type { Intent } from '../../../lib/power/intent.ts';
import type { Cloud, Clouds } from '../../../lib/power/ports/cloud.ts';
import { isOff } from '../../../lib/power/server.ts';
import { look, withHistory } from '../../../lib/power/step/look.ts';
import { slots } from '../../../lib/worker/slots.ts';
import { faultInWords, isForPerson } from '../../cloud/fault-words.ts';
import { hoursOff } from '../night/hours-off.ts';
import type { HoursOff, OffServer } from '../night/night.ts';

/** A server to look at, and when its stops were proven; none: only its name is asked for. */
export interface ToLookAt {
  readonly intent: Intent;
  readonly offAts: readonly Instant[];
}

/** What its cloud shows of a server. A name is absent where the cloud does not show the server. */
export type Looked = Pick<OffServer, 'flavors' | 'machine' | 'hours'> & { readonly name?: string };

/** The looks, in the order of the servers, and the clouds that were not asked any further, with the reason. */
interface LookedAt {
  readonly looks: readonly Looked[];
  readonly closed: ReadonlyMap<string, string>;
}

const LOOKS = 8;
const LOOK_MS = 10_000;

const NOT_ASKED_FOR: HoursOff = { kind: 'known', spans: [], offMs: 0 };

/**
 * Looks at servers, eight at a time, in their order. A cloud that is not configured, refuses, or does not answer is not asked again:
 * the others of it are unknown for the same reason.
 */
export const lookAtServers = async (clouds: Clouds, servers: readonly ToLookAt[], clock: Clock): Promise<LookedAt> => {
  const { run } = slots(LOOKS);
  const closed = new Map<string, string>();
  const lookAt = async ({ intent, offAts }: ToLookAt): Promise<Looked> => {
    const known = closed.get(intent.cloud);
    if (known !== undefined) return unknown(known);
    const opened = await clouds.cloud(intent.cloud);
    if (opened.kind === 'cloud') {
      const looked = await lookAtOne(opened.cloud, intent, offAts, clock);
      if ('fault' in looked) {
        const because = faultInWords(looked.fault);
        if (isForPerson(looked.fault) || NOBODY_ANSWERS.has(looked.fault.trouble)) closed.set(intent.cloud, because);
        return unknown(because);
      }
      return looked;
    }
    const because =
      opened.kind === 'unknown'
        ? `cloud ${intent.cloud} is not configured here (clouds.yaml has: ${opened.known.join(', ') || 'none'})`
        : faultInWords(opened.fault);
    closed.set(intent.cloud, because);
    return unknown(because);
  };
  return { looks: await Promise.all(servers.map((server) => run(() => lookAt(server)))), closed };
};

const NOBODY_ANSWERS: ReadonlySet<string> = new Set(['unreachable', 'unavailable', 'unanswered']);

const unknown = (because: string, flavors: readonly string[] = []): Looked => ({
  flavors,
  machine: 'unknown',
  hours: { kind: 'unknown', because },
});

const lookAtOne = async (
  cloud: Cloud,
  intent: Intent,
  offAts: readonly Instant[],
  clock: Clock,
): Promise<Looked | { readonly fault: Fault }> => {
  const budget = { untilAt: clock.now() + LOOK_MS };
  const seen = await look(cloud, intent, clock, budget);
  if (seen.kind === 'not-looked') throw new Error('a look that did not look');
  if (seen.kind === 'fault') return seen;
  const described =
    seen.kind === 'server'
      ? {
          name: seen.server.name,
          flavors: [seen.server.flavor?.name, seen.server.flavor?.id].filter((one) => typeof one === 'string'),
          machine: machineOf(seen.server),
        }
      : { flavors: [], machine: 'unknown' as const };
  const [firstAt] = offAts.toSorted((a, b) => a - b);
  if (firstAt === undefined) return { ...described, hours: NOT_ASKED_FOR };
  // Judged as a stop would be: an echo of the driver is no power-on by a user.
  const { history } = await withHistory(seen, cloud, { ...intent, requestedAt: firstAt }, clock, budget);
  if (history?.kind !== 'actions') {
    const because = history === undefined ? 'not asked' : faultInWords(history.fault);
    return { ...described, hours: { kind: 'unknown', because: `its action list cannot be read: ${because}` } };
  }
  const shown = {
    isOff: seen.kind === 'server' && isOff(seen.server),
    isGone: seen.kind === 'not-found',
    actions: history.actions,
  };
  return { ...described, hours: hoursOff(offAts, shown, clock.now()) };
};
