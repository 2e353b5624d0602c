import { jsonProblem } from '../message/json.ts';
import { parseJson } from '../text.ts';
import { type AcceptPorts, accept } from './accept.ts';
import { answerOf, type Ending, type HttpAnswer } from './ending.ts';
import { type HttpEvent, type ReadKeys, type SignedBody, verify } from './verify.ts';

/** What the webhook is made of. */
export interface WebhookPorts extends AcceptPorts {
  readonly keys: ReadKeys;
  /** Called once for every request, at its end. */
  report(ending: Ending): void;
}

/** What we read of Lambda's context. */
interface Invocation {
  getRemainingTimeInMillis(): number;
}

/**
 * The webhook: size, signature, content type, guarded JSON, request, receipt, intents, in this order
 * (docs/contract.md, "Answers of the webhook").
 */
export const createWebhook =
  (ports: WebhookPorts) =>
  async (event: HttpEvent, invocation: Invocation): Promise<HttpAnswer> => {
    const ending = await handle(event, invocation, ports);
    ports.report(ending);
    return answerOf(ending);
  };

const handle = async (event: HttpEvent, invocation: Invocation, ports: WebhookPorts): Promise<Ending> => {
  try {
    const verified = await verify(event, ports.keys, ports.clock);
    if (verified.kind !== 'verified') return verified;
    const parsed = parseBody(verified.signed, event.headers['content-type']);
    if (parsed.kind !== 'parsed') return parsed;
    return await beforeTimeout(accept({ ...verified.signed, body: parsed.body }, ports), invocation);
  } catch (thrown) {
    return { kind: 'bug', thrown };
  }
};

const JSON_TYPE = /^application\/(?:[a-z0-9.+-]+\+)?json\s*(?:;|$)/i;

const parseBody = (
  { text }: SignedBody,
  contentType = '',
): { readonly kind: 'parsed'; readonly body: unknown } | Ending => {
  if (!JSON_TYPE.test(contentType))
    return { kind: 'refused', status: 415, because: 'content-type: must be application/json' };
  const problem = jsonProblem(text);
  if (problem !== undefined) return { kind: 'refused', status: 400, because: problem };
  const body = parseJson(text);
  return body === undefined ? { kind: 'refused', status: 400, because: 'body: not JSON' } : { kind: 'parsed', body };
};

const RESERVE_MS = 250;

/** Answers while there is time to: a function that is killed leaves no line in the log. */
const beforeTimeout = async (accepted: Promise<Ending>, invocation: Invocation): Promise<Ending> => {
  let timer: NodeJS.Timeout | undefined;
  const early = new Promise<Ending>((resolve) => {
    const timeOut = () => resolve({ kind: 'unavailable', because: 'time ran out' });
    timer = setTimeout(timeOut, Math.max(0, invocation.getRemainingTimeInMillis() - RESERVE_MS));
  });
  try {
    return await Promise.race([accepted, early]);
  } finally {
    clearTimeout(timer);
  }
};
