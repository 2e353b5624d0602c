import type { Meaning } from '../../../lib/openstack/answer/by-code.ts';

/** A meaning as docs/nova.md writes it: `` `transient/throttled`, 60 s``. */
export const inWords = ({ kind, trouble, retryAfterMs }: Meaning): string =>
  `\`${kind}/${trouble}\`${retryAfterMs === undefined ? '' : `, ${retryAfterMs / 1000} s`}`;
