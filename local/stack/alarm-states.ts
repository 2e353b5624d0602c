import * as v from 'valibot';
import type { LocalTemplate } from './local-template.ts';

/** An alarm as CloudWatch describes it. Here nothing remembers since when. */
export interface AlarmState {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly StateValue: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly StateReason: string;
}

const alarm = v.object({
  AlarmName: v.string(),
  AlarmDescription: v.string(),
  Namespace: v.optional(v.string(), ''),
  MetricName: v.optional(v.string(), ''),
  Dimensions: v.optional(v.array(v.object({ Name: v.string(), Value: v.string() })), []),
  Threshold: v.number(),
});

/** Messages that anybody could receive, of the queue of that name. */
export type VisibleMessages = (queueName: string) => Promise<number>;

/**
 * The template's alarms. Here are no metrics but the queues' own, so an alarm about messages that are visible has a state, and any other
 * has no data.
 */
export const alarmStates = (local: LocalTemplate, visible: VisibleMessages): Promise<readonly AlarmState[]> =>
  Promise.all(
    local.idsOfType('AWS::CloudWatch::Alarm').map(async (id) => {
      const { AlarmName, AlarmDescription, Threshold, ...watched } = local.properties(id, alarm);
      const named = { AlarmName, AlarmDescription };
      if (watched.Namespace !== 'AWS/SQS' || watched.MetricName !== 'ApproximateNumberOfMessagesVisible')
        return { ...named, StateValue: 'INSUFFICIENT_DATA' as const, StateReason: 'this machine keeps no such metric' };
      const messages = await visible(watched.Dimensions.find(({ Name }) => Name === 'QueueName')?.Value ?? '');
      return {
        ...named,
        StateValue: messages >= Threshold ? ('ALARM' as const) : ('OK' as const),
        StateReason: `${messages} messages, threshold ${Threshold}`,
      };
    }),
  );
