import * as v from 'valibot';
import { systemClock } from '../../lib/clock.ts';
import { alarmStates } from './alarm-states.ts';
import { type ControlFront, startControlFront } from './control-front.ts';
import type { eventSourceProperties } from './event-source.ts';
import type { Gate } from './gate.ts';
import type { LocalTemplate } from './local-template.ts';
import type { Queue } from './queues.ts';
import type { Sqs } from './sqs.ts';
import { readOutputs } from './template.ts';

/** What runs, as far as a person may ask about it. */
export interface Running {
  readonly local: LocalTemplate;
  readonly gate: Gate;
  readonly sqs: Pick<Sqs, 'depth'>;
  readonly queues: readonly Queue[];
  readonly mapping: v.InferOutput<typeof eventSourceProperties>;
  readonly httpUrl: string;
}

const outputs = v.record(v.string(), v.string());

const visibleIn = async ({ queues, sqs }: Running, name: string): Promise<number> => {
  const queue = queues.find(({ arn }) => arn.endsWith(`:${name}`));
  if (queue === undefined) throw new Error(`the template has no queue ${name}`);
  return (await sqs.depth(queue.url)).visible;
};

/** Starts what answers about a running stack, by the template of that path. Throws when one of its outputs has no value here. */
export const startControl = async (template: string, running: Running): Promise<ControlFront> => {
  const { local, gate, mapping } = running;
  return startControlFront({
    place: local.place,
    gate,
    startedAt: systemClock.now(),
    outputs: v.parse(outputs, local.resolved(await readOutputs(template), running.httpUrl)),
    mapping: {
      UUID: '00000000-0000-4000-8000-000000000001',
      EventSourceArn: mapping.EventSourceArn,
      FunctionArn: mapping.FunctionName,
      BatchSize: mapping.BatchSize,
      State: mapping.Enabled ? 'Enabled' : 'Disabled',
    },
    alarms: () => alarmStates(local, (name) => visibleIn(running, name)),
  });
};
