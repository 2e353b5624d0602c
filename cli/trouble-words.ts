import type { Trouble } from '../lib/fault.ts';
import { blamesProxy } from '../lib/openstack/through-proxy.ts';
import { blamesAuthUrl } from '../lib/openstack/wrong-auth-url.ts';

// What the cloud's own words leave open; of every other trouble they say enough.
const IN_WORDS: Partial<Record<Trouble, string>> = {
  credentials: 'the cloud refuses the credentials',
  configuration: 'the configuration does not fit the cloud',
  endpoint: 'no compute API is where the configuration or the catalog leads',
};

/** A trouble that only a person can mend, in one line for them. */
export const troubleInWords = (trouble: Trouble, because: string): string => {
  // A login that leads nowhere says nothing about Nova's address, and a proxy's nothing about the cloud.
  const words = blamesAuthUrl(because) || blamesProxy(because) ? undefined : IN_WORDS[trouble];
  return words === undefined ? because : `${words}: ${because}`;
};
