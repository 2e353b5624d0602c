import type { WebhookKey } from './webhook/keys.ts';

/** How stops are timed: the part of the settings that policy reads. All in milliseconds. */
export interface Timing {
  /** `STOP_WINDOW`: the window of a request that names none. */
  readonly windowMs: number;
  /** `STOP_WINDOW_MAX`: the longest window. */
  readonly windowMaxMs: number;
  /** The queue's visibility timeout (`VISIBILITY_TIMEOUT`, written by the template): the shortest window. */
  readonly windowMinMs: number;
  /** `STOP_PATIENCE`: how long an accepted stop is followed. */
  readonly patienceMs: number;
  /** `STOP_QUARANTINE`: how long an unclear send blocks the next; longer than the longest life of a request. */
  readonly quarantineMs: number;
  /** `LOOK_AGAIN_MIN`, `LOOK_AGAIN_MAX`: redelivery delays. */
  readonly lookAgainMinMs: number;
  readonly lookAgainMaxMs: number;
}

/** What both functions need. */
export interface StopSettings {
  readonly queueUrl: string;
  readonly ledgerTable: string;
  /** The cloud of a request that names none. */
  readonly defaultCloud: string;
  /** `CLOUDS_SECRET_ID`: the secret that holds the clouds configuration; absent: files and `OS_*` variables do. */
  readonly cloudsSecretId?: string;
}

/** The queue worker's settings. */
export interface WorkerSettings extends StopSettings {
  readonly timing: Timing;
  readonly deadLetterQueueUrl: string;
  /** The stop queue's `maxReceiveCount`. */
  readonly maxReceives: number;
  /** `OS_ALLOW_ADMIN`: a token with an admin role may be used. */
  readonly allowAdmin: boolean;
}

/** Where the webhook's keys come from: read at the start (locally), or from a secret while running. */
export type WebhookKeySource =
  | { readonly kind: 'keys'; readonly keys: readonly WebhookKey[] }
  | { readonly kind: 'secret'; readonly secretId: string };

/** The webhook's settings. */
export interface WebhookSettings extends StopSettings {
  /** All of the timing that it is given. */
  readonly timing: Pick<Timing, 'windowMs' | 'windowMaxMs' | 'windowMinMs'>;
  readonly keys: WebhookKeySource;
}

/** Settings that cannot be used: every problem at once, one line each, naming the variable and never a value. */
export class SettingsError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`settings that cannot be used:\n${problems.join('\n')}`);
    this.name = 'SettingsError';
    this.problems = problems;
  }
}
