import type { NightCounts } from '../../../deploy/cost/count/night.ts';

/** Counts of a request of ten servers, with round numbers. */
export const aCount = (changes: Partial<NightCounts> = {}): NightCounts => ({
  servers: 10,
  invocations: 40,
  steps: 50,
  queue: { sendMessageBatch: 10, changeMessageVisibilityBatch: 20, receiveMessage: 50, deleteMessageBatch: 20 },
  table: {
    getItem: 50,
    putItem: 100,
    query: 10,
    batchGetItem: 1,
    readUnits: 100,
    writeUnits: 200,
    largestItemBytes: 1000,
  },
  cloud: {},
  log: { lines: 100, bytes: 60_000 },
  metrics: 6,
  secretReads: 1,
  events: 0,
  notices: 0,
  ...changes,
});
