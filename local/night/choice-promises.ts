import type { CloudLogEntry } from '../../cloud/cloud-log.ts';
import type { FrozenTime, Marked, Selected } from './choices.ts';
import { type CheckedPromise, type Evidence, stopsOf } from './evidence.ts';

const stoppedOf = (serverIds: readonly string[], evidence: Evidence): readonly string[] =>
  serverIds.filter((serverId) => stopsOf(serverId, evidence).length > 0);

const isTooLarge = ({ matching, atMost }: Selected): boolean => matching.length > atMost;

/** Checks what the README promises of selections, marks, freezes and calendars. */
export const choicePromises = (evidence: Evidence): readonly CheckedPromise[] => {
  const { selections, marked, freezes, excepted } = evidence.choices;
  const chosen = selections.filter((selected) => !isTooLarge(selected));
  const notChosen = chosen.flatMap((selected) => selected.notChosen);
  return [
    {
      promise: 'A set is chosen once',
      seen: `${chosen.flatMap(({ matching }) => matching).length} chosen; ${notChosen.length} not chosen, none stopped`,
      broken: stoppedOf(notChosen, evidence).map((serverId) => `${serverId}: stopped, and was not chosen`),
    },
    {
      promise: 'A cap is never exceeded',
      seen: `stopped ${selections
        .map(({ matching, atMost }) => `${stoppedOf(matching, evidence).length} of ${matching.length} (cap ${atMost})`)
        .join(', ')}`,
      broken: [...selections.flatMap((selected) => beyondCap(selected, evidence)), ...lettersOfTooLarge(evidence)],
    },
    {
      promise: 'A mark holds',
      seen: `${marked.length} marked in time, none of them stopped`,
      broken: marked.flatMap((one) => stoppedDespiteMark(one, evidence)),
    },
    {
      promise: 'Frozen means frozen',
      seen: `frozen ${freezes.map((frozen) => frozenInWords(frozen, evidence)).join('; ')}`,
      broken: freezes.flatMap((frozen) => stoppedWhileFrozen(frozen, evidence)),
    },
    {
      promise: 'Excepted stops nothing',
      seen: `${excepted.length} servers excepted, none of them stopped`,
      broken: stoppedOf(excepted, evidence).map((serverId) => `${serverId}: stopped on a day that is excepted`),
    },
  ];
};

const beyondCap = (selected: Selected, evidence: Evidence): readonly string[] => {
  const stopped = stoppedOf([...selected.matching, ...selected.notChosen], evidence).length;
  if (isTooLarge(selected))
    return stopped === 0 ? [] : [`${stopped} stopped of a selection of which ${selected.matching.length} fit`];
  return stopped <= selected.atMost ? [] : [`${stopped} stopped where ${selected.atMost} were allowed`];
};

const lettersOfTooLarge = ({ choices, deadLetters }: Evidence): readonly string[] => {
  const wanted = choices.selections.filter(isTooLarge).length;
  const letters = deadLetters.filter(({ reason }) => reason === 'too-many').length;
  return letters === wanted ? [] : [`${wanted} selections were too large, ${letters} dead letters say too-many`];
};

const isMarking = (entry: CloudLogEntry, serverId: string): boolean =>
  entry.kind === 'event' &&
  entry.serverId === serverId &&
  (entry.event === 'tags-set' || entry.event === 'metadata-set');

const stoppedDespiteMark = ({ serverId, bySomebody }: Marked, evidence: Evidence): readonly string[] => {
  const { log, stopper } = evidence;
  const markedAt = log.findIndex((entry) => isMarking(entry, serverId));
  if (bySomebody && markedAt === -1) return [`${serverId}: nobody marked it`];
  const lookBefore = (end: number): number =>
    log
      .slice(0, end)
      .findLastIndex(
        (entry) =>
          entry.kind === 'request' &&
          entry.method === 'GET' &&
          entry.user === stopper &&
          entry.path.endsWith(`/servers/${serverId}`),
      );
  return stopsOf(serverId, evidence)
    .filter((stop) => !bySomebody || lookBefore(log.indexOf(stop)) > markedAt)
    .map(() => `${serverId}: stopped after a look that showed its mark`);
};

const stoppedWhileFrozen = ({ serverIds, fromAt, untilAt }: FrozenTime, evidence: Evidence): readonly string[] =>
  serverIds.flatMap((serverId) =>
    stopsOf(serverId, evidence)
      .filter(({ at }) => fromAt < at && at < untilAt)
      .map(() => `${serverId}: stopped while its cloud was frozen`),
  );

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

const frozenInWords = ({ serverIds, fromAt, untilAt }: FrozenTime, evidence: Evidence): string => {
  const later = serverIds.flatMap((serverId) => stopsOf(serverId, evidence)).filter(({ at }) => at >= untilAt);
  const first = Math.min(...later.map(({ at }) => at)) - untilAt;
  return `${seconds(untilAt - fromAt)}, no stop${later.length === 0 ? '' : `; one ${seconds(first)} later`}`;
};
