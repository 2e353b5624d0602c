import { type Answer, jsonAnswer } from '../answer.ts';
import { fieldOf, isJsonObject, parsedJson, textOf } from '../json-field.ts';
import type { Caller } from '../machines/rules.ts';
import type { ControllerParts } from './controller.ts';
import type { Minor } from './microversion.ts';
import { novaError } from './nova-answer.ts';

// nova/api/openstack/compute/schemas/server_external_events.py: from which microversion each may be sent.
const NAMES: readonly (readonly [string, Minor])[] = [
  ['network-changed', 1],
  ['network-vif-plugged', 1],
  ['network-vif-unplugged', 1],
  ['network-vif-deleted', 1],
  ['volume-extended', 51],
  ['power-update', 76],
  ['accelerator-request-bound', 82],
  ['volume-reimaged', 93],
];

/** POST /os-server-external-events: schema, then policy, then each event for itself. Only Ironic's `power-update` does something here. */
export const externalEvents = (
  { store, machines }: Pick<ControllerParts, 'store' | 'machines'>,
  body: string,
  minor: Minor,
  caller: Caller,
  requestId: string,
): Answer => {
  const given = fieldOf(parsedJson(body), 'events');
  const events = Array.isArray(given) ? given.filter(isJsonObject) : [];
  if (events.length === 0) return novaError(400, 'Malformed request body');
  const known = NAMES.flatMap(([name, since]) => (minor >= since ? [name] : []));
  const stranger = events.map((event) => textOf(event, 'name') ?? '').find((name) => !known.includes(name));
  if (stranger !== undefined) {
    const listed = known.map((name) => `'${name}'`).join(', ');
    return novaError(
      400,
      `Invalid input for field/attribute name. Value: ${stranger}. '${stranger}' is not one of [${listed}]`,
    );
  }
  if (!caller.isAdmin) {
    return novaError(403, "Policy doesn't allow os_compute_api:os-server-external-events:create to be performed.");
  }
  const codes = events.map((event) => {
    const id = textOf(event, 'server_uuid') ?? '';
    const server = store.get(id);
    const tag = textOf(event, 'tag');
    if (server === undefined || server.deleted) return 404;
    if (textOf(event, 'name') !== 'power-update') return 200;
    if (tag === undefined) return 400;
    if (server.host === null) return 422;
    // Any other tag is taken, and skipped with a warning in Nova's log.
    if (tag === 'POWER_ON' || tag === 'POWER_OFF') machines.reportPower(id, tag, requestId, caller);
    return 200;
  });
  return jsonAnswer(codes.every((code) => code === 200) ? 200 : 207, {
    events: events.map((event, index) => ({
      ...event,
      status: codes[index] === 200 ? 'completed' : 'failed',
      code: codes[index],
    })),
  });
};
