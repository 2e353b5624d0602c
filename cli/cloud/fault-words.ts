import { blamesProxy } from '../../lib/openstack/answer/transport-fault.ts';
import { blamesAuthUrl } from '../../lib/openstack/keystone/login.ts';
import { type Fault, fixDelayMs, type Trouble } from '../../lib/power/fault.ts';

// What the cloud's own words leave open; of every other trouble they say enough.
const TROUBLE_WORDS: Partial<Record<Trouble, string>> = {
  credentials: 'the cloud refuses the credentials',
  configuration: 'the configuration does not match the cloud',
  endpoint: 'there is no compute API at the address of the configuration or the catalog',
};

/** A trouble that only a person can fix, in one line for them. */
export const troubleInWords = (trouble: Trouble, because: string): string => {
  // A login that leads nowhere says nothing about Nova's address, and a proxy's nothing about the cloud.
  const words = blamesAuthUrl(because) || blamesProxy(because) ? undefined : TROUBLE_WORDS[trouble];
  return words === undefined ? because : `${words}: ${because}`;
};

// Node's codes in the words of a fault of the transport (lib/openstack/answer/transport-fault.ts). EAI_AGAIN is none of
// them: a resolver that does not answer passes by itself, and so do resets and timeouts.
const ADDRESS_WORDS: readonly (readonly [code: RegExp, words: string])[] = [
  [/\bENOTFOUND\b/, 'there is no host with that name'],
  [/\bECONNREFUSED\b/, 'nothing listens at that address'],
  [/\b(EPROTO|ERR_(SSL|OSSL|TLS)_\w+)\b/, 'that address does not speak TLS, or no version that we accept'],
  [/\bHPE_\w+\b/, 'that address does not speak HTTP'],
];

/** The problem of an address that only a person can fix: one is at the terminal, and it does not fix itself. */
export const addressReason = ({ trouble, message }: Fault): string | undefined => {
  if (trouble !== 'unreachable' && trouble !== 'unanswered') return undefined;
  const words = ADDRESS_WORDS.find(([code]) => code.test(message))?.[1];
  // lib/openstack/answer/transport-fault.ts: then the address that is wrong is the proxy's.
  const isProxys = /\bthe proxy \S+ \(\w+\) was not reached\b/.test(message);
  return isProxys
    ? words?.replace('that address', "the proxy's address").replace('that name', "the proxy's name")
    : words;
};

/** Whether only a person can fix the trouble of a call, and it is worth no further try while they watch. */
export const isForPerson = (fault: Fault): boolean =>
  fixDelayMs(fault.trouble) !== undefined || addressReason(fault) !== undefined;

/** A fault in one line for the person at the terminal. */
export const faultInWords = (fault: Fault): string => {
  const reason = addressReason(fault);
  return reason === undefined ? troubleInWords(fault.trouble, fault.message) : `${reason}: ${fault.message}`;
};
