import { headerValues } from '../http/header-values.ts';
import type { HttpAnswer } from '../http/http.ts';

// oslo.middleware request_id.py: 'req-' and a UUID. Anything else never enters a path.
const REQUEST_ID = /^req-[0-9a-f-]{36}$/;

/** Whether a text is an OpenStack request id, and so may be part of a path. */
export const isRequestId = (text: string): boolean => REQUEST_ID.test(text);

/**
 * The id under which the service recorded the request: `X-Compute-Request-Id`, which Nova always sends, else
 * `X-Openstack-Request-Id`. Null when there is none of that form, or when a header names several: a wrong one would name another
 * request's record.
 */
export const requestIdOf = (answer: HttpAnswer): string | null => {
  const named = ['x-compute-request-id', 'x-openstack-request-id'].map((name) =>
    headerValues(answer.headers, name).filter(isRequestId),
  );
  return named.find((ids) => ids.length === 1)?.[0] ?? null;
};
