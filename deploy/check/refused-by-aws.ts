import { FUNCTION_LINES } from './function-lines.ts';
import { LIMIT_LINES } from './limit-lines.ts';
import type { Line } from './line.ts';
import { QUEUE_LINES } from './queue-lines.ts';

/** The lines of the checklist that AWS itself would refuse a deployment for. It imports no more than they need: `npm start` waits for it. */
export const REFUSED_BY_AWS: readonly Line[] = [...LIMIT_LINES, ...QUEUE_LINES, ...FUNCTION_LINES].filter(
  (line) => line.refusedByAws === true,
);
