import {
  BAD_REQUEST,
  ENDPOINT,
  isIdentityCode,
  type Meaning,
  meaningOfCode,
  NOT_FOUND,
  PERHAPS,
  THROTTLED,
} from './by-code.ts';
import type { ErrorBody } from './error-body.ts';

/** The kind of request: an answer to a stop means something else than an answer to a read or a login. */
export type Verb = 'read' | 'stop' | 'login';

const UNCLEAR: Meaning = { kind: 'ambiguous', trouble: 'unclear' };
// A refusal in an unknown form: fresh evidence decides, and a server that still runs then is not stopped
// again.
const PERHAPS_BAD: Meaning = { kind: 'ambiguous', trouble: 'bad-request' };

/** The meaning of a status and a body: first by the vendor's code, then by the status, then by who wrote it. */
export const meaningOf = (status: number, body: ErrorBody, verb: Verb): Meaning => {
  // Nova's root keys have no dot, so none of them is a vendor's code.
  const listed = body.code === undefined ? undefined : meaningOfCode(body.code);
  const meaning = status < 300 ? meaningOfSuccess(body, verb) : (listed ?? meaningOfStatus(status, body));
  const believed = status < 300 || listed !== undefined || body.from === 'nova' || body.from === 'keystone';
  if (verb === 'login') return meaningForLogin(status, body, meaning, believed);
  return believed ? meaning : withoutProof(meaning, body, verb);
};

// No proof of acceptance or refusal for a stop, and no evidence for a read (a portal page, an empty 200).
const meaningOfSuccess = (body: ErrorBody, verb: Verb): Meaning => {
  if (verb !== 'stop') return { kind: 'transient', trouble: 'unclear' };
  return body.from === 'vendor' || body.from === 'keystone'
    ? { kind: 'ambiguous', trouble: 'throttled', retryAfterMs: 60_000 }
    : UNCLEAR;
};

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
      // For a server Nova writes itemNotFound; for an unknown path `{"message", "code": "404 Not Found"}`.
      return body.code === 'itemNotFound' ? NOT_FOUND : ENDPOINT;
    case 405:
    case 406:
    case 407:
    case 415:
    case 431:
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
      return { kind: 'transient', trouble: 'unavailable' };
    default:
      return status < 500 ? PERHAPS_BAD : PERHAPS;
  }
};

// Only a service can say this about a server; a page cannot.
const OF_A_SERVICE: ReadonlySet<Meaning['trouble']> = new Set(['forbidden', 'conflict', 'bad-request']);

/**
 * The meaning of a page or of JSON in an unknown form: it proves nothing. A WAF that checks answers writes
 * its own after Nova has acted, and a proxy that repeats a request passes on the last answer. So a stop may
 * have arrived, and a read is repeated: at once, or, where only the address can be wrong, after a person may
 * have fixed it.
 */
const withoutProof = (meaning: Meaning, { from }: ErrorBody, verb: 'read' | 'stop'): Meaning => {
  // A code that is not listed is a vendor's all the same (docs/nova.md, section 7).
  if (verb === 'stop' && from === 'vendor' && meaning === PERHAPS_BAD) return meaning;
  const said: Meaning = OF_A_SERVICE.has(meaning.trouble) ? { ...meaning, trouble: 'unclear' } : meaning;
  if (verb === 'stop') return { ...said, kind: 'ambiguous' };
  const fixable = said.trouble === 'endpoint' && from !== 'vendor';
  return fixable || said.kind === 'ambiguous' ? said : { ...said, kind: 'transient' };
};

// A login changes nothing, so no fault of it is ambiguous. Keystone's refusal is final. A page's refusal is
// not, but it is not repeated at once: behind a proxy that hides Keystone's answers, five refused logins lock
// the account.
const meaningForLogin = (status: number, body: ErrorBody, meaning: Meaning, believed: boolean): Meaning => {
  if (meaning.trouble === 'throttled') return { ...meaning, kind: 'transient' };
  const keystones = believed || (body.code !== undefined && isIdentityCode(body.code));
  switch (status) {
    case 400:
      return { kind: 'refused', trouble: keystones ? 'configuration' : 'unclear' };
    case 401:
    case 403:
      return { kind: 'refused', trouble: keystones ? 'credentials' : 'unclear' };
    case 404:
      // Keystone answers 404 for an application credential that no longer exists; a page means a wrong
      // address.
      return body.from === 'keystone' ? { kind: 'refused', trouble: 'credentials' } : ENDPOINT;
    default:
      return meaning.kind === 'ambiguous' || meaning.kind === 'conflict' ? { ...meaning, kind: 'transient' } : meaning;
  }
};
