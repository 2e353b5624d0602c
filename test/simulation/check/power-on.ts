import type { ActionRecord } from '../engine/record.ts';

// The table of lib/power/power-actions.ts, written down once more: the checkers do not ask the code that they check.
const LEAVES_IT_ON = [
  'start',
  'reboot',
  'rebuild',
  'unshelve',
  'resume',
  'rescue',
  'unrescue',
  'restore',
  'create',
  'resize',
  'confirmResize',
  'revertResize',
  'evacuate',
  'resetState',
];

/** Whether somebody wanted the server on with this. Ironic's report is nobody's wish, unless somebody was at the node. */
export const isPowerOn = ({ action, echo, atNode }: ActionRecord): boolean =>
  (!echo || atNode === true) && LEAVES_IT_ON.includes(action);
