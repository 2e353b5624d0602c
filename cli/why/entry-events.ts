import { type Decided, type Entry, HISTORY_MAX, type Send } from '../../lib/power/entry.ts';
import type { ServerAction } from '../../lib/power/server.ts';
import { stateWords } from '../cloud/server-words.ts';
import { utcText } from '../terminal/utc.ts';
import type { TimeLineEvent } from './event.ts';
import { answerWords, askerOf, decisionWords, endingWords } from './event-words.ts';

/** What one request did about the server, oldest first; `actions` are Nova's records, where they were read. */
export const entryEvents = (entry: Entry, actions: readonly ServerAction[] = []): readonly TimeLineEvent[] => {
  const { cloud, source, requestId, dryRun } = entry.intent;
  const identity = { cloud, source, requestId, dryRun };
  return [...askEvents(entry), ...decisionEvents(entry), ...sendEvents(entry, actions), ...endEvents(entry)].map(
    (event) => ({ ...event, ...identity }),
  );
};

const askEvents = ({ intent }: Entry): readonly TimeLineEvent[] => {
  const { requestedAt, notAfter, replayedAt, reason } = intent;
  const until = `until ${utcText(notAfter)}`;
  const why = reason === undefined ? '' : `: ${reason}`;
  return [
    {
      ...{ kind: 'asked', at: requestedAt, what: 'asked' },
      ...(replayedAt === undefined
        ? { because: `${askerOf(intent)}, ${until}${why}`, untilAt: notAfter }
        : { because: `${askerOf(intent)}${why}` }),
    },
    ...(replayedAt === undefined
      ? []
      : [
          {
            kind: 'replayed',
            at: replayedAt,
            what: 'replayed',
            because: `an operator, ${until}`,
            untilAt: notAfter,
          } as const,
        ]),
  ];
};

const isSame = (one: Decided | undefined, { decision, because }: Decided): boolean =>
  one?.decision === decision && one.because === because;

const isAnswered = (before: Decided | undefined, sends: readonly Send[]): boolean =>
  before?.decision === 'send' &&
  sends.some(({ markedAt, answeredAt }) => markedAt === before.at && answeredAt !== undefined);

const decisionEvents = ({ history, ending, sends, server }: Entry): readonly TimeLineEvent[] => {
  const endedAt = ending === undefined ? undefined : 'failure' in ending ? ending.failure.failedAt : ending.endedAt;
  const events: TimeLineEvent[] = [];
  if (history.length >= HISTORY_MAX && history[0] !== undefined)
    events.push({
      ...{ kind: 'decided', at: history[0].at, what: '…' },
      because: `older decisions are not kept: only the newest ${HISTORY_MAX} are`,
    });
  for (const [place, line] of history.entries()) {
    // The end has a line of its own.
    if (line.at === endedAt && line.decision !== 'wait' && line.decision !== 'send') continue;
    // So has the answer to a stop, which is what the step waits after.
    if (line.decision === 'wait' && isAnswered(history[place - 1], sends)) continue;
    const before = events.at(-1);
    if (before?.kind === 'decided' && isSame(history[place - 1], line)) {
      const { times = 1, firstAt = before.at } = before;
      events[events.length - 1] = { ...before, at: line.at, times: times + 1, firstAt };
      continue;
    }
    const saw = sends.find(({ markedAt }) => markedAt === line.at)?.saw;
    const isLast = place === history.length - 1;
    const seen = saw ?? (isLast && ending === undefined ? server : undefined);
    const because = seen === undefined ? line.because : `${line.because} (seen: ${stateWords(seen)})`;
    events.push({ kind: 'decided', at: line.at, what: decisionWords(line), because });
  }
  return events;
};

const sendEvents = ({ sends }: Entry, actions: readonly ServerAction[]): readonly TimeLineEvent[] =>
  sends.map((send) => {
    const { openstackRequestId: id, markedAt, answeredAt } = send;
    const record = id === undefined ? undefined : actions.find(({ requestId }) => requestId === id);
    return {
      ...{ kind: 'answered', at: answeredAt ?? markedAt, ...answerWords(send, record) },
      ...(id === undefined ? {} : { openstackRequestId: id }),
      ...(record === undefined || record.userId === null ? {} : { userId: record.userId }),
    };
  });

const endEvents = ({ ending, server }: Entry): readonly TimeLineEvent[] => {
  if (ending === undefined) return [];
  const { what, because } = endingWords(ending);
  const at = 'failure' in ending ? ending.failure.failedAt : ending.endedAt;
  const seen = server === undefined ? '' : ` (seen: ${stateWords(server)})`;
  return [{ kind: 'ended', at, what, because: `${because}${seen}` }];
};
