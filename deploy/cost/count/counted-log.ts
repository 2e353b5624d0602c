import * as v from 'valibot';
import type { Sink } from '../../../lib/telemetry/powertools.ts';

const lineSchema = v.looseObject({
  message: v.optional(v.string()),
  _aws: v.optional(
    v.object({
      CloudWatchMetrics: v.array(
        v.object({ Dimensions: v.array(v.array(v.string())), Metrics: v.array(v.object({ Name: v.string() })) }),
      ),
    }),
  ),
});

// CloudWatch Logs API reference, PutLogEvents: 26 bytes are added for each event.
const EVENT_BYTES = 26;

/** Takes the lines of the functions, and counts them and the metrics that CloudWatch makes of them. */
export const countedLog = () => {
  const messages: string[] = [];
  const metrics = new Set<string>();
  let bytes = 0;
  const sink: Sink = (text) => {
    const { message = '', _aws, ...fields } = v.parse(lineSchema, JSON.parse(text));
    messages.push(message);
    bytes += Buffer.byteLength(text) + EVENT_BYTES;
    for (const { Dimensions, Metrics } of _aws?.CloudWatchMetrics ?? [])
      for (const names of Dimensions)
        for (const { Name } of Metrics) metrics.add(JSON.stringify([Name, names.map((name) => [name, fields[name]])]));
  };
  return {
    sink,
    lines: (): number => messages.length,
    bytes: (): number => bytes,
    linesOf: (message: string): number => messages.filter((one) => one === message).length,
    metrics: (): number => metrics.size,
  };
};
