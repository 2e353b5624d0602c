/** What an error body says, whoever wrote it (DOMAIN 8.1: six shapes, none guaranteed to be JSON). */
export interface ErrorBody {
  /** Whose shape it is; `other` is JSON that no service of the table writes, `none` no JSON at all. */
  readonly from: 'nova' | 'keystone' | 'vendor' | 'other' | 'none';
  /** The vendor's code (`BMS.0039`) or Nova's root key (`conflictingRequest`). */
  readonly code?: string;
  readonly message?: string;
  /** Nova repeats `Retry-After` in the body (nova/api/openstack/wsgi.py, Fault). */
  readonly retryAfter?: string;
}

// `BMS.0039`, `Ecs.0605`, `APIGW.0301`, `Common.0018`: a name, a dot, digits.
const VENDOR_CODE = /^[A-Za-z]{2,12}\.\d{3,6}$/;
const ROOT_KEY = /^[A-Za-z]{1,40}$/;

/** Parses JSON; undefined when it is none. The parser's own message would quote the text, so it is not kept. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** A JSON object, as opposed to a list, a text or null. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const body = (from: ErrorBody['from'], code: unknown, message: unknown, retryAfter?: unknown): ErrorBody => {
  const [codeText, messageText] = [textOf(code), textOf(message)];
  return {
    from,
    ...(codeText === undefined ? {} : { code: codeText }),
    ...(messageText === undefined ? {} : { message: messageText }),
    ...(typeof retryAfter === 'string' || typeof retryAfter === 'number' ? { retryAfter: String(retryAfter) } : {}),
  };
};

const isVendorCode = (value: unknown): value is string => typeof value === 'string' && VENDOR_CODE.test(value);

/** Reads the body of an answer that is not the one hoped for. */
export const errorBodyOf = (text: string): ErrorBody => {
  const json = parseJson(text);
  if (!isObject(json)) return { from: 'none' };
  // Gateways: {"error_code", "error_msg"}; a job query: {"code", "message"}.
  if (isVendorCode(json.error_code)) return body('vendor', json.error_code, json.error_msg);
  if (isVendorCode(json.code)) return body('vendor', json.code, json.message);
  if (isObject(json.error)) {
    const { code, message } = json.error;
    return isVendorCode(code) ? body('vendor', code, message) : body('keystone', undefined, message);
  }
  const [root, ...more] = Object.entries(json);
  if (root !== undefined && more.length === 0 && ROOT_KEY.test(root[0]) && isObject(root[1]) && 'code' in root[1]) {
    const { message, retryAfter } = root[1];
    return body('nova', root[0], message, retryAfter);
  }
  return body('other', undefined, json.message);
};
