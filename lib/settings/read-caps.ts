import { SERVERS_MAX } from '../message/select-body.ts';
import type { Caps } from '../power/choose/choose.ts';
import type { AtMost } from '../power/choose/select.ts';
import type { EnvironmentReader } from './environment.ts';

/** The caps when nobody sets them. */
const DEFAULT_CAPS: Caps = { selectAtMost: 50, atMostPerRequest: SERVERS_MAX };

/** What is wrong with a text that is no cap of the whole request, or of a selection. */
const NO_CAP = `not a whole number from 1 to ${SERVERS_MAX}`;
const NO_AT_MOST = `${NO_CAP}, or a share from 1% to 100%`;

/** Reads a number of servers from 1 to 1,000; undefined for any other text. */
const parseCap = (text: string): number | undefined =>
  /^[1-9]\d{0,3}$/.test(text) && Number(text) <= SERVERS_MAX ? Number(text) : undefined;

/** Reads the same, or a share such as `25%`. */
const parseAtMost = (text: string): AtMost | undefined =>
  /^(?:[1-9]\d?|100)%$/.test(text) ? `${Number(text.slice(0, -1))}%` : parseCap(text);

const readBy = <T>(
  reader: EnvironmentReader,
  name: string,
  parse: (text: string) => T | undefined,
  fallback: T,
  problem: string,
): T => {
  const text = reader.optional(name);
  const value = text === undefined ? fallback : parse(text);
  if (value === undefined) reader.problem(name, problem);
  return value ?? fallback;
};

/** Reads the cap that holds for every request. */
export const readAtMostPerRequest = (reader: EnvironmentReader): number =>
  readBy(reader, 'STOP_AT_MOST_PER_REQUEST', parseCap, DEFAULT_CAPS.atMostPerRequest, NO_CAP);

/** Reads both caps. */
export const readCaps = (reader: EnvironmentReader): Caps => ({
  selectAtMost: readBy(reader, 'SELECT_AT_MOST', parseAtMost, DEFAULT_CAPS.selectAtMost, NO_AT_MOST),
  atMostPerRequest: readAtMostPerRequest(reader),
});
