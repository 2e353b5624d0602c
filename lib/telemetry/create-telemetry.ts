import type { CompleteLine, OutcomeLine, Telemetry } from '../power/ports/telemetry.ts';
import {
  alertFields,
  chosenFields,
  completeFields,
  listAgainFields,
  outcomeFields,
  requestedFields,
  sendingFields,
  sentFields,
} from './log-lines.ts';
import {
  createLog,
  createStopMetrics,
  type RequestResult,
  type Sink,
  type StopMetrics,
  stdoutSink,
} from './powertools.ts';

// A rehearsal is logged and never counted; an end that the ledger held already was counted then.
const countOutcome = (metrics: StopMetrics, { intent, outcome, endedAt, repeated }: OutcomeLine): void => {
  if (intent.dryRun || repeated) return;
  if (outcome.kind === 'look-again') metrics.lookAgain(outcome.trouble ?? 'none');
  if (outcome.kind === 'dead-lettered') metrics.deadLettered(outcome.reason);
  if (outcome.kind === 'superseded') metrics.count('Superseded');
  if (outcome.kind === 'stopped') {
    metrics.count('StopConfirmed');
    metrics.timeToOff(endedAt - intent.requestedAt);
  }
};

const resultOf = ({ failed, open }: CompleteLine): RequestResult => {
  if (open > 0) return 'open';
  return failed > 0 ? 'failed' : 'complete';
};

/** Logs and metrics of one function, as JSON lines: to standard output, or to the sink that is handed in. */
export const createTelemetry = ({ service, sink = stdoutSink() }: { service: string; sink?: Sink }): Telemetry => {
  const log = createLog(service, sink);
  const metrics = createStopMetrics(service, sink);
  return {
    requested: (line) => {
      log('info', 'requested', requestedFields(line));
      if (!line.dryRun && line.servers !== undefined) metrics.count('StopRequested', line.servers);
    },
    chosen: (line) => {
      log(line.verdict === 'chosen' ? 'info' : 'warn', 'chosen', chosenFields(line));
      if (line.verdict !== 'chosen' && !line.dryRun && !line.repeated) metrics.requestEnded(line.verdict);
    },
    listAgain: (line) => {
      log('info', 'list-again', listAgainFields(line));
      if (!line.dryRun) metrics.lookAgain(line.trouble);
    },
    sending: (line) => log('info', 'sending', sendingFields(line)),
    sent: (line) => {
      log('info', 'sent', sentFields(line));
      if (line.reply.kind === 'ok') metrics.count('StopAccepted');
    },
    outcome: (line) => {
      log(line.outcome.kind === 'dead-lettered' ? 'warn' : 'info', 'outcome', outcomeFields(line));
      countOutcome(metrics, line);
    },
    complete: (line) => {
      log('info', 'complete', completeFields(line));
      // One that chose nothing was counted with its verdict.
      if (!line.roll.dryRun && line.roll.verdict === 'chosen') metrics.requestComplete(resultOf(line));
    },
    malformed: ({ messageId, receiveCount, because }) => {
      log('warn', 'malformed', { messageId, receiveCount, because });
      metrics.deadLettered('malformed');
    },
    conflict: ({ requestId, serverId, because }) => log('warn', 'conflict', { requestId, serverId, because }),
    refused: ({ status, because }) => {
      log('warn', 'refused', { status, because });
      metrics.refused(status);
    },
    alert: (line) => {
      log('error', 'alert', alertFields(line));
      if (line.what === 'late-race') metrics.count('LateRace');
    },
    flush: () => metrics.flush(),
  };
};
