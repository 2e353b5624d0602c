import type { Faults } from './edit.ts';
import { OF_ALARMS } from './of-alarms.ts';
import { OF_EDGE } from './of-edge.ts';
import { OF_FUNCTIONS } from './of-functions.ts';
import { OF_NETWORK } from './of-network.ts';
import { OF_PACKAGES } from './of-packages.ts';
import { OF_QUEUES } from './of-queues.ts';
import { OF_ROLES } from './of-roles.ts';
import { OF_STORES } from './of-stores.ts';

/** What would slip through without the lines of the checklist: each line has to be here. */
export const FAULTS: Faults = {
  ...OF_PACKAGES,
  ...OF_QUEUES,
  ...OF_FUNCTIONS,
  ...OF_NETWORK,
  ...OF_ROLES,
  ...OF_STORES,
  ...OF_EDGE,
  ...OF_ALARMS,
};
