import { type Instant, parseInstant } from '../instant.ts';

/** Reads a time of Nova's or Keystone's: RFC 3339, or the zone-less form that both have too, which is UTC. Undefined when it is none. */
export const parseNovaTime = (text: string): Instant | undefined =>
  parseInstant(/(?:Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}Z`);
