import { requestOf, type Seen, type Violation } from './seen.ts';

const LONGEST_MS = 120_000 + 900_000 + 360_000;
const CLOCK_MS = 3_000;
const DELAYS_MS = 2 * 900_000 + 4 * 360_000;

/** L9: each request ends once, and is reported when all of its servers have ended, or when no more can come. */
export const checkRequestsEnd = (seen: Seen): Violation[] => {
  const { all, ran, pinned, selected, history, healedAt } = seen;
  const found: Violation[] = [];
  const end = history.at(-1)?.at ?? 0;
  const say = (at: number, says: string): number => found.push({ invariant: 'L9', at, says });
  const requests = new Set([...selected.keys(), ...all['listed-request'].map(({ request }) => requestOf(request))]);
  const letters = lettersIn(seen);
  for (const request of requests) {
    const rolls = [...ran.rolls].filter(([, roll]) => requestOf(roll) === request);
    const mine = letters.filter(({ requestId }) => requestId === request.split('|')[1]);
    const isUnsplit = mine.some(({ because }) => because.includes('could not be split'));
    if (rolls.length === 0 && !isUnsplit && ran.plan.maxReceives >= 1_000) say(end, `${request} left no roll`);
    for (const [key, { verdict, report, part }] of rolls) {
      if (ran.plan.maxReceives < 1_000 || isUnsplit) continue;
      if (report?.state !== 'reported') say(end, `${request} (${verdict}) was not reported`);
      if (
        !all.pointer.some(
          (one) =>
            one.applied && one.key.includes(encodeURIComponent(request.split('|')[1] ?? '')) && one.key.endsWith(part),
        )
      )
        say(end, `${request} is not found by its day`);
      const wants = verdict === 'too-many' || verdict === 'expired' || verdict === 'malformed';
      if (wants && mine.length === 0) say(end, `${request} is ${verdict}, and no letter lies there`);
      if (!wants && mine.length > 0) say(end, `${request} is ${verdict}, and has a letter: ${mine[0]?.because}`);
      const lines = all.line.filter(({ name, intent }) => name === 'complete' && intent === `${request}|${part}`);
      if (lines.length === 0) say(end, `no line says what became of ${request}`);
      const reportedAt = all.roll.find(
        (one) => one.key === key && one.applied && one.roll.report?.state === 'reported',
      )?.at;
      if (lines.some(({ at }) => at > (reportedAt ?? end))) say(end, `${request} was reported again`);
      const roll = pinned.get(key)?.roll;
      if (roll === undefined) continue;
      const ids = new Set<string>(verdict === 'chosen' ? roll.ids : []);
      const puts = all.put.filter(
        ({ applied, entry }) => applied && requestOf(entry.intent) === request && ids.has(entry.intent.serverId),
      );
      for (const { at, text } of lines) {
        const open = Number(/(\d+) open$/.exec(text)?.[1]);
        const isEnded = (id: string): boolean => {
          const last = puts.findLast((put) => put.at <= at && put.entry.intent.serverId === id);
          return last?.entry.ending !== undefined && last.entry.ending.kind !== 'burying';
        };
        const ended = [...ids].filter(isEnded).length;
        if (ids.size - open > ended)
          say(at, `${request}: ${ids.size - open} are said to have ended, and ${ended} have`);
        if (open > 0 && at < roll.notAfter + LONGEST_MS - CLOCK_MS)
          say(at, `${request} was reported with ${open} open`);
      }
      if (all.redriven.length > 0) continue;
      const due = Math.max(healedAt, pinned.get(key)?.at ?? 0, ...puts.map(({ at }) => at)) + DELAYS_MS;
      if (reportedAt !== undefined && reportedAt > due)
        say(reportedAt, `${request} was reported ${reportedAt - due} ms late`);
    }
  }
  return found;
};

interface Letter {
  readonly requestId: string | undefined;
  readonly because: string;
}

/** The dead letters of whole requests. */
const lettersIn = ({ all }: Seen): readonly Letter[] =>
  all.message.flatMap(({ queue, moved, body }): readonly Letter[] => {
    if (queue !== 'dead' || moved || !body.startsWith('{"original"')) return [];
    const { original, failure } = JSON.parse(body) as {
      readonly original: string;
      readonly failure: { readonly because: string; readonly reason: string };
    };
    const found = /"requestId":"([^"]*)"/.exec(original)?.[1];
    const [, arn, time] = /"arn":"([^"]*)","scheduledTime":"([^"]*)"/.exec(original) ?? [];
    return [{ requestId: found ?? (arn === undefined ? undefined : `${arn}@${time}`), because: failure.because }];
  });
