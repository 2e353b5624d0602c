import type { SimulatedCloud } from '../../cloud/simulated-cloud.ts';
import type { Role } from './cast.ts';

/** Prepares each server's faults, and what users do on their own: start one, protect one. */
export const arrange = (cast: readonly Role[], cloud: SimulatedCloud): void => {
  for (const { serverId, fault } of cast) {
    if (fault === 'answer-lost') cloud.faults.next('stopServer', { kind: 'drop', when: 'after' }, { serverId });
    if (fault === 'throttled')
      cloud.faults.next(
        'stopServer',
        {
          kind: 'answer',
          when: 'before',
          status: 429,
          headers: { 'Content-Type': 'application/json', 'Retry-After': '1' },
          body: '{"overLimit": {"code": 429, "message": "This request was rate-limited.", "retryAfter": "1"}}',
        },
        { serverId },
      );
  }
  const atOnce = new Set(cast.filter(({ restarted }) => restarted === 'when-off').map(({ serverId }) => serverId));
  cloud.log.subscribe((entry) => {
    if (entry.kind !== 'event' || entry.event !== 'power-off-ended' || !atOnce.delete(entry.serverId)) return;
    // Once the event is in the log: users act on what they can see.
    setImmediate(() => cloud.operator.start(entry.serverId));
  });
  protectOnceListed(cast, cloud);
};

// Whoever was listed is chosen, and is looked at only after its roll and its message have gone through this process.
const protectOnceListed = (cast: readonly Role[], cloud: SimulatedCloud): void => {
  const stop = cloud.log.subscribe((entry) => {
    if (entry.kind !== 'request' || !entry.path.startsWith('/v2.1/servers/detail')) return;
    stop();
    for (const { serverId, marked } of cast)
      if (marked === 'once-listed') setImmediate(() => tag(cloud, serverId, 'lights-out=protect'));
  });
};

/** A user tags a server. Throws when the cloud refuses it. */
export const tag = (cloud: SimulatedCloud, serverId: string, text: string): void => {
  const { status, message } = cloud.operator.order(serverId, { act: 'update tag', tag: text });
  if (status >= 300) throw new Error(`the cloud refuses to tag ${serverId}: ${message}`);
};
