import type { Fault } from '../lib/power/fault.ts';

// Node's codes in the words of a fault of the transport (lib/openstack/answer/transport-fault.ts). EAI_AGAIN is none of them: a resolver that
// does not answer passes by itself, and so do resets and timeouts.
const REASONS: readonly (readonly [code: RegExp, words: string])[] = [
  [/\bENOTFOUND\b/, 'there is no host of that name'],
  [/\bECONNREFUSED\b/, 'nothing listens at that address'],
  [/\b(EPROTO|ERR_(SSL|OSSL|TLS)_\w+)\b/, 'no TLS is spoken at that address, or not ours'],
  [/\bHPE_\w+\b/, 'no HTTP is spoken at that address'],
];

/** The problem of an address that only a person can fix: one is at the terminal, and it does not fix itself. */
export const addressReason = ({ trouble, message }: Fault): string | undefined => {
  if (trouble !== 'unreachable' && trouble !== 'unanswered') return undefined;
  const words = REASONS.find(([code]) => code.test(message))?.[1];
  // lib/openstack/answer/transport-fault.ts: then the address that is wrong is the proxy's.
  const isProxys = /\bthe proxy \S+ \(\w+\) was not reached\b/.test(message);
  return isProxys
    ? words?.replace('that address', "the proxy's address").replace('that name', "the proxy's name")
    : words;
};

/**
 * Whether every server's first look failed for one reason that only a person can fix: one is at the terminal, and a
 * wrong address does not fix itself. Until that is known nothing is worth a line.
 */
export interface FirstLooks {
  /** Notes a look and what it failed with, if it did. */
  looked(isFirst: boolean, fault: Fault | undefined): void;
  verdict(): { readonly kind: 'open' | 'goes-on' } | { readonly kind: 'wrong-address'; readonly because: string };
}

/** The first looks of a run at so many servers. */
export const firstLooks = (servers: number): FirstLooks => {
  let left = servers;
  // In the words of the first fault: the later ones may only repeat it.
  const said = new Map<string | undefined, string>();
  return {
    looked: (isFirst, fault) => {
      const reason = fault && addressReason(fault);
      if (isFirst) left -= 1;
      if ((isFirst || fault === undefined) && !said.has(reason)) said.set(reason, fault?.message ?? '');
    },
    verdict: () => {
      const [only, ...others] = said;
      if (only?.[0] === undefined || others.length > 0) return { kind: 'goes-on' };
      return left > 0 ? { kind: 'open' } : { kind: 'wrong-address', because: `${only[0]}: ${only[1]}` };
    },
  };
};
