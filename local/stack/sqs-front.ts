import type { IncomingHttpHeaders } from 'node:http';
import type { buildApp } from 'fauxqs';
import * as v from 'valibot';
import type { Gate } from './gate.ts';
import type { Redrive } from './redrive.ts';
import { answerXml, errorXml, type Form, inputOf, type Operation, operationOf, queryCode } from './sqs-query.ts';

type App = ReturnType<typeof buildApp>;

const JSON_TYPE = 'application/x-amz-json-1.0';
const TARGET = 'AmazonSQS.';

const formSchema = v.record(v.string(), v.string());
const failureSchema = v.object({
  __type: v.optional(v.string(), 'InternalFailure'),
  message: v.optional(v.string(), ''),
});

// Some clients post to the queue's own address and leave its URL out of the form.
const QUEUE_PATH = /^\/\d{12}\/[^/?]+/;

const withQueue = (url: string, form: Form): Form => {
  const [path] = QUEUE_PATH.exec(url) ?? [];
  return path === undefined ? form : { QueueUrl: path, ...form };
};

/** A form, asked of the same app in the JSON protocol: status and document for the client. */
const byQuery = async (
  app: App,
  operation: Operation,
  form: Form,
  { host = '', authorization = '' }: IncomingHttpHeaders,
): Promise<{ status: number; xml: string }> => {
  const { input, notNumbers } = inputOf(operation, form);
  if (notNumbers.length > 0) {
    return { status: 400, xml: errorXml('MalformedInput', `${notNumbers.join(', ')}: not a number`, 'Sender') };
  }
  const { statusCode: status, body } = await app.inject({
    method: 'POST',
    url: '/',
    // fauxqs takes the address of a new queue and the region from these two.
    headers: { host, authorization, 'content-type': JSON_TYPE, 'x-amz-target': TARGET + operation[2] },
    payload: JSON.stringify(input),
  });
  const answer: unknown = body === '' ? {} : JSON.parse(body);
  if (status < 300) return { status, xml: answerXml(operation, answer) };
  const { __type: type, message } = v.parse(failureSchema, answer);
  const code = queryCode(type.split('#').at(-1) ?? type);
  return { status, xml: errorXml(code, message, status < 500 ? 'Sender' : 'Receiver') };
};

/**
 * Lets the embedded SQS answer the query protocol, which AWS clients before November 2023 speak, and the actions of `redrive`, in
 * both protocols; `gate` judges each call first. Everything else goes on to the app itself. Source: the SQS API reference, which describes both protocols.
 */
export const addSqsFront = (app: App, redrive: Redrive, gate: () => Gate): void => {
  app.addHook('preHandler', async (request, reply) => {
    if (request.method !== 'POST') return;
    const { 'content-type': type = '', 'x-amz-target': target } = request.headers;
    if (type.startsWith('application/x-www-form-urlencoded')) {
      const form = v.parse(formSchema, request.body ?? {});
      const operation = operationOf(form.Action);
      if (operation === undefined) return;
      const { status, xml } = await byQuery(app, operation, withQueue(request.url, form), request.headers);
      return reply.code(status).type('text/xml').send(xml);
    }
    const refused = gate().refusal(request.headers.authorization, { target: String(target), input: request.body });
    if (refused !== undefined) {
      return reply
        .code(403)
        .type(JSON_TYPE)
        .header('x-amzn-query-error', 'AccessDenied;Sender')
        .send({ __type: 'com.amazonaws.sqs#AccessDenied', message: refused });
    }
    const answer = await redrive.answer(String(target).replace(TARGET, ''), request.body);
    if (answer === undefined) return;
    reply.type(JSON_TYPE);
    if (answer.kind === 'output') return reply.send(answer.output);
    const { code, message } = answer;
    return reply
      .code(400)
      .header('x-amzn-query-error', `${queryCode(code)};Sender`)
      .send({ __type: `com.amazonaws.sqs#${code}`, message });
  });
};
