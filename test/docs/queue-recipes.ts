import { expect } from 'vitest';
import { formatInstant } from '../../lib/instant.ts';
import { scheduleInput } from '../../local/stack/schedules.ts';
import { rendered, TEMPLATES } from './alert-templates.ts';
import { gitHub, gitLab } from './ci-jobs.ts';
import { recipe, SERVER } from './recipe-page.ts';
import { type Sending, second } from './sending.ts';

/** A recipe that ends in the stop queue. */
interface QueueRecipe {
  readonly heading: string;
  readonly needed?: readonly string[];
  /** The body that arrives in the queue. */
  body(sending: Sending): string | Promise<string>;
}

/** Without raw delivery SNS puts a notification around what is published, another one each time. */
const inNotification = (text: string, { at, delivery }: Sending): string =>
  JSON.stringify({
    Type: 'Notification',
    MessageId: `00000000-0000-4000-8000-00000000000${delivery}`,
    TopicArn: 'arn:aws:sns:eu-central-1:111122223333:stop-requests',
    Message: text,
    Timestamp: formatInstant(at + delivery * 60_000),
  });

const heredoc = (heading: string, name: string): string =>
  new RegExp(`${name} += <<-JSON\\n([\\s\\S]*?)\\n +JSON\\n`).exec(recipe(heading))?.[1] ?? expect.fail(`no ${name}`);

// EventBridge User Guide, "Input transformation": a variable outside of quotes becomes the JSON of the value at its path.
const transformed = ({ at }: Sending): string => {
  const event: unknown = {
    ...{ version: '0', id: '7bf73129-1428-4cd3-a780-95db273d1602', account: '111122223333', region: 'eu-central-1' },
    ...{ source: 'change-calendar', 'detail-type': 'Maintenance Over', time: second(at), resources: [] },
    detail: { server_id: SERVER },
  };
  const found = (path: string): unknown =>
    path
      .split('.')
      .slice(1)
      .reduce<unknown>(
        (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
        event,
      );
  const [, pairs = ''] = /input_paths += \{ (.*) \}/.exec(recipe('EventBridge')) ?? [];
  const paths = new Map([...pairs.matchAll(/(\w+) = "(.*?)"/g)].map(([, name = '', path = '']) => [name, path]));
  return heredoc('EventBridge', 'input_template').replaceAll(/<(\w+)>/g, (_, name) =>
    JSON.stringify(found(paths.get(name) ?? '')),
  );
};

// The topic's subscription may deliver raw, as on the page, or not: what arrives is the same request.
const throughTopic = (heading: string, published: (sending: Sending) => string): readonly QueueRecipe[] => [
  { heading, body: published },
  { heading, body: (sending) => inNotification(published(sending), sending) },
];

/** Every recipe that ends in the stop queue, in the order of the page. */
export const QUEUE_RECIPES: readonly QueueRecipe[] = [
  ...throughTopic('One topic for those that cannot sign', ({ at }) =>
    JSON.stringify({ serverIds: [SERVER], requestId: 'of-any-sender', requestedAt: second(at) }),
  ),
  ...throughTopic('Alertmanager', ({ at }) => rendered(TEMPLATES.Alertmanager(), at)),
  ...throughTopic('Grafana', ({ at }) => rendered(TEMPLATES.Grafana(), at)),
  ...throughTopic('EventBridge', transformed),
  {
    heading: 'A schedule in Terraform',
    body: ({ at, delivery }) =>
      scheduleInput(heredoc('A schedule in Terraform', 'input'), {
        scheduleArn: 'arn:aws:scheduler:eu-central-1:111122223333:schedule/default/stop-at-night',
        scheduledAt: at,
        executionId: `execution-${delivery}`,
        attempt: delivery,
      }),
  },
  { heading: 'GitHub', needed: ['bash'], body: gitHub },
  { heading: 'GitLab', body: gitLab },
];
