import { STATUS_CODES } from 'node:http';
import { isObject, parseJson } from '../../text.ts';

/** An error body, whichever service wrote it (docs/nova.md, section 9: none is certain to be JSON). */
export interface ErrorBody {
  /** Whose shape it is; `other` is JSON that no service of the table writes, `none` no JSON at all. */
  readonly from: 'nova' | 'keystone' | 'vendor' | 'other' | 'none';
  /**
   * The vendor's code (`BMS.0039`), Nova's root key (`conflictingRequest`) or its router's status (`404 Not
   * Found`).
   */
  readonly code?: string;
  readonly message?: string;
  /** Nova repeats `Retry-After` in the body (nova/api/openstack/wsgi.py, Fault). */
  readonly retryAfter?: string;
}

// `BMS.0039`, `Ecs.0605`, `APIGW.0301`, `Common.0018`: a name, a dot, digits.
const VENDOR_CODE = /^[A-Za-z]{2,12}\.\d{3,6}$/;
// nova/api/openstack/wsgi.py, Fault: one for each status it knows, `computeFault` for every other.
const NOVA_ROOTS: ReadonlySet<string> = new Set([
  'badRequest',
  'unauthorized',
  'forbidden',
  'itemNotFound',
  'badMethod',
  'conflictingRequest',
  'overLimit',
  'badMediaType',
  'notImplemented',
  'serviceUnavailable',
  'computeFault',
]);
// WebOb writes this for Nova's router: the status line as the code, and its words as the title.
const isStatusLine = (code: unknown, title: unknown): code is string =>
  typeof title === 'string' &&
  typeof code === 'string' &&
  code === `${code.slice(0, 3)} ${title}` &&
  STATUS_CODES[code.slice(0, 3)] === title;

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const errorBody = (from: ErrorBody['from'], code: unknown, message: unknown, retryAfter?: unknown): ErrorBody => {
  const [codeText, messageText] = [textOf(code), textOf(message)];
  return {
    from,
    ...(codeText === undefined ? {} : { code: codeText }),
    ...(messageText === undefined ? {} : { message: messageText }),
    ...(typeof retryAfter === 'string' || typeof retryAfter === 'number' ? { retryAfter: String(retryAfter) } : {}),
  };
};

const isVendorCode = (value: unknown): value is string => typeof value === 'string' && VENDOR_CODE.test(value);

// Its own code is a number, and it always has a title (keystone/server/flask/common.py; Huawei's IAM too).
const isKeystoneError = ({ code, title }: Readonly<Record<string, unknown>>): boolean =>
  typeof code === 'number' && typeof title === 'string';

const novaErrorOf = (json: Readonly<Record<string, unknown>>): ErrorBody | undefined => {
  const [root, ...more] = Object.entries(json);
  if (root === undefined || more.length > 0 || !NOVA_ROOTS.has(root[0])) return undefined;
  if (!isObject(root[1]) || !('code' in root[1])) return undefined;
  return errorBody('nova', root[0], root[1].message, root[1].retryAfter);
};

/** Reads the body of an answer that is not the one hoped for. */
export const errorBodyOf = (text: string): ErrorBody => {
  const json = parseJson(text);
  if (!isObject(json)) return { from: 'none' };
  // Gateways: {"error_code", "error_msg"}; a job query: {"code", "message"}.
  if (isVendorCode(json.error_code)) return errorBody('vendor', json.error_code, json.error_msg);
  if (isVendorCode(json.code)) return errorBody('vendor', json.code, json.message);
  if (isObject(json.error)) {
    const { code, message } = json.error;
    if (isVendorCode(code)) return errorBody('vendor', code, message);
    return errorBody(isKeystoneError(json.error) ? 'keystone' : 'other', undefined, message);
  }
  const { code, message, title } = json;
  if (isStatusLine(code, title)) return errorBody('nova', code, message);
  return novaErrorOf(json) ?? errorBody('other', undefined, message);
};
