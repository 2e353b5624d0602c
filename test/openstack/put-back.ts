import { until } from '../../local/night/until.ts';
import type { Console } from '../journeys/http-colleague.ts';
import type { LabFile } from './lab-file.ts';

const LONGEST_MS = 60_000;

/** Brings every server back into the state of its role, as far as the colleague may; true when something was done. */
export const putBack = async (console: Console, { active, servers, ours }: LabFile): Promise<boolean> => {
  const { error, slow, fails_once, fail_stop, error_stop, hang_stop, lie_stop } = servers;
  const powered = [...active, slow, fails_once, fail_stop, error_stop, hang_stop, lie_stop, error];
  const done = await Promise.all(powered.map((id) => (id === undefined ? false : powerOn(console, id, ours))));
  if (error !== undefined && ours && !(await console.stateOf(error)).startsWith('error/')) {
    await console.act(error, { 'os-resetState': { state: 'error' } });
    return true;
  }
  return done.includes(true);
};

const powerOn = async (console: Console, id: string, ours: boolean): Promise<boolean> => {
  const state = await console.stateOf(id);
  if (state === 'active/-/1' || (state.startsWith('error/-') && !ours)) return false;
  if (state.startsWith('paused/')) await console.act(id, { unpause: null });
  else if (state.startsWith('stopped/-')) await console.start(id);
  else if (ours) await console.act(id, { 'os-resetState': { state: 'active' } });
  const settled = await until(
    async () => /^(active|error)\/-\/1$/.test(await console.stateOf(id)),
    LONGEST_MS,
    new AbortController().signal,
  );
  if (!settled) throw new Error(`${id} does not come back: ${await console.stateOf(id)}`);
  return true;
};
