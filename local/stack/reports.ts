import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import * as v from 'valibot';
import { type Gate, OPEN_GATE } from './gate.ts';

/** A message that was published to a topic. */
export interface Published {
  readonly subject: string;
  readonly text: string;
}

/** EventBridge and SNS as far as a report needs them: they take what is sent and keep it. */
export interface Reports {
  readonly endpoint: string;
  /** The events so far, as a rule sees them. */
  events(): readonly object[];
  messages(): readonly Published[];
  stop(): Promise<void>;
}

// EventBridge speaks JSON, with the time in seconds (PutEvents, API reference).
const putEvents = v.object({
  Entries: v.array(
    v.object({
      EventBusName: v.string(),
      Source: v.string(),
      DetailType: v.string(),
      Time: v.number(),
      Detail: v.pipe(v.string(), v.parseJson()),
    }),
  ),
});

const eventsOf = (body: string): readonly object[] =>
  v.parse(putEvents, JSON.parse(body)).Entries.map(({ Source, DetailType, Time, Detail }) => ({
    source: Source,
    'detail-type': DetailType,
    time: new Date(Time * 1000).toISOString(),
    detail: Detail,
  }));

// Each service's own form of a refusal.
const refusedEvents = (message: string) => ({
  status: 400,
  type: 'application/x-amz-json-1.1',
  body: JSON.stringify({ __type: 'AccessDeniedException', Message: message }),
});
const refusedPublish = (message: string) => ({
  status: 403,
  type: 'text/xml',
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>AuthorizationError</Code><Message>${message}</Message></Error></ErrorResponse>`,
});

/** Starts both on one port of this machine; `gate` judges their callers. */
export const startReports = async (gate: () => Gate = () => OPEN_GATE): Promise<Reports> => {
  const events: object[] = [];
  const messages: Published[] = [];
  const take = async (
    request: IncomingMessage,
  ): Promise<{ readonly status: number; readonly type: string; readonly body: string }> => {
    const body = (await buffer(request)).toString();
    const { authorization } = request.headers;
    if (request.headers['x-amz-target'] === 'AWSEvents.PutEvents') {
      const refused = gate().refusal(authorization, { target: 'AWSEvents.PutEvents', input: JSON.parse(body) });
      if (refused !== undefined) return refusedEvents(refused);
      const taken = eventsOf(body);
      events.push(...taken);
      const Entries = taken.map((_, n) => ({ EventId: String(n + 1) }));
      return {
        status: 200,
        type: 'application/x-amz-json-1.1',
        body: JSON.stringify({ FailedEntryCount: 0, Entries }),
      };
    }
    const form = new URLSearchParams(body);
    if (form.get('Action') !== 'Publish') throw new Error(`${form.get('Action')} is not known here`);
    const refused = gate().refusal(authorization, { target: 'Publish', input: Object.fromEntries(form) });
    if (refused !== undefined) return refusedPublish(refused);
    messages.push({ subject: form.get('Subject') ?? '', text: form.get('Message') ?? '' });
    const result = `<PublishResult><MessageId>${messages.length}</MessageId></PublishResult>`;
    return { status: 200, type: 'text/xml', body: `<PublishResponse>${result}</PublishResponse>` };
  };
  const server = createServer((request, response) => {
    take(request).then(
      ({ status, type, body }) => response.writeHead(status, { 'content-type': type }).end(body),
      (error: unknown) => response.writeHead(400).end(String(error)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    events: () => events,
    messages: () => messages,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
