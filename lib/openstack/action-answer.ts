import * as v from 'valibot';
import type { Instant } from '../instant.ts';
import type { ServerAction, ServerId } from '../server.ts';
import type { Reply } from './cloud.ts';
import { ours } from './fault-of-ours.ts';
import type { Understood } from './fault-table.ts';
import { parseNovaTime } from './nova-time.ts';

// api-ref: GET /servers/{server_id}/os-instance-actions; nova/api/openstack/compute/instance_actions.py.
const ACTION = v.object({
  action: v.string(),
  instance_uuid: v.string(),
  request_id: v.nullable(v.string()),
  user_id: v.optional(v.nullable(v.string())),
  start_time: v.pipe(
    v.string(),
    v.check((text) => parseNovaTime(text) !== undefined),
  ),
  message: v.optional(v.nullable(v.string())),
  events: v.optional(
    v.nullable(v.array(v.object({ event: v.string(), finish_time: v.optional(v.nullable(v.string())) }))),
  ),
});
const LIST = v.object({ instanceActions: v.array(ACTION) });
const ONE = v.object({ instanceAction: ACTION });

const unclear = (message: string) => ours('transient', 'unclear', `not evidence: ${message}`);

/** Reads the list of a server's actions in Nova's own order, newest first; one unreadable record makes the whole history no evidence. */
export const parseActions = ({ json }: Understood, id: ServerId): Reply<readonly ServerAction[]> => {
  const parsed = v.safeParse(LIST, json);
  if (!parsed.success) return unclear('the answer is not a readable list of actions');
  const actions = parsed.output.instanceActions;
  if (actions.some((action) => action.instance_uuid !== id)) return unclear('the actions are of another server');
  return { kind: 'ok', value: actions.map(actionOf) };
};

/** Reads one action record, with its events where the version shows them. */
export const parseAction = ({ json }: Understood, id: ServerId, requestId: string): Reply<ServerAction> => {
  const parsed = v.safeParse(ONE, json);
  if (!parsed.success) return unclear('the answer is not a readable action');
  const action = parsed.output.instanceAction;
  if (action.instance_uuid !== id || action.request_id !== requestId) return unclear('the action is another one');
  return { kind: 'ok', value: actionOf(action) };
};

const actionOf = (action: v.InferOutput<typeof ACTION>): ServerAction => ({
  action: action.action,
  // Records of Nova's own making may have none.
  requestId: action.request_id ?? '',
  userId: action.user_id ?? null,
  startedAt: parseNovaTime(action.start_time) ?? Number.NaN,
  failed: action.message === 'Error',
  ...(action.events === undefined || action.events === null
    ? {}
    : { events: action.events.map(({ event }) => event), endedAt: endOf(action.events) }),
});

const endOf = (events: readonly { readonly finish_time?: string | null | undefined }[]): Instant | null => {
  const ends = events.map(({ finish_time }) => (finish_time ? parseNovaTime(finish_time) : undefined));
  const known = ends.filter((end) => end !== undefined);
  return known.length < ends.length || known.length === 0 ? null : Math.max(...known);
};
