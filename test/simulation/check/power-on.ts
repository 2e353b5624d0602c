import type { ActionRecord } from '../engine/record.ts';

// RELIABILITY section 3, written down once more: the checkers do not ask the code that they check.
const LEAVES_IT_ON = [
  'start',
  'reboot',
  'rebuild',
  'unshelve',
  'resume',
  'unrescue',
  'restore',
  'create',
  'resize',
  'confirmResize',
  'revertResize',
  'evacuate',
  'resetState',
];

/** Whether somebody wanted the server on with this. Ironic's echo is nobody's wish. */
export const isPowerOn = ({ action, echo }: ActionRecord): boolean => !echo && LEAVES_IT_ON.includes(action);
