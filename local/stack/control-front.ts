import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import * as v from 'valibot';
import type { AlarmState } from './alarm-states.ts';
import { callerArn, callerIn } from './callers.ts';
import {
  type Answer,
  alarmFilters,
  callerIdentity,
  describeAlarms,
  describeStacks,
  eventSourceMappings,
  queryError,
  refusedAlarms,
  refusedMappings,
} from './control-answers.ts';
import type { Gate } from './gate.ts';
import { listeningUrl, type Place } from './place.ts';

/** What the stack is asked about. */
export interface ControlParts {
  readonly place: Place;
  readonly gate: Gate;
  readonly startedAt: number;
  readonly outputs: Readonly<Record<string, string>>;
  /** As Lambda lists it. */
  readonly mapping: { readonly FunctionArn: string } & Readonly<Record<string, string | number>>;
  alarms(): Promise<readonly AlarmState[]>;
}

/** CloudFormation, STS, Lambda and CloudWatch, as far as a person asks them about this stack. */
export interface ControlFront {
  readonly endpoint: string;
  stop(): Promise<void>;
}

const MAPPINGS = '/2015-03-31/event-source-mappings';
const ALARMS = 'GraniteServiceVersion20100801.DescribeAlarms';

const answerTo = async (request: IncomingMessage, parts: ControlParts): Promise<Answer> => {
  const { authorization, 'x-amz-target': target } = request.headers;
  const { place, gate } = parts;
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const body = (await buffer(request)).toString();
  if (request.method === 'GET' && url.pathname.replace(/\/$/, '') === MAPPINGS) {
    const refused = gate.refusal(authorization, { target: 'ListEventSourceMappings', input: {} });
    if (refused !== undefined) return refusedMappings(refused);
    const wanted = url.searchParams.get('FunctionName') ?? '';
    const isWanted = parts.mapping.FunctionArn.split(':').at(-1) === wanted.split(':').at(-1);
    return eventSourceMappings(wanted === '' || isWanted ? [parts.mapping] : []);
  }
  if (target === ALARMS) {
    const refused = gate.refusal(authorization, { target, input: {} });
    return refused === undefined
      ? describeAlarms(await parts.alarms(), v.parse(alarmFilters, JSON.parse(body)))
      : refusedAlarms(refused);
  }
  const { Action: action, StackName: stackName } = Object.fromEntries(new URLSearchParams(body));
  if (action === 'GetCallerIdentity') return callerIdentity(place.accountId, callerArn(place, callerIn(authorization)));
  if (action !== 'DescribeStacks') throw new Error(`${target ?? action ?? url.pathname} is not known here`);
  const refused = gate.refusal(authorization, { target: action, input: { StackName: stackName } });
  return refused === undefined
    ? describeStacks(place, stackName, parts.startedAt, parts.outputs)
    : queryError(403, 'AccessDenied', refused);
};

/** Starts them on one port of this machine; the gate judges their callers. */
export const startControlFront = async (parts: ControlParts): Promise<ControlFront> => {
  const server = createServer((request, response) => {
    answerTo(request, parts).then(
      ({ status, type, body, errorType }) =>
        response
          .writeHead(status, {
            'content-type': type,
            ...(errorType === undefined ? {} : { 'x-amzn-errortype': errorType }),
          })
          .end(body),
      (error: unknown) => response.writeHead(400).end(String(error)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: listeningUrl(server),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
