import type { Timing } from '../power/timing.ts';
import type { WebhookKeySource } from '../webhook/keys.ts';

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
