import { ACCOUNT_ID, REGION } from '../stack/place.ts';
import type { Environment } from '../stack/stack.ts';

/** A night of seconds instead of hours: laid over the template's environment, and shown in the first lines. */
export const SHORT_NIGHT = {
  STOP_PATIENCE: 'PT8S',
  STOP_QUARANTINE: 'PT11S',
  LOOK_FIRST: 'PT1S',
  LOOK_AGAIN_MIN: 'PT1S',
  LOOK_AGAIN_MAX: 'PT1S',
} as const satisfies Environment;

/** Switches on the events and the message of a request that is complete: the embedded stack takes both. */
export const REPORTS = {
  EVENT_BUS: 'night',
  SUMMARY_TOPIC_ARN: `arn:aws:sns:${REGION}:${ACCOUNT_ID}:night`,
} as const satisfies Environment;

/** Packages the same, so that the worker's role allows both. */
export const REPORTS_ARGUMENTS: readonly string[] = [
  `--param=eventBus=${REPORTS.EVENT_BUS}`,
  `--param=summaryTopicArn=${REPORTS.SUMMARY_TOPIC_ARN}`,
];

/** Replaces Secrets Manager on this machine: the key and the clouds file come by variable. */
export const localSecrets = (webhookKey: string, clouds: Environment) => ({
  queue: { CLOUDS_SECRET_ID: undefined, ...clouds },
  webhook: { WEBHOOK_SECRET_ID: undefined, WEBHOOK_SECRETS: webhookKey, OS_CLOUD: clouds.OS_CLOUD },
});
