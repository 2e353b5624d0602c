import type { Intent } from '../../../lib/power/intent.ts';
import type { Telemetry } from '../../../lib/power/ports/telemetry.ts';
import type { Running } from '../engine/running.ts';
import type { World } from '../engine/world.ts';

/** What the function logs, as part of the history. */
export const telemetryLines = (world: World, running: Running): Telemetry => {
  const line = (name: string, intent: Intent | undefined, text: string, evidenceAgeMs?: number): void => {
    if (!running.isAlive()) return;
    const named =
      intent === undefined ? '' : `${intent.serverId}|${intent.source}|${intent.requestId}|${intent.dryRun}`;
    const server = intent?.serverId ?? '';
    const told = { kind: 'line', process: running.number, name, server, intent: named, text } as const;
    world.tell(evidenceAgeMs === undefined ? told : { ...told, evidenceAgeMs });
  };
  return {
    requested: ({ requestId, servers }) => line('requested', undefined, `${requestId}: ${servers} servers`),
    chosen: ({ requestId, verdict, because }) => line('chosen', undefined, `${requestId}: ${verdict}: ${because}`),
    listAgain: ({ requestId, because }) => line('list-again', undefined, `${requestId}: ${because}`),
    sending: ({ intent, because, evidenceAgeMs }) => line('sending', intent, because, evidenceAgeMs),
    sent: ({ intent, reply }) => line('sent', intent, reply.kind === 'ok' ? 'accepted' : reply.fault.message),
    outcome: ({ intent, outcome }) =>
      line(
        'outcome',
        intent,
        `${outcome.kind}${outcome.kind === 'dead-lettered' ? ` ${outcome.reason}` : ''}: ${outcome.because}`,
      ),
    complete: ({ roll: { source, requestId, dryRun, part }, servers, open }) => {
      if (!running.isAlive()) return;
      const intent = `${source}|${requestId}|${dryRun}|${part}`;
      const text = `${requestId}: ${servers} servers, ${open} open`;
      world.tell({ kind: 'line', process: running.number, name: 'complete', server: '', intent, text });
    },
    malformed: ({ because }) => line('malformed', undefined, because),
    conflict: ({ because }) => line('conflict', undefined, because),
    refused: ({ because }) => line('refused', undefined, because),
    alert: ({ what, intent, because, cause }) =>
      line(`alert ${what}`, intent, `${because}${cause instanceof Error ? `: ${cause.stack ?? cause.message}` : ''}`),
    flush: () => {},
  };
};
