import type { IncomingHttpHeaders } from 'node:http';
import { headerValues } from '../http/http.ts';

/**
 * The minor number of a compute microversion: 51 is 2.51, which shows action events to owners (and `locked`
 * since 2.9).
 */
export type Microversion = number;

/** The version of all requests but a look at a server and a list of actions. */
export const WANTED: Microversion = 51;

/** From here on a server shows whether it is locked (Nova's rest_api_version_history, 2.9). */
export const SHOWS_LOCK: Microversion = 9;

/** From here on a locked server shows why it is locked, where somebody gave a reason (2.73). */
export const SHOWS_LOCK_REASON: Microversion = 73;

/** From here on a list of actions comes in pages, by `limit` and `marker` (2.58). */
export const PAGES_ACTIONS: Microversion = 58;

/** From here on a list shows the flavor's name and extra specs (2.47): the least that a selector is judged by. */
export const SHOWS_FLAVOR: Microversion = 47;

/** From here on a list shows the servers of a cell that is down, as UNKNOWN (2.69). */
export const SHOWS_DOWN_CELLS: Microversion = 69;

/** The versions that a cloud offers. */
export interface VersionRange {
  readonly least: Microversion;
  readonly most: Microversion;
}

/** Reads `2.51`; undefined when it is empty or no version of compute's. */
const parseMicroversion = (text: string | undefined): Microversion | undefined => {
  const minor = /^2\.(\d{1,4})$/.exec(text ?? '')?.[1];
  return minor === undefined ? undefined : Number(minor);
};

/** Reads what a version document offers; null where there are no microversions. */
export const versionRange = (least: string | undefined, most: string | undefined): VersionRange | null => {
  const highest = parseMicroversion(most);
  return highest === undefined ? null : { least: parseMicroversion(least) ?? 1, most: highest };
};

/** The wanted version, or the nearest that is offered; null where there are none. */
export const nearestVersion = (wanted: Microversion, offered: VersionRange | null): Microversion | null =>
  offered === null ? null : Math.max(Math.min(wanted, offered.most), offered.least);

/** Whether a cloud offers exactly that version. */
export const isOffered = (version: Microversion, offered: VersionRange | null): boolean =>
  offered !== null && offered.least <= version && version <= offered.most;

/** Both headers: the newer name is read from 2.27 on, the older always (nova/api/openstack/wsgi.py). */
export const microversionHeaders = (version: Microversion | null): Readonly<Record<string, string>> =>
  version === null
    ? {}
    : { 'x-openstack-nova-api-version': `2.${version}`, 'openstack-api-version': `compute 2.${version}` };

/**
 * The version that an answer names, in the newer header (which may list several services) or the older. Null
 * when it names none, so that nothing newer than 2.1 is certain; the lowest of several.
 */
export const echoedMicroversion = (headers: IncomingHttpHeaders): Microversion | null => {
  const newer = headerValues(headers, 'openstack-api-version').map((value) => value.replace(/^compute\s+/i, ''));
  return lowestOf(newer) ?? lowestOf(headerValues(headers, 'x-openstack-nova-api-version')) ?? null;
};

const lowestOf = (texts: readonly string[]): Microversion | undefined => {
  const versions = texts.map(parseMicroversion).filter((version) => version !== undefined);
  return versions.length === 0 ? undefined : Math.min(...versions);
};
