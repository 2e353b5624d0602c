import { nameOf, type Of, requestOf, type Seen, type Violation } from './seen.ts';

const VISIBILITY_MS = 360_000;
const QUARANTINE_MS = 120_000;
const LEASE_MS = 65_000;
const LOOK_AGAIN_MS = 300_000;
const RETRY_AFTER_MS = 900_000;
/** From the last fault to the end of a quiet life: one visibility, one lease, one quarantine, the longest delays, and the work. */
export const RECOVER_MS = VISIBILITY_MS + LEASE_MS + QUARANTINE_MS + LOOK_AGAIN_MS + RETRY_AFTER_MS + 2 * LOOK_AGAIN_MS;

const HARMLESS = ['rename', 'unlock', 'tag', 'unkeep', 'unprotect'];
// These count for who was selected by the tags only, and those for everybody; neither once a stop is on its way.
const LABELS = ['untag', 'keep'];
const MARKS = ['protect', 'protect-metadata', 'protect-until', 'protect-unreadably'];

/** Whether what a person did may keep a server from being stopped. */
export const interferes = (
  { does, done, at }: Of<'person'>,
  isSelected: boolean,
  stopAt: number | undefined,
  isListless: boolean,
): boolean => {
  if (!done) return false;
  const isLabel = LABELS.includes(does);
  // Without an action list any change may have been a power-on.
  if (isListless && !isLabel) return true;
  if (HARMLESS.includes(does) || (isLabel && !isSelected)) return false;
  return !(isLabel || MARKS.includes(does)) || stopAt === undefined || at < stopAt;
};

/**
 * L2: a stop that Nova accepted is followed to its end, whatever marks, tags and freezes come later, when nothing goes wrong from then
 * on and nobody else does anything to its server.
 */
export const checkFollowed = ({ all, posts, entries, ran }: Seen): Violation[] =>
  posts.flatMap(({ left, arrived, asked }) => {
    if (arrived?.verdict !== 'accepted' || asked === undefined) return [];
    const { server } = left;
    const troubled =
      ran.plan.listless === true ||
      ran.plan.maxReceives < 1_000 ||
      all.redriven.length > 0 ||
      all.fault.some(({ at, fault }) => at >= left.at || fault.startsWith('driver.')) ||
      all.person.some((deed) => deed.server === server && interferes(deed, true, left.at, false)) ||
      all.action.some(
        (one) =>
          one.server === server &&
          one.record.arrivedAt > asked.requestedAt - 50_000 &&
          one.record.requestId !== arrived.requestId &&
          !one.record.echo,
      );
    const ending = entries.get(nameOf(asked))?.entry.ending;
    return troubled || ending?.kind === 'stopped'
      ? []
      : [
          {
            invariant: 'L2',
            at: left.at,
            says: `an accepted stop was not followed: ${ending?.kind}: ${ending?.because}`,
          },
        ];
  });

/** L2: no request expires for want of a list while there is time, once nothing goes wrong any more. */
export const checkChosenWhenItCan = ({ ran, pinned, selected, all, healedAt }: Seen): Violation[] => {
  const { plan } = ran;
  if (Math.abs(plan.novaSkewMs) > 25_000 || plan.maxReceives < 1_000 || plan.ourRole === 'admin') return [];
  return [...pinned.values()].flatMap(({ at, roll }) => {
    const one = roll.select === undefined ? undefined : selected.get(requestOf(roll));
    if (one === undefined || roll.verdict !== 'expired' || one.requestedAt >= (one.calendarEnds ?? one.notAfter))
      return [];
    const first = all.selected.find(({ selected: sent }) => requestOf(sent) === requestOf(one))?.at ?? 0;
    return Math.max(healedAt, first) + RECOVER_MS > one.notAfter
      ? []
      : [{ invariant: 'L2', at, says: `${roll.requestId} could have been chosen and expired: ${roll.because}` }];
  });
};
