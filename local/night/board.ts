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
const OutcomeLine = v.object({
  message: v.literal('outcome'),
  timestamp: v.pipe(v.string(), v.transform(Date.parse)),
  serverId: v.string(),
  source: v.string(),
  outcome: v.string(),
  reason: v.nullable(v.string()),
  because: v.string(),
  repeated: v.boolean(),
});
export type Told = v.InferOutput<typeof OutcomeLine>;

/** Reads a line of a function's log; undefined for every line that is not an outcome. */
export const toldBy = (line: string): Told | undefined => {
  if (!line.includes('"outcome"')) return undefined;
  try {
    const parsed = v.safeParse(OutcomeLine, JSON.parse(line));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined; // Not JSON: a function may write anything.
  }
};

/** The rows of the night, and who wants to know when one moves. */
export interface Board {
  rows(): readonly Row[];
  tell(told: Told): void;
  onMove(listener: (row: Row, told: Told) => void): void;
  allEnded(): boolean;
  /** How many deliveries came after the end or met another one at work: they say nothing new of a server. */
  secondDeliveries(): number;
}

// What a delivery says that met another one of the same server: lib/power/decide/claim.ts and lib/power/step/step.ts.
const MET_ANOTHER = /^(another delivery is at work|the claim was not written)/;

/** Whether a line comes of a delivery beside or after the one that counts. */
const isSecondDelivery = ({ repeated, outcome, because }: Told): boolean =>
  repeated || (outcome === 'look-again' && MET_ANOTHER.test(because));

/** A board with a row for every server that is asked for. */
export const createBoard = (asked: readonly Pick<Row, 'serverId' | 'name' | 'is' | 'source'>[]): Board => {
  const rows = new Map<string, Row>(
    asked.map((row) => [row.serverId, { ...row, outcome: 'asked for', because: '', final: false }]),
  );
  let seconds = 0;
  const listeners: ((row: Row, told: Told) => void)[] = [];
  return {
    rows: () => [...rows.values()],
    onMove: (listener) => listeners.push(listener),
    allEnded: () => [...rows.values()].every(({ final }) => final),
    secondDeliveries: () => seconds,
    tell: (told) => {
      const row = rows.get(told.serverId);
      if (row === undefined) return;
      if (isSecondDelivery(told)) {
        seconds += 1;
        if (!told.repeated || row.final) return;
      }
      const final = told.outcome !== 'look-again';
      const outcome = told.reason === null ? told.outcome : `${told.outcome}: ${told.reason}`;
      if (row.final) return;
      const next: Row = { ...row, outcome, because: told.because, final, ...(final && { endedAt: told.timestamp }) };
      rows.set(told.serverId, next);
      for (const listener of listeners) listener(next, told);
    },
  };
};
