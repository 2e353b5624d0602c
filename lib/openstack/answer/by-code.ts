import type { Fault } from '../../power/fault.ts';

/** The meaning of an answer for a stop: Table B (docs/nova.md, section 7). */
export interface Meaning {
  readonly kind: Fault['kind'];
  readonly trouble: Fault['trouble'];
  /** How long to wait when the answer itself does not say. */
  readonly retryAfterMs?: number;
}

// The meanings that a vendor's code and a plain status share.
export const NOT_FOUND: Meaning = { kind: 'refused', trouble: 'not-found' };
export const BAD_REQUEST: Meaning = { kind: 'refused', trouble: 'bad-request' };
export const ENDPOINT: Meaning = { kind: 'refused', trouble: 'endpoint' };
export const THROTTLED: Meaning = { kind: 'transient', trouble: 'throttled' };
export const PERHAPS: Meaning = { kind: 'ambiguous', trouble: 'server-error' };

const CONFLICT: Meaning = { kind: 'conflict', trouble: 'conflict' };
const FORBIDDEN: Meaning = { kind: 'refused', trouble: 'forbidden' };
const UNAUTHORIZED: Meaning = { kind: 'refused', trouble: 'unauthorized' };
const CONFIGURATION: Meaning = { kind: 'refused', trouble: 'configuration' };
const UNAVAILABLE: Meaning = { kind: 'transient', trouble: 'unavailable' };

const rows = (meaning: Meaning, codes: string): [string, Meaning][] => codes.split(' ').map((code) => [code, meaning]);

// docs/nova.md, section 8. Open Telekom Cloud warns that its HTTP status may be wrong, so the code comes
// first.
const MEANINGS: ReadonlyMap<string, Meaning> = new Map([
  // Already off, powering off, powering on, rebooting, wrong state.
  ...rows(CONFLICT, 'BMS.0039 BMS.0036 BMS.0035 BMS.0037 ECS.0100'),
  ...rows(NOT_FOUND, 'BMS.0040 ECS.0114 ECS.0614'),
  ...rows({ kind: 'refused', trouble: 'locked' }, 'ECS.0605'),
  // Role, rights, balance, suspended account, policy; the gateway's own refusals, by user, address or region.
  ...rows(FORBIDDEN, 'BMS.0004 BMS.0005 BMS.0032 BMS.0033 BMS.0213 BMS.0288'),
  ...rows(FORBIDDEN, 'ECS.0003 ECS.0004 ECS.0066 ECS.0067 ECS.0068 ECS.0069 ECS.0070 ECS.0071 ECS.0110 PDP.0001'),
  ...rows(FORBIDDEN, 'APIG.0302 APIG.0306 APIG.0310 APIG.0401 APIG.0402 APIG.0802'),
  ...rows(BAD_REQUEST, 'BMS.0001 BMS.0002 BMS.0018 BMS.0022 ECS.0005'),
  ...rows(UNAUTHORIZED, 'BMS.3011 COMMON.0013 APIG.0301 APIG.0305 APIG.0307'),
  // The token's project is not the URL's.
  ...rows(CONFIGURATION, 'COMMON.0018 ECS.0023'),
  // Not published there: wrong host or path.
  ...rows(ENDPOINT, 'APIG.0101 APIG.0103'),
  ...rows(THROTTLED, 'BMS.0212 COMMON.1503 APIG.0308 IAM.0012'),
  // "Other commands are running, try again in 1 minute."
  ...rows({ ...THROTTLED, retryAfterMs: 60_000 }, 'ECS.0603'),
  ...rows(UNAVAILABLE, 'APIG.0613'),
  // A timeout or an internal failure behind the API: the task may exist.
  ...rows(PERHAPS, 'BMS.0006 BMS.1006 BMS.1007 ECS.0000 ECS.0002 ECS.1002 COMMON.0001 COMMON.0025'),
]);

/**
 * The meaning of a vendor's code with any status; undefined for an unlisted code. `APIGW.` is Huawei's
 * `APIG.`.
 */
export const meaningOfCode = (code: string): Meaning | undefined =>
  MEANINGS.get(code.toUpperCase().replace('APIGW.', 'APIG.'));

/**
 * Whether a code is of the vendors' identity service, which speaks for Keystone at a login (docs/nova.md,
 * section 8).
 */
export const isIdentityCode = (code: string): boolean => /^IAM\./i.test(code);
