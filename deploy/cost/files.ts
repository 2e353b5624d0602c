import * as v from 'valibot';
import type { Counted } from './count/count.ts';

const number = v.number();
const counts = v.strictObject({
  servers: number,
  invocations: number,
  steps: number,
  queue: v.strictObject({
    sendMessageBatch: number,
    changeMessageVisibilityBatch: number,
    receiveMessage: number,
    deleteMessageBatch: number,
  }),
  table: v.strictObject({
    getItem: number,
    putItem: number,
    query: number,
    batchGetItem: number,
    readUnits: number,
    writeUnits: number,
    largestItemBytes: number,
  }),
  cloud: v.record(v.string(), number),
  log: v.strictObject({ lines: number, bytes: number }),
  metrics: number,
  secretReads: number,
  events: number,
  notices: number,
});
const countedSchema = v.strictObject({ message: counts, schedule: counts, selection: counts });

/** deploy/cost/counted.json. Throws when a count is missing. */
export const readCounted = (text: string): Counted => v.parse(countedSchema, JSON.parse(text));

const START = '<!-- npm run cost: begin -->';
const END = '<!-- npm run cost: end -->';

/** A page with its generated part between the two marks replaced. Throws when it has no marks. */
export const withGenerated = (page: string, generated: string): string => {
  const [before, rest] = page.split(START);
  const [, after] = rest?.split(END) ?? [];
  if (before === undefined || after === undefined) throw new Error(`the page has no ${START} and ${END}`);
  return `${before}${START}\n\n${generated}\n\n${END}${after}`;
};
