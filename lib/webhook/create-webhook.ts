import middy, { type Request } from '@middy/core';
import jsonBody from '@middy/http-json-body-parser';
import type { Context } from 'aws-lambda';
import { jsonProblem } from '../message/json.ts';
import { type AcceptPorts, accept } from './accept.ts';
import { answerOf, type Ending, type HttpAnswer } from './ending.ts';
import type { HttpEvent } from './signed.ts';
import { checkSigned, type ReadKeys, type Signed } from './signed.ts';

/** What the webhook is made of. */
export interface WebhookPorts extends AcceptPorts {
  readonly keys: ReadKeys;
  /** Called once for every request, at its end. */
  report(ending: Ending): void;
}

/** An event on its way: the signature's proof beside it, its body text first and what the text says later. */
interface Passing {
  headers: HttpEvent['headers'];
  body?: unknown;
  isBase64Encoded: boolean;
  requestContext: NonNullable<HttpEvent['requestContext']>;
  signed?: Signed;
}

type Step = Request<Passing, Ending>;

// As @middy/http-json-body-parser has it; asked here, since the guard has to run between type and parser.
const JSON_TYPE = /^application\/(?:[a-z0-9.+-]+\+)?json\s*(?:;|$)/i;

const signed = ({ keys, clock }: WebhookPorts) => ({
  before: async ({ event }: Step): Promise<Ending | undefined> => {
    const checked = await checkSigned(event, keys, clock);
    if (checked.kind !== 'signed') return checked;
    // What is parsed is what was signed, whatever the encoding on the way here.
    Object.assign(event, { signed: checked.signed, body: checked.signed.text, isBase64Encoded: false });
    return undefined;
  },
});

const guarded = () => ({
  before: ({ event }: Step): Ending | undefined => {
    if (!JSON_TYPE.test(event.headers['content-type'] ?? '')) {
      return { kind: 'refused', status: 415, because: 'content-type: must be application/json' };
    }
    const problem = jsonProblem(event.signed?.text ?? '');
    return problem === undefined ? undefined : { kind: 'refused', status: 400, because: problem };
  },
});

const notJson = (thrown: unknown): boolean =>
  thrown instanceof Error && 'statusCode' in thrown && thrown.statusCode === 422;

const ended = () => ({
  onError: (request: Step): void => {
    request.response = notJson(request.error)
      ? { kind: 'refused', status: 400, because: 'body: not JSON' }
      : { kind: 'bug', thrown: request.error };
  },
});

// Answered while there is time to: a function that is killed leaves no line in the log.
const TIME_OUT = {
  timeoutEarlyInMillis: 250,
  timeoutEarlyResponse: (): Ending => ({ kind: 'unavailable', because: 'time ran out' }),
};

/**
 * The webhook: size, signature, content type, guarded JSON, request, receipt, intents, in this order
 * (docs/contract.md, "Answers of the webhook").
 */
export const createWebhook = (ports: WebhookPorts): ((event: HttpEvent, context: Context) => Promise<HttpAnswer>) => {
  const chain = middy<Passing, Ending>(async ({ signed: proof, body }: Passing) => {
    if (proof === undefined) throw new Error('a request came through without a signature');
    return accept({ ...proof, body }, ports);
  }, TIME_OUT)
    .use(ended())
    .use(signed(ports))
    .use(guarded());
  // For itself, since its types know AWS's own events only.
  chain.use(jsonBody({ disableContentTypeCheck: true }));
  return async ({ headers, body, isBase64Encoded, requestContext = {} }, context) => {
    const ending = await chain({ headers, body, isBase64Encoded, requestContext }, context);
    ports.report(ending);
    return answerOf(ending);
  };
};
