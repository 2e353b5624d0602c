import type { Instant } from '../lib/instant.ts';

/** Nova's `2026-11-23T19:00:02.083799`: microseconds, no zone (UTC). An instant's fraction of a millisecond is kept. */
export const microTime = (at: Instant): string => {
  const wholeMs = Math.floor(at);
  const micros = Math.floor((at - wholeMs) * 1000 + 0.0005);
  return `${new Date(wholeMs).toISOString().slice(0, -1)}${String(micros).padStart(3, '0')}`;
};

/** The whole second that an instant is in. */
export const wholeSecond = (at: Instant): Instant => Math.floor(at / 1000) * 1000;

/** Nova's `updated` and `created`: whole seconds with a Z. */
export const secondTime = (at: Instant): string => `${new Date(Math.floor(at)).toISOString().slice(0, 19)}Z`;

/** Keystone's `2026-11-23T19:59:56.000000Z`: it cuts its times to the second (fernet tokens hold whole seconds). */
export const keystoneTime = (at: Instant): string => `${new Date(Math.floor(at)).toISOString().slice(0, 19)}.000000Z`;

/** Python's isoformat, `2026-11-23T20:56:13`: no zone, and a fraction only if there is one. */
export const isoformat = (at: Instant): string => microTime(at).replace(/\.000000$/, '');

/** The value of a Date header. */
export const httpTime = (at: Instant): string => new Date(Math.floor(at)).toUTCString();
