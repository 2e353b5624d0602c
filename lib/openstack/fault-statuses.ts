import type { ErrorBody } from './error-body.ts';
import { isGatewayCode, meaningOfCode } from './fault-codes.ts';
import { BAD_REQUEST, ENDPOINT, type Meaning, NOT_FOUND, PERHAPS, THROTTLED } from './meaning.ts';

/** What was asked: an answer means another thing to a stop than to a read or a login. */
export type Verb = 'read' | 'stop' | 'login';

const UNCLEAR: Meaning = { kind: 'ambiguous', trouble: 'unclear' };
// A refusal in no form we know: fresh evidence decides, and what is still running then is not asked again.
const PERHAPS_BAD: Meaning = { kind: 'ambiguous', trouble: 'bad-request' };

/** What a status and a body mean: the vendor's code first, the status second. */
export const meaningOf = (status: number, body: ErrorBody, verb: Verb): Meaning => {
  const meaning =
    status < 300 ? meaningOfSuccess(body, verb) : (meaningOfVendor(body) ?? meaningOfStatus(status, body));
  return verb === 'login' ? meaningForLogin(status, body, meaning) : meaning;
};

// Neither proof of acceptance nor of refusal for a stop; for a read it is no evidence (a portal's page, an empty 200).
const meaningOfSuccess = (body: ErrorBody, verb: Verb): Meaning => {
  if (verb !== 'stop') return { kind: 'transient', trouble: 'unclear' };
  return body.from === 'vendor' || body.from === 'keystone'
    ? { kind: 'ambiguous', trouble: 'throttled', retryAfterMs: 60_000 }
    : UNCLEAR;
};

// Nova's root keys have no dot, so none of them is a vendor's code.
const meaningOfVendor = ({ code }: ErrorBody): Meaning | undefined =>
  code === undefined ? undefined : meaningOfCode(code);

const meaningOfStatus = (status: number, body: ErrorBody): Meaning => {
  if (status < 400) return ENDPOINT;
  switch (status) {
    case 400:
      return body.code === 'badRequest' ? BAD_REQUEST : PERHAPS_BAD;
    case 401:
      return { kind: 'refused', trouble: 'unauthorized' };
    case 403:
      return { kind: 'refused', trouble: 'forbidden' };
    case 404:
      return meaningOf404(body);
    case 405:
    case 406:
    case 407:
    case 415:
      return ENDPOINT;
    case 408:
      return { kind: 'ambiguous', trouble: 'unanswered' };
    case 409:
      return { kind: 'conflict', trouble: 'conflict' };
    case 413:
    case 429:
      return THROTTLED;
    case 501:
      return BAD_REQUEST;
    case 503:
      // Only a service of the table is believed to have refused; a proxy may say 503 after the backend has acted.
      return {
        kind: body.from === 'none' || body.from === 'other' ? 'ambiguous' : 'transient',
        trouble: 'unavailable',
      };
    default:
      return status < 500 ? PERHAPS_BAD : PERHAPS;
  }
};

// Nova says itemNotFound for a server; an unknown path has another shape (`{"message", "code": "404 Not Found"}`).
const meaningOf404 = (body: ErrorBody): Meaning => {
  if (body.code === 'itemNotFound') return NOT_FOUND;
  const vendorCode = body.from === 'vendor' ? body.code : undefined;
  return vendorCode !== undefined && !isGatewayCode(vendorCode) ? NOT_FOUND : ENDPOINT;
};

// A login changes nothing, so nothing about it is ambiguous; whom Keystone turns away, it turns away again.
const meaningForLogin = (status: number, body: ErrorBody, meaning: Meaning): Meaning => {
  if (status === 401 || status === 403) return { kind: 'refused', trouble: 'credentials' };
  if (status === 400) return { kind: 'refused', trouble: 'configuration' };
  // Keystone itself says 404 for an application credential that is not there (any more); a page says the address is wrong.
  if (status === 404) return body.from === 'keystone' ? { kind: 'refused', trouble: 'credentials' } : ENDPOINT;
  return meaning.kind === 'ambiguous' || meaning.kind === 'conflict' ? { ...meaning, kind: 'transient' } : meaning;
};
