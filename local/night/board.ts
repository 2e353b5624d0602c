import * as v from 'valibot';
import type { Instant } from '../../lib/instant.ts';

/** One server's story so far, as the functions' own log lines show it. */
export interface Row {
  readonly serverId: string;
  readonly name: string;
  readonly is: string;
  readonly source: string;
  readonly outcome: string;
  readonly because: string;
  readonly final: boolean;
  readonly endedAt?: Instant;
}

/** An outcome line of the worker (lib/power/ports/telemetry.ts), as far as the night reads it. */
const outcomeLine = v.object({
  message: v.literal('outcome'),
  timestamp: v.pipe(v.string(), v.transform(Date.parse)),
  serverId: v.string(),
  source: v.string(),
  outcome: v.string(),
  reason: v.nullable(v.string()),
  because: v.string(),
  repeated: v.boolean(),
});
export type OutcomeLine = v.InferOutput<typeof outcomeLine>;

/** Reads a line of a function's log; undefined for every line that is not an outcome. */
export const readOutcomeLine = (line: string): OutcomeLine | undefined => {
  if (!line.includes('"outcome"')) return undefined;
  try {
    const parsed = v.safeParse(outcomeLine, JSON.parse(line));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined; // Not JSON: a function may write anything.
  }
};

/** The rows of the night, and the listeners to their changes. */
export interface Board {
  rows(): readonly Row[];
  add(line: OutcomeLine): void;
  onChange(listener: (row: Row, line: OutcomeLine) => void): void;
  allEnded(): boolean;
  /** How many deliveries came after the end, or while another was at work: they add nothing about a server. */
  secondDeliveries(): number;
}

// What a delivery says that met another one of the same server: lib/power/decide/claim.ts and lib/power/step/step.ts.
const MET_ANOTHER = /^(another delivery is at work|the claim was not written)/;

/** Whether a line comes from a delivery beside or after the one that counts. */
const isSecondDelivery = ({ repeated, outcome, because }: OutcomeLine): boolean =>
  repeated || (outcome === 'look-again' && MET_ANOTHER.test(because));

/** A board with a row for every server that is asked for. */
export const createBoard = (asked: readonly Pick<Row, 'serverId' | 'name' | 'is' | 'source'>[]): Board => {
  const rows = new Map<string, Row>(
    asked.map((row) => [row.serverId, { ...row, outcome: 'asked for', because: '', final: false }]),
  );
  let seconds = 0;
  const listeners: ((row: Row, line: OutcomeLine) => void)[] = [];
  return {
    rows: () => [...rows.values()],
    onChange: (listener) => listeners.push(listener),
    allEnded: () => [...rows.values()].every(({ final }) => final),
    secondDeliveries: () => seconds,
    add: (line) => {
      const row = rows.get(line.serverId);
      if (row === undefined) return;
      if (isSecondDelivery(line)) {
        seconds += 1;
        if (!line.repeated || row.final) return;
      }
      const final = line.outcome !== 'look-again';
      const outcome = line.reason === null ? line.outcome : `${line.outcome}: ${line.reason}`;
      if (row.final) return;
      const next: Row = { ...row, outcome, because: line.because, final, ...(final && { endedAt: line.timestamp }) };
      rows.set(line.serverId, next);
      for (const listener of listeners) listener(next, line);
    },
  };
};
