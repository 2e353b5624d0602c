import type { IncomingHttpHeaders } from 'node:http';

/** The minor number of a compute microversion: 51 is 2.51, where action events are shown to owners (and `locked` since 2.9). */
export type Microversion = number;

const WANTED: Microversion = 51;

/** From here on a server shows whether it is locked (Nova's rest_api_version_history, 2.9). */
export const SHOWS_LOCK: Microversion = 9;

/** Reads `2.51`; undefined when it is empty or no version of compute's. */
const parseMicroversion = (text: string | undefined): Microversion | undefined => {
  const minor = /^2\.(\d{1,4})$/.exec(text ?? '')?.[1];
  return minor === undefined ? undefined : Number(minor);
};

/** The version to ask for: 2.51, or what is offered instead; null where there are no microversions. */
export const chooseMicroversion = (least: string | undefined, most: string | undefined): Microversion | null => {
  const highest = parseMicroversion(most);
  if (highest === undefined) return null;
  return Math.max(Math.min(WANTED, highest), parseMicroversion(least) ?? 1);
};

/** Both headers: the newer name is read from 2.27 on, the older always (nova/api/openstack/wsgi.py). */
export const microversionHeaders = (version: Microversion | null): Readonly<Record<string, string>> =>
  version === null
    ? {}
    : { 'x-openstack-nova-api-version': `2.${version}`, 'openstack-api-version': `compute 2.${version}` };

/** The version that an answer says it was made with; null when it does not say, so that nothing newer than 2.1 is certain. */
export const echoedMicroversion = (headers: IncomingHttpHeaders): Microversion | null => {
  const newer = headers['openstack-api-version'];
  const older = headers['x-openstack-nova-api-version'];
  const text = typeof newer === 'string' ? newer.replace(/^compute /i, '') : older;
  return parseMicroversion(typeof text === 'string' ? text : undefined) ?? null;
};
