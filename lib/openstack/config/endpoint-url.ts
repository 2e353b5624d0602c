import { BlockList, isIP } from 'node:net';

// RFC 1122, 1918, 3927, 4193, 4291, 6598: addresses that mean another machine to everybody who uses them.
const PRIVATE = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  PRIVATE.addSubnet(net, prefix, 'ipv4');
}
for (const [net, prefix] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
] as const) {
  PRIVATE.addSubnet(net, prefix, 'ipv6');
}

const isPrivateLiteral = ({ hostname }: URL): boolean => {
  const host = hostname.replace(/^\[|\]$/g, '');
  const family = isIP(host);
  return family !== 0 && PRIVATE.check(host, family === 4 ? 'ipv4' : 'ipv6');
};

const DOT_SEGMENT = /(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/i;

type Checked = { readonly kind: 'url'; readonly url: URL } | { readonly kind: 'refused'; readonly because: string };

/**
 * Checks a base address: http or https, and nothing that sends a token elsewhere. Reasons never repeat the
 * address.
 */
export const checkUrl = (text: string): Checked => {
  const refuse = (because: string): Checked => ({ kind: 'refused', because });
  if (/[%$]\(/.test(text)) return refuse('has a placeholder that was not replaced');
  // URL would fix spaces, backslashes and dots silently.
  if (/[\s\\\p{Cc}]/u.test(text)) return refuse('contains a space, a backslash or a control character');
  const parsed = URL.parse(text);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) return refuse('is not an http or https URL');
  if (parsed.username !== '' || parsed.password !== '') return refuse('contains a user or password');
  if (/[?#]/.test(text)) return refuse('contains a query or a fragment');
  if (DOT_SEGMENT.test(text.replace(/^\w+:\/\//, ''))) return refuse('contains a dot segment');
  return { kind: 'url', url: parsed };
};

/**
 * Checks an address from the catalog, which the operator did not write: https unless `auth_url` is http, and
 * no literal private or link-local address unless `auth_url` is one.
 */
export const checkCatalogUrl = (text: string, authUrl: string): Checked => {
  const checked = checkUrl(text);
  if (checked.kind === 'refused') return checked;
  const auth = new URL(authUrl);
  if (checked.url.protocol === 'http:' && auth.protocol !== 'http:')
    return { kind: 'refused', because: 'is http, but auth_url is https' };
  if (isPrivateLiteral(checked.url) && !isPrivateLiteral(auth)) {
    return { kind: 'refused', because: 'is a literal private address: set compute_endpoint_override to allow it' };
  }
  return checked;
};
