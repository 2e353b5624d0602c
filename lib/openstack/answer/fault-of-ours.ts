import type { Fault, Trouble } from '../../power/fault.ts';
import { oneLine } from '../../text.ts';

/** A fault that we found ourselves, not one that an answer named. */
export const ours = (kind: Fault['kind'], trouble: Trouble, message: string): { kind: 'fault'; fault: Fault } => ({
  kind: 'fault',
  fault: { kind, trouble, message: oneLine(message) },
});
