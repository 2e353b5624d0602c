import { TROUBLES, type Trouble } from '../power/fault.ts';
import type { DeadLetterReason } from '../power/outcome.ts';
import type { ChosenLine, OutcomeLine, Telemetry } from '../power/ports/telemetry.ts';
import { windowStart } from '../power/replayed.ts';
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
import { createLog, createStopMetrics, type Sink, type StopMetrics, stdoutSink } from './powertools.ts';

// Waiting as planned, and what passes by itself, costs no metric.
const countLookAgain = (metrics: StopMetrics, trouble: Trouble | undefined): void => {
  const fixedBy = trouble === undefined ? 'nobody' : TROUBLES[trouble].fixedBy;
  if (fixedBy !== 'nobody') metrics.lookAgain(fixedBy);
};

// The power of the machine may not be what the ledger says: somebody has to look at it.
const IN_DOUBT: ReadonlySet<DeadLetterReason> = new Set(['stuck', 'unverified']);

const countDeadLetter = (metrics: StopMetrics, reason: DeadLetterReason): void => {
  metrics.count('StopDeadLettered');
  if (IN_DOUBT.has(reason)) metrics.count('MachineInDoubt');
};

// A rehearsal is logged and never counted; an end that the ledger held already was counted then.
const countOutcome = (metrics: StopMetrics, { intent, outcome, endedAt, repeated }: OutcomeLine): void => {
  if (intent.dryRun || repeated) return;
  if (outcome.kind === 'look-again') countLookAgain(metrics, outcome.trouble);
  if (outcome.kind === 'dead-lettered') countDeadLetter(metrics, outcome.reason);
  if (outcome.kind === 'superseded') metrics.count('Superseded');
  if (outcome.kind === 'stopped') {
    metrics.count('StopConfirmed');
    metrics.timeToOff(endedAt - windowStart(intent));
  }
};

// Such a request ends as one dead letter; `excepted` is planned.
const BURIED: ReadonlySet<ChosenLine['verdict']> = new Set(['too-many', 'expired', 'malformed']);

const countChosen = (metrics: StopMetrics, { verdict, dryRun, repeated }: ChosenLine): void => {
  if (dryRun || repeated) return;
  if (verdict === 'none-matched') metrics.count('NoneMatched');
  if (BURIED.has(verdict)) metrics.count('StopDeadLettered');
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
      countChosen(metrics, line);
    },
    listAgain: (line) => {
      log('info', 'list-again', listAgainFields(line));
      if (!line.dryRun) countLookAgain(metrics, line.trouble);
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
      if (!line.roll.dryRun && line.roll.verdict === 'chosen') metrics.count('RequestComplete');
    },
    malformed: ({ messageId, receiveCount, because }) => {
      log('warn', 'malformed', { messageId, receiveCount, because });
      metrics.count('StopDeadLettered');
    },
    conflict: ({ requestId, serverId, because }) => log('warn', 'conflict', { requestId, serverId, because }),
    refused: ({ status, because }) => log('warn', 'refused', { status, because }),
    alert: (line) => {
      log('error', 'alert', alertFields(line));
      if (line.what === 'late-race') metrics.count('MachineInDoubt');
    },
    flush: () => metrics.flush(),
  };
};
