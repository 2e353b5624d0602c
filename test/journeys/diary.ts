import * as v from 'valibot';

/** What the functions said of one step. */
const OutcomeLine = v.object({
  message: v.literal('outcome'),
  requestId: v.string(),
  serverId: v.string(),
  outcome: v.string(),
  reason: v.nullable(v.string()),
  because: v.string(),
  trouble: v.nullable(v.string()),
  repeated: v.boolean(),
});
export type Told = v.InferOutput<typeof OutcomeLine>;

/** Everything the functions wrote, and what of it are outcomes. */
export interface Diary {
  readonly lines: readonly string[];
  note(line: string): void;
  of(requestId: string, serverId: string): readonly Told[];
  /** The final outcomes of a server, whoever asked. */
  endsOf(serverId: string): readonly Told[];
}

const readOutcomeLine = (line: string): Told | undefined => {
  if (!line.includes('"outcome"')) return undefined;
  const parsed = v.safeParse(OutcomeLine, JSON.parse(line));
  return parsed.success ? parsed.output : undefined;
};

export const openDiary = (): Diary => {
  const lines: string[] = [];
  const told: Told[] = [];
  return {
    lines,
    note: (line) => {
      lines.push(line);
      const outcome = readOutcomeLine(line);
      if (outcome !== undefined) told.push(outcome);
    },
    endsOf: (serverId) => told.filter((one) => one.serverId === serverId && isFinal(one)),
    of: (requestId, serverId) => told.filter((one) => one.requestId === requestId && one.serverId === serverId),
  };
};

/** Whether nothing more comes of it. */
export const isFinal = ({ outcome }: Told): boolean => outcome !== 'look-again';

/** `stopped`, or `dead-lettered: stuck`. */
export const endOf = ({ outcome, reason }: Told): string => (reason === null ? outcome : `${outcome}: ${reason}`);
