import type { Answer } from '../answer.ts';
import { fieldOf, isJsonObject, parsedJson, textOf } from '../json-field.ts';
import type { Order } from '../machines/perform.ts';
import type { Minor } from './microversion.ts';
import { novaError } from './nova-answer.ts';

/** The one key of a server action's body; null when it names none or several. */
export const actionName = (body: string): string | null => {
  const parsed = parsedJson(body);
  const names = isJsonObject(parsed) ? Object.keys(parsed) : [];
  return names.length === 1 ? (names[0] ?? null) : null;
};

const KNOWN = new Set(['os-stop', 'os-start', 'reboot', 'lock', 'unlock', 'os-resetState']);

/**
 * Why Nova does not read the body of an action; undefined when it does. Comes before the project and the schema. It counts
 * before it looks what it counted, so that a list or text of one is a 404 (nova/api/openstack/wsgi.py, action_peek).
 */
export const bodyRefusal = (body: string): Answer | undefined => {
  const parsed = parsedJson(body);
  const name = actionName(body);
  const count = isJsonObject(parsed) ? Object.keys(parsed).length : lengthOf(parsed);
  if (parsed === undefined || (count !== undefined && count !== 1)) return novaError(400, 'Malformed request body');
  if (name === null) return novaError(404, 'The resource could not be found.');
  return KNOWN.has(name) ? undefined : novaError(400, `There is no such action: ${name}`);
};

const lengthOf = (value: unknown): number | undefined =>
  Array.isArray(value) || typeof value === 'string' ? value.length : undefined;

const invalid = (field: string, value: unknown, why: string): Answer =>
  novaError(400, `Invalid input for field/attribute ${field}. Value: ${inPython(value)}. ${why}`);
const inPython = (value: unknown): string =>
  value === null ? 'None' : typeof value === 'string' ? value : JSON.stringify(value);

const REBOOT_TYPES = ['HARD', 'Hard', 'hard', 'SOFT', 'Soft', 'soft'];
const STATES = ['active', 'error'] as const;

/** The order in a body that `bodyRefusal` let through, or Nova's refusal by its schema. */
export const actionOrder = (body: string, minor: Minor): Order | Answer => {
  const name = actionName(body);
  const given = fieldOf(parsedJson(body), name ?? '');
  switch (name) {
    // os-stop and os-start have no schema for their argument: whatever it is, it is ignored.
    case 'os-stop':
      return { act: 'stop' };
    case 'os-start':
      return { act: 'start' };
    case 'unlock':
      return { act: 'unlock' };
    case 'lock':
      return lockOrder(given, minor);
    case 'reboot': {
      const type = textOf(given, 'type');
      if (!isJsonObject(given)) return invalid('reboot', given, `${inPython(given)} is not of type 'object'`);
      if (type === undefined) return invalid('reboot', given, "'type' is a required property");
      return REBOOT_TYPES.includes(type)
        ? { act: 'reboot', hard: type.toUpperCase() === 'HARD' }
        : invalid('type', type, `'${type}' is not one of ${listed(REBOOT_TYPES)}`);
    }
    default: {
      if (!isJsonObject(given)) return invalid('os-resetState', given, `${inPython(given)} is not of type 'object'`);
      const wanted = textOf(given, 'state');
      if (wanted === undefined) return invalid('os-resetState', given, "'state' is a required property");
      const state = STATES.find((one) => one === wanted);
      return state === undefined
        ? invalid('state', wanted, `'${wanted}' is not one of ${listed(STATES)}`)
        : { act: 'resetState', state };
    }
  }
};

// The reason, and with it a schema, came with 2.73; below it anything goes.
const lockOrder = (given: unknown, minor: Minor): Order | Answer => {
  const reason = minor < 73 ? undefined : textOf(given, 'locked_reason');
  if (reason === '') return invalid('locked_reason', reason, "'' is too short");
  return { act: 'lock', reason: reason ?? null };
};

const listed = (values: readonly string[]): string => `[${values.map((value) => `'${value}'`).join(', ')}]`;
