/** The calls that faults can be aimed at; `serverAction` means os-stop too, `any` the login too. */
export type FaultVerb =
  | 'login'
  | 'showServer'
  | 'listServers'
  | 'serverAction'
  | 'stopServer'
  | 'listActions'
  | 'showAction'
  | 'other'
  | 'any';

/** What befalls a call. `before` and `after` are meant with regard to Nova (or Keystone) acting on it. */
export type CloudFault =
  | { readonly kind: 'drop'; readonly when: 'before' | 'after' }
  /** `within`: Nova has it and ponders, so that what comes later is done, and on record, before it. */
  | { readonly kind: 'delay'; readonly when: 'before' | 'within' | 'after'; readonly ms: number }
  /** Answers in place of Nova, which does not see the call (`before`) or has done it (`after`: a proxy's 502). */
  | {
      readonly kind: 'answer';
      readonly when: 'before' | 'after';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  /** Reads only: the answer of a replica that lags by that much. */
  | { readonly kind: 'stale'; readonly behindMs: number };

export interface FaultAim {
  /** How many calls it befalls; 1 when left out. */
  readonly times?: number;
  /** Only calls about this server. */
  readonly serverId?: string;
}

/** Faults to come. Those added first strike first; a call meets one at most. */
export interface Faults {
  next(verb: FaultVerb, fault: CloudFault, aim?: FaultAim): void;
  /** Forgets those that have not struck. */
  clear(): void;
}

/** The side that is struck. */
export interface FaultList extends Faults {
  /** The fault for this call, if one waits for it. */
  take(verb: Exclude<FaultVerb, 'any'>, serverId: string | null): CloudFault | undefined;
}

/** Faults in memory. */
export const faultList = (): FaultList => {
  let waiting: {
    readonly verb: FaultVerb;
    readonly fault: CloudFault;
    left: number;
    readonly serverId: string | null;
  }[] = [];
  return {
    next: (verb, fault, { times = 1, serverId = null } = {}) => {
      waiting.push({ verb, fault, left: times, serverId });
    },
    clear: () => {
      waiting = [];
    },
    take: (verb, serverId) => {
      const struck = waiting.find(
        (one) =>
          (one.verb === 'any' || one.verb === verb || (one.verb === 'serverAction' && verb === 'stopServer')) &&
          (one.serverId === null || one.serverId === serverId),
      );
      if (struck === undefined) return undefined;
      struck.left -= 1;
      if (struck.left <= 0) waiting = waiting.filter((one) => one !== struck);
      return struck.fault;
    },
  };
};
