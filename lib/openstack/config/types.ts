import type { Secret } from '../../secret.ts';

/** A Keystone domain, by id or by name. */
export type Domain = { readonly id: string } | { readonly name: string };

/** A Keystone user: an id is unique by itself, a name only inside its domain. */
export type User = { readonly id: string } | { readonly name: string; readonly domain: Domain };

/** A project; Open Telekom Cloud finds a name without its domain in the user's own. */
export type Project = { readonly id: string } | { readonly name: string; readonly domain?: Domain };

/** How to log in. An application credential has no scope of its own to ask for: it is bound to its project. */
export type Login =
  | { readonly method: 'password'; readonly user: User; readonly password: Secret; readonly project: Project }
  | { readonly method: 'token'; readonly token: Secret; readonly project: Project }
  | {
      readonly method: 'application-credential';
      readonly credential: { readonly id: string } | { readonly name: string; readonly user: User };
      readonly secret: Secret;
    };

/**
 * PEM texts, and whether the server's certificate is checked (only the configuration can say `verify:
 * false`).
 */
export interface Tls {
  readonly verify: boolean;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: Secret;
}

/** One cloud of the configuration, checked and complete. */
export interface CloudConfig {
  readonly name: string;
  /** Where it is written: the file, or both files where `secure` adds to it; `environment` or `secret`. */
  readonly source: string;
  /** Keystone's v3 root without a trailing slash: `https://host/v3`. */
  readonly authUrl: string;
  readonly login: Login;
  /** The region of compute. */
  readonly region?: string;
  readonly interface: 'public' | 'internal' | 'admin';
  /** `compute_service_type`: absent for `compute`. */
  readonly serviceType?: string;
  /** `compute_service_name`: absent for whichever comes first. */
  readonly serviceName?: string;
  /** `compute_endpoint_override`: used instead of the catalog's. */
  readonly computeUrl?: string;
  readonly tls: Tls;
  /** `lights_out_power_state: never`: this cloud shows no power state, and vm_state decides alone. */
  readonly powerNeverTold?: true;
  /** Everything above but the source as one text: it is equal for equal configurations, passwords included. */
  readonly identity: Secret;
}

/** A problem of the configuration: it names a file, a cloud and a field, and never shows a value. */
export interface ConfigProblem {
  /** The source of the cloud, or the file when the whole file is unusable. */
  readonly source: string;
  /** Absent: the source as a whole is unusable. */
  readonly cloud?: string;
  readonly message: string;
}

/** The clouds of a configuration that are complete, and every problem of the others. */
export interface CloudConfigs {
  readonly clouds: ReadonlyMap<string, CloudConfig>;
  readonly problems: readonly ConfigProblem[];
}
