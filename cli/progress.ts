import type { Trouble } from '../lib/power/fault.ts';
import type { End } from './end.ts';
import type { Named } from './named.ts';

/** The reports of a run while it goes on. */
export interface Progress {
  /** Nova took the stop. */
  accepted(server: Named, openstackRequestId: string | undefined): void;
  /** It will be looked at again. */
  waiting(server: Named, because: string, trouble: Trouble | undefined): void;
  ended(end: End): void;
  /** Something a person should know at once. */
  notice(text: string): void;
  /** Leaves the screen to what comes next. */
  close(): void;
}
