import { formatInstant, type Instant } from '../../lib/instant.ts';
import type { TakenLetter } from '../terminal/stack.ts';
import type { Forecast } from './forecast.ts';
import { type Letter, requestOf } from './letter.ts';
import { reasonWords } from './letter-words.ts';
import type { Names } from './names.ts';

const at = (instant: Instant | undefined): string | undefined =>
  instant === undefined ? undefined : formatInstant(instant);

/** The fields of a letter in `--json`; a field without a value is left out. */
export const letterJson = (letter: Letter, names: Names): Readonly<Record<string, unknown>> => {
  const { messageId, reason, because, failure, subject, sentAt } = letter;
  const request = requestOf(letter);
  const intent = subject.kind === 'server' ? subject.intent : undefined;
  return {
    messageId,
    reason,
    because,
    about: subject.kind,
    serverId: intent?.serverId,
    name: intent && names(intent.cloud, intent.serverId),
    servers:
      subject.kind === 'request' && subject.request.select === undefined ? subject.request.serverIds.length : undefined,
    cloud: request?.cloud,
    source: request?.source,
    requestId: request?.requestId,
    dryRun: request?.dryRun,
    requestedAt: at(request?.requestedAt),
    notAfter: at(request?.notAfter),
    sentAt: at(sentAt),
    failedAt: at(failure?.failedAt),
    attempts: failure?.attempts,
  };
};

/** The fields of `show --json`: those of the list, and everything else that is known of the letter. */
export const showJson = (
  letter: Letter,
  { would, because: wouldBecause, replays }: Forecast,
  taken: TakenLetter | undefined,
  names: Names,
): Readonly<Record<string, unknown>> => {
  const { failure, reason } = letter;
  const { means, toDo } = reasonWords(reason);
  return {
    ...letterJson(letter, names),
    firstAttemptAt: at(failure?.firstAttemptAt),
    http: failure?.http,
    code: failure?.code,
    openstackRequestId: failure?.openstackRequestId,
    server: failure?.server,
    counts: failure?.counts,
    ...{ means, toDo, would, wouldBecause, replays },
    ...{ body: taken?.body, attributes: taken?.attributes },
  };
};
