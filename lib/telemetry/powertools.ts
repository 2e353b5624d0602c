import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { ABSENT, type LogValue, logFields } from './log-lines.ts';

/** Takes one finished line of output, without its line end. */
export type Sink = (line: string) => void;

// Whoever read along has gone: a line that is lost is no reason to end.
const goOn = (): void => {};

/** Where Lambda collects lines. A closed pipe emits an event, which would end the process if nobody listened. */
export const stdoutSink = (): Sink => {
  const { stdout } = process;
  if (!stdout.listeners('error').includes(goOn)) stdout.on('error', goOn);
  return (line) => {
    stdout.write(`${line}\n`);
  };
};

/**
 * Makes a Powertools logger or metrics object write to the sink. It takes no stream: the console it makes for itself is the
 * only seam (setConsole in its Logger.js and Metrics.js).
 */
const intoSink = <Tool extends object>(tool: Tool, sink: Sink): Tool => {
  Reflect.set(tool, 'console', { debug: sink, info: sink, log: sink, warn: sink, error: sink });
  return tool;
};

/** Writes one log line of a service at a time, as JSON. */
export const createLog = (service: string, sink: Sink) => {
  const logger = intoSink(
    new Logger({
      serviceName: service,
      logLevel: 'INFO',
      jsonReplacerFn: (_key, value) => (value === ABSENT ? null : value),
    }),
    sink,
  );
  return (level: 'info' | 'warn' | 'error', message: string, fields: Readonly<Record<string, LogValue>>): void =>
    logger[level](message, logFields(fields));
};

/** Counters without a dimension of their own. */
export type Counter =
  | 'StopRequested'
  | 'StopAccepted'
  | 'StopConfirmed'
  | 'Superseded'
  | 'StopDeadLettered'
  | 'MachineInDoubt'
  | 'NoneMatched'
  | 'RequestComplete';

/** Who can fix what keeps servers waiting. */
export const FIXERS = ['operator', 'cloud'] as const;
export type Fixer = (typeof FIXERS)[number];

/** The figures of a service, kept until `flush` writes them in CloudWatch's embedded metric format. */
export interface StopMetrics {
  count(name: Counter, by?: number): void;
  lookAgain(fixedBy: Fixer): void;
  /** From `requestedAt`, or from the replay, to the proof that the server is off. */
  timeToOff(ms: number): void;
  flush(): void;
}

/** The namespace that the template's alarms name. */
export const NAMESPACE = 'LightsOut';

/** Figures of one service; every one carries the dimension `service`. */
export const createStopMetrics = (service: string, sink: Sink): StopMetrics => {
  // One set of dimensions applies to a whole line of the format, so every set has its own collector.
  const collectors = new Map<string, Metrics>();
  const collector = (dimensions: Readonly<Record<string, string>> = {}): Metrics => {
    const key = JSON.stringify(dimensions);
    const metrics =
      collectors.get(key) ??
      intoSink(new Metrics({ namespace: NAMESPACE, serviceName: service, defaultDimensions: dimensions }), sink);
    collectors.set(key, metrics);
    return metrics;
  };
  return {
    count: (name, by = 1) => {
      collector().addMetric(name, MetricUnit.Count, by);
    },
    lookAgain: (fixedBy) => {
      collector({ fixedBy }).addMetric('LookAgain', MetricUnit.Count, 1);
    },
    timeToOff: (ms) => {
      collector().addMetric('TimeToOff', MetricUnit.Milliseconds, ms);
    },
    flush: () => {
      for (const metrics of collectors.values()) if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    },
  };
};
