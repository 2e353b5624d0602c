import { isJsonObject } from '../../cloud/json-field.ts';
import { at, type Client, type Heard, type Said } from './client.ts';
import type { Place } from './target.ts';

/** GET a server's fields; throws when there is none to see. */
export const show = async (client: Client<Place>, id: string, said: Said = {}): Promise<Record<string, unknown>> => {
  const heard = await client.nova('GET', `/v2.1/servers/${id}`, said);
  const server = at(heard.json, 'server');
  if (!isJsonObject(server)) throw new Error(`no server ${id}: ${heard.status}`);
  return Object.fromEntries(Object.entries(server));
};

/** `vm_state/task_state/power_state`, as the transcripts write it. */
export const stateOf = async (client: Client<Place>, id: string): Promise<string> => {
  const server = await show(client, id, { as: 'admin' });
  const word = (name: string): string => String(server[`OS-EXT-STS:${name}`] ?? '-');
  return `${word('vm_state')}/${word('task_state')}/${word('power_state')}`;
};

export const act = (client: Client<Place>, id: string, body: unknown, said: Said = {}): Promise<Heard> =>
  client.nova('POST', `/v2.1/servers/${id}/action`, { ...said, body });

export const stop = (client: Client<Place>, id: string, said: Said = {}): Promise<Heard> =>
  act(client, id, { 'os-stop': {} }, said);

/** Nova's name for a request. */
export const requestIdOf = (heard: Heard): string => heard.headers.get('x-compute-request-id') ?? '';

/** Lets time pass until no task is under way. */
export const settled = async (client: Client<Place>, id: string): Promise<string> => {
  for (let looks = 0; looks < 300; looks += 1) {
    const state = await stateOf(client, id);
    if (state.includes('/-/')) return state;
    await client.target.pass(100);
  }
  throw new Error(`${id} does not come to rest`);
};

/** Puts a server back into ACTIVE and on, or into ERROR and on, whatever became of it. */
export const putBack = async (client: Client<Place>, id: string, to: 'active' | 'error' = 'active'): Promise<void> => {
  const said = { as: 'admin' } as const;
  if ((await stateOf(client, id)).includes('/powering-off/')) {
    await act(client, id, { 'os-resetState': { state: 'active' } }, said);
    // The lab's driver gives up a second later.
    await client.target.pass(1200);
  }
  // A state that was reset says nothing of the machine: it is off, and only what Nova calls stopped can be started.
  if ((await settled(client, id)) === 'active/-/4') await act(client, id, { 'os-stop': null }, said);
  await settled(client, id);
  if ((await stateOf(client, id)).startsWith('stopped/')) await act(client, id, { 'os-start': null }, said);
  await settled(client, id);
  const state = await stateOf(client, id);
  if (!state.startsWith(`${to}/`)) await act(client, id, { 'os-resetState': { state: to } }, said);
};

/** One list of a server's actions. */
export const actionsOf = async (client: Client<Place>, id: string, said: Said = {}): Promise<readonly unknown[]> => {
  const heard = await client.nova('GET', `/v2.1/servers/${id}/os-instance-actions`, said);
  const actions = at(heard.json, 'instanceActions');
  if (!Array.isArray(actions)) throw new Error(`no actions of ${id}: ${heard.status}`);
  return actions;
};
