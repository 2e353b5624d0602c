import type { HttpAnswer } from './http.ts';

// oslo.middleware request_id.py: 'req-' and a UUID. Anything else never enters a path.
const REQUEST_ID = /^req-[0-9a-f-]{36}$/;

/** Whether a text is an OpenStack request id, and so may be part of a path. */
export const isRequestId = (text: string): boolean => REQUEST_ID.test(text);

/**
 * The id under which the service recorded the request: `X-Compute-Request-Id`, which Nova always sends, else
 * `X-Openstack-Request-Id`. Null when there is none of that form.
 */
export const requestIdOf = (answer: HttpAnswer): string | null => {
  const found = [answer.headers['x-compute-request-id'], answer.headers['x-openstack-request-id']].find(
    (id) => typeof id === 'string' && isRequestId(id),
  );
  return typeof found === 'string' ? found : null;
};
