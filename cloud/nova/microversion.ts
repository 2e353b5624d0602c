import { type Answer, type Asked, headerOf } from '../answer.ts';
import { novaError } from './nova-answer.ts';

/** The second number of a microversion: 51 means 2.51. */
export type Minor = number;

/** The range of the Nova played here (26.2, Zed). */
export const MIN_MINOR: Minor = 1;
export const MAX_MINOR: Minor = 93;

export type AskedVersion =
  | { readonly kind: 'version'; readonly minor: Minor; readonly echo: Answer['headers'] }
  | { readonly kind: 'refused'; readonly answer: Answer; readonly echo: Answer['headers'] };

const FORM = /^([1-9]\d*)\.([1-9]\d*|0)$/;

/**
 * Reads `OpenStack-API-Version: compute 2.51`, else the older `X-OpenStack-Nova-API-Version: 2.51`, else the minimum
 * (microversion_parse, nova/api/openstack/wsgi.py). `echo` is what the answer says of it, a 406 too; a malformed one has none.
 */
export const askedVersion = (asked: Asked): AskedVersion => {
  const wanted = forCompute(asked) ?? headerOf(asked, 'x-openstack-nova-api-version') ?? `2.${MIN_MINOR}`;
  const text = wanted === 'latest' ? `2.${MAX_MINOR}` : wanted;
  const match = FORM.exec(text);
  if (match === null) {
    const message = `API Version String ${text} is of invalid format. Must be of format MajorNum.MinorNum.`;
    return { kind: 'refused', answer: novaError(400, message), echo: {} };
  }
  const echo = echoOf(text);
  const minor = Number(match[2]);
  if (match[1] !== '2' || minor < MIN_MINOR || minor > MAX_MINOR) {
    const range = `Minimum is 2.${MIN_MINOR} and maximum is 2.${MAX_MINOR}.`;
    return {
      kind: 'refused',
      answer: novaError(406, `Version ${text} is not supported by the API. ${range}`),
      echo,
    };
  }
  return { kind: 'version', minor, echo };
};

/** The header may list several services: `baremetal 1.2, compute 2.9`. */
const forCompute = (asked: Asked): string | undefined => {
  for (const part of (headerOf(asked, 'openstack-api-version') ?? '').split(',')) {
    const [service, version] = part.trim().split(/\s+/);
    if (service?.toLowerCase() === 'compute' && version !== undefined) return version;
  }
  return undefined;
};

const echoOf = (version: string): Answer['headers'] => ({
  'OpenStack-API-Version': `compute ${version}`,
  'X-OpenStack-Nova-API-Version': version,
  Vary: ['OpenStack-API-Version', 'X-OpenStack-Nova-API-Version'],
});
