import type { Instant } from '../../lib/instant.ts';
import type { MarkOrder } from './marks.ts';
import type { Caller } from './rules.ts';
import type { WorkingAct } from './work.ts';

/** What a caller wants done to a server. */
export type Order =
  | { readonly act: Exclude<WorkingAct, 'reboot'> }
  | { readonly act: 'stop' | 'unlock' }
  | { readonly act: 'reboot'; readonly hard: boolean }
  | { readonly act: 'lock'; readonly reason: string | null }
  | { readonly act: 'resetState'; readonly state: 'active' | 'error' }
  | MarkOrder;

/** An order with its server, its caller and its request, which may have arrived a while before it is carried out. */
export interface Ordered {
  readonly order: Order;
  readonly id: string;
  readonly caller: Caller;
  readonly requestId: string;
  readonly arrivedAt: Instant;
}
