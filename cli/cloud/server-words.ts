import { type Described, powerOf, type Server, type ServerState } from '../../lib/power/server.ts';

/** `1 server`, `3 servers`. */
export const serverCount = (count: number): string => `${count} server${count === 1 ? '' : 's'}`;

/** The name of a server's flavor, else its id. */
export const flavorName = ({ flavor }: Described): string => flavor?.name ?? flavor?.id ?? '';

/** How a server is, in a few words: `active, power on`, `active, rebuilding, power on`. */
export const stateWords = (server: ServerState & Pick<Server, 'powerNeverTold'>): string => {
  const power = powerOf(server);
  const task = server.taskState === null ? [] : [server.taskState];
  return [server.vmState, ...task, power === 'not-told' ? 'power not told' : `power ${power}`].join(', ');
};
