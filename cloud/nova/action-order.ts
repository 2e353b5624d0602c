import type { Answer } from '../answer.ts';
import { fieldOf, isJsonObject, parsedJson, textOf } from '../json-field.ts';
import type { Order } from '../machines/order.ts';
import type { ServerRecord } from '../machines/server-record.ts';
import { schemaRefusal } from './action-schema.ts';
import type { Minor } from './microversion.ts';
import { novaError } from './nova-answer.ts';
import { FLAVORS, IMAGE_ID } from './server-view.ts';

/** What a request wants done to a server. */
export interface Wanted {
  readonly order: Order;
  /** Nova's refusal before it looks at the server's state: what is to go is not there. */
  missing?(server: ServerRecord): Answer | undefined;
  /** Nova's refusal once the server's state allows the act: what the request names is not there. */
  unmet?(server: ServerRecord): Answer | undefined;
  /** The password that the client chose for the machine, where one is set. */
  readonly adminPass?: string | undefined;
}

/** The one key of a server action's body; null when it names none or several. */
export const actionName = (body: string): string | null => {
  const parsed = parsedJson(body);
  const names = isJsonObject(parsed) ? Object.keys(parsed) : [];
  return names.length === 1 ? (names[0] ?? null) : null;
};

// Those whose argument says nothing to this cloud.
const PLAIN: ReadonlyMap<string, Order> = new Map([
  ['os-stop', { act: 'stop' }],
  ['os-start', { act: 'start' }],
  ['pause', { act: 'pause' }],
  ['unpause', { act: 'unpause' }],
  ['suspend', { act: 'suspend' }],
  ['resume', { act: 'resume' }],
  ['shelve', { act: 'shelve' }],
  ['shelveOffload', { act: 'shelve_offload' }],
  ['unshelve', { act: 'unshelve' }],
  ['unrescue', { act: 'unrescue' }],
  ['confirmResize', { act: 'confirm_resize' }],
  ['revertResize', { act: 'revert_resize' }],
  ['unlock', { act: 'unlock' }],
]);

const KNOWN = new Set([...PLAIN.keys(), 'reboot', 'rebuild', 'rescue', 'resize', 'lock', 'os-resetState']);

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

/** What a body wants that `bodyRefusal` let through, or Nova's refusal by its schema. */
export const actionOrder = (body: string, minor: Minor): Wanted | Answer => {
  const name = actionName(body) ?? '';
  const given = fieldOf(parsedJson(body), name);
  const refusal = schemaRefusal(name, given, minor);
  if (refusal !== undefined) return refusal;
  const adminPass = textOf(given, 'adminPass');
  const plain = PLAIN.get(name);
  if (plain !== undefined) return { order: plain };
  switch (name) {
    case 'lock':
      // The reason came with 2.73.
      return { order: { act: 'lock', reason: minor < 73 ? null : (textOf(given, 'locked_reason') ?? null) } };
    case 'reboot':
      return { order: { act: 'reboot', hard: textOf(given, 'type')?.toUpperCase() === 'HARD' } };
    case 'rescue': {
      const image = textOf(given, 'rescue_image_ref') ?? IMAGE_ID;
      return { order: { act: 'rescue' }, adminPass, unmet: withImage(image, unsupported(image)) };
    }
    case 'rebuild': {
      const image = textOf(given, 'imageRef');
      return { order: { act: 'rebuild' }, adminPass, unmet: withImage(image, 'Cannot find image for rebuild') };
    }
    case 'resize':
      return { order: { act: 'resize' }, unmet: withFlavor(String(fieldOf(given, 'flavorRef'))) };
    default:
      return { order: { act: 'resetState', state: textOf(given, 'state') === 'error' ? 'error' : 'active' } };
  }
};

const unsupported = (image: string): string => `Requested rescue image '${image}' is not supported`;

const withImage = (image: string | undefined, message: string) => (): Answer | undefined =>
  image === IMAGE_ID ? undefined : novaError(400, message);

const withFlavor =
  (wanted: string) =>
  ({ flavor }: ServerRecord): Answer | undefined => {
    if (wanted === flavor) return novaError(400, 'When resizing, instances must change flavor!');
    return FLAVORS.includes(wanted) ? undefined : novaError(400, `Flavor ${wanted} could not be found.`);
  };
