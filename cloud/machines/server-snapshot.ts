import type { ServerSnapshot } from '../simulated-cloud.ts';
import type { ServerRecord } from './server-record.ts';

/** A record as those see it who watch the cloud from outside its API. */
export const serverSnapshot = (record: ServerRecord): ServerSnapshot => ({
  id: record.id,
  name: record.name,
  projectId: record.projectId,
  vmState: record.vmState,
  taskState: record.taskState,
  powerState: record.powerState,
  locked: record.lockedBy !== null,
  deleted: record.deleted,
  updatedAt: record.updatedAt,
});
