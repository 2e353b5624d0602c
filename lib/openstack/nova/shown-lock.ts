import { type Microversion, SHOWS_LOCK } from './microversion.ts';

// `owner` and `admin` are Nova's own words for who holds a lock (nova/objects/instance.py, locked_by).
const YES: ReadonlySet<string> = new Set(['true', 'yes', 'on', '1', 'locked', 'owner', 'admin']);
const NO: ReadonlySet<string> = new Set(['false', 'no', 'off', '0', 'unlocked']);

const readLock = (value: unknown): boolean | undefined => {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  const word = String(value).trim().toLowerCase();
  return YES.has(word) ? true : NO.has(word) ? false : undefined;
};

/**
 * What an answer says of a lock. One that is shown in any form is believed whatever the version, by its reason alone
 * too (2.73); that there is none only from the version that shows locks. Null when the answer does not show it.
 */
export const shownLock = (locked: unknown, reason: unknown, version: Microversion | null): boolean | null => {
  const said = readLock(locked) ?? (typeof reason === 'string' && reason.trim() !== '' ? true : undefined);
  if (said === true) return true;
  return said === false && version !== null && version >= SHOWS_LOCK ? false : null;
};
