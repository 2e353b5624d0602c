import { type Answer, jsonAnswer } from '../answer.ts';
import type { Act } from '../machines/rules.ts';

// nova/api/openstack/wsgi.py, Fault._fault_names.
const ROOT_KEYS: ReadonlyMap<number, string> = new Map([
  [400, 'badRequest'],
  [401, 'unauthorized'],
  [403, 'forbidden'],
  [404, 'itemNotFound'],
  [405, 'badMethod'],
  [409, 'conflictingRequest'],
  [413, 'overLimit'],
  [415, 'badMediaType'],
  [429, 'overLimit'],
  [501, 'notImplemented'],
  [503, 'serviceUnavailable'],
]);

/** Nova's error body, one root key by status: `{"conflictingRequest": {"code": 409, "message": "…"}}`. */
export const novaError = (status: number, message: string): Answer =>
  jsonAnswer(
    status,
    { [ROOT_KEYS.get(status) ?? 'computeFault']: { code: status, message } },
    { 'Content-Type': 'application/json; charset=UTF-8' },
  );

/** The status of an act that Nova has taken. */
export const acceptedStatus = (act: Act): number => {
  if (act === 'rescue' || act === 'update metadata' || act === 'update tags') return 200;
  if (act === 'update tag') return 201;
  return act.startsWith('delete') || act === 'confirm_resize' ? 204 : 202;
};

/** A 202 or 204: no body. */
export const novaAccepted = (act: Act): Answer => ({
  status: acceptedStatus(act),
  headers: { 'Content-Type': 'application/json' },
  body: '',
});

/** What the router says of a path or method it does not know: another body shape than every other error. */
export const noSuchPath = (): Answer =>
  jsonAnswer(404, {
    message: 'The resource could not be found.<br /><br />\n\n\n',
    code: '404 Not Found',
    title: 'Not Found',
  });

/** What the API gateway before a vendor's Nova says of a path that it does not know: its own code, no request id of Nova's. */
export const noSuchApi = (): Answer =>
  jsonAnswer(404, {
    error_msg: 'The API does not exist or has not been published in the environment',
    error_code: 'APIGW.0101',
    request_id: '6d9f3f0e4c6f4b0e9f6f6a7f0d2c1b3a',
  });

/** keystonemiddleware's refusal of a token; Keystone's body shape, not Nova's. */
export const tokenRefused = (authUrl: string): Answer =>
  jsonAnswer(
    401,
    {
      error: { code: 401, title: 'Unauthorized', message: 'The request you have made requires authentication.' },
    },
    { 'WWW-Authenticate': `Keystone uri="${authUrl}"` },
  );
