import { decide } from '../decide/decide.ts';
import { endOf } from '../decide/end.ts';
import { learn } from '../decide/learn.ts';
import type { Entry } from '../entry.ts';
import type { Outcome } from '../outcome.ts';
import { lastSend } from '../sends.ts';
import { LEAST_MS } from './act.ts';
import { look } from './look.ts';
import type { Delivery, Ports } from './ports.ts';
import { settle, waited } from './settle.ts';

/**
 * Whether a look may come before the claim: our stop was accepted, its patience is not over, and the message and the entry ask for
 * nothing else. `claimed` is what the claim would write over `stored`.
 */
export const mayConfirm = (stored: Entry, claimed: Entry, { last }: Delivery, { clock, timing }: Ports): boolean =>
  !last &&
  stored.leaseUntil === 0 &&
  stored.ending === undefined &&
  claimed.intent === stored.intent &&
  lastSend(stored)?.state === 'accepted' &&
  clock.now() < endOf({ intent: stored.intent, entry: stored, timing }).at;

// `learn` keeps every value that a look only confirms.
const hasLearnt = (before: Entry, after: Entry): boolean => {
  const known: Readonly<Record<string, unknown>> = { ...before };
  const fields = Object.entries(after);
  return fields.length !== Object.keys(known).length || fields.some(([name, value]) => value !== known[name]);
};

/**
 * Looks at a server whose stop was accepted. A wait that learnt nothing writes nothing; any other wait, and an end, is claimed and
 * written at once over what was read. Undefined when there is more to do: then a claim comes first, and another look.
 */
export const confirm = async (
  stored: Entry,
  claimed: Entry,
  delivery: Delivery,
  ports: Ports,
): Promise<Outcome | undefined> => {
  const { clock, timing, guards } = ports;
  const { intent } = claimed;
  const opened = await ports.clouds.cloud(intent.cloud);
  if (opened.kind !== 'cloud') return undefined;
  const seen = await look(opened.cloud, intent, clock, { untilAt: delivery.deadlineAt - LEAST_MS });
  const entry = learn(claimed, seen, timing);
  const decision = decide(seen, { intent, entry, now: clock.now(), timing, rules: { guards } });
  // The end of a trouble is something learnt as well: the wait after it removes it.
  const isNews = claimed.trouble !== undefined || hasLearnt(claimed, entry);
  if (decision.kind === 'wait' && !isNews) return waited(decision, entry, ports);
  return decision.kind === 'wait' || decision.kind === 'done'
    ? await settle(decision, entry, stored, delivery, ports)
    : undefined;
};
