import type { HttpRequest, HttpResult } from '../../lib/openstack/http/http.ts';
import type { Answer, Asked } from '../answer.ts';
import type { CloudClock } from '../cloud-clock.ts';
import { httpTime } from '../wire-time.ts';

/** A client's request as the APIs read it. */
export const askedBy = ({ method, url, headers, body = '' }: HttpRequest): Asked => ({
  method,
  url,
  headers: { host: url.host, ...lowerCased(headers) },
  body,
});

/** An answer of the APIs as a client's transport hands it on, with a Date header by the cloud's clock. */
export const resultOf = ({ status, headers, body }: Answer, clock: Pick<CloudClock, 'now'>): HttpResult => {
  const date = httpTime(clock.now());
  const sent = Object.entries(lowerCased(headers)).map(([name, value]) => [name, String(value)]);
  return {
    kind: 'answer',
    status,
    headers: { ...Object.fromEntries(sent), date },
    body: status === 204 ? '' : body,
    dateAt: Date.parse(date),
  };
};

const lowerCased = <T>(headers: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
