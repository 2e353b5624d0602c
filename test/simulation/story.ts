import type { Recorded, View } from './engine/record.ts';
import { DUSK } from './engine/world.ts';

const clock = (at: number): string => {
  const ms = Math.max(0, at - DUSK);
  const [h, m, s] = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60, Math.floor(ms / 1000) % 60];
  return `${h}:${String(m).padStart(2, '0')}:${String(s).padStart(2, '0')}.${String(ms % 1000).padStart(3, '0')}`;
};
const short = (server: string): string => `server ${Number(server.slice(-2))}`;
const shown = (view: View | null | 'fault'): string => {
  if (view === 'fault') return 'nothing that can be read';
  if (view === null) return 'no such server';
  const metadata = Object.entries(view.metadata).map(([key, value]) => `${key}: ${value}`);
  const labels = [...view.tags, ...metadata].map((label) => `, ${label}`).join('');
  return `${view.vmState}/${view.taskState ?? '-'}/power ${view.powerState}${view.locked ? ', locked' : ''}${labels}`;
};

/** What happened, as sentences; undefined for what a reader does not miss. */
const sentence = (record: Recorded): string | undefined => {
  switch (record.kind) {
    case 'asked':
      return `somebody asks: stop ${short(record.asked.server)} (${record.asked.source} ${record.asked.requestId}), not after ${clock(record.asked.notAfter)}${record.asked.dryRun ? ', dry run' : ''}`;
    case 'selected':
      return `somebody asks: stop what is tagged ${record.selected.tag} (${record.selected.source} ${record.selected.requestId}), not after ${clock(record.selected.notAfter)}${record.selected.dryRun ? ', dry run' : ''}`;
    case 'paged':
      return `function ${record.process} lists${record.marker === undefined ? '' : ` after ${short(record.marker)}`}: ${record.rows === 'fault' ? 'nothing that can be read' : record.rows.map(({ server, tags }) => `${short(server)} ${tags === undefined ? 'UNKNOWN' : `[${tags.join(', ')}]`}`).join(', ')}${record.next === undefined ? '' : ', and more'}`;
    case 'roll': {
      const { verdict, ids, report } = record.roll;
      return `ledger ${record.applied ? 'takes' : 'REFUSES'} the roll of ${record.roll.source} ${record.roll.requestId}: ${verdict} ${ids.map(short).join(', ')}${report === undefined ? '' : ` (${report.state})`}`;
    }
    case 'frozen':
      return `** a person freezes ${record.cloud ?? 'all clouds'} until ${clock(record.untilAt)}`;
    case 'reported':
      return `function ${record.process} reports by ${record.what}${record.taken ? '' : ', which is not taken'}`;
    case 'poison':
      return `message ${record.id} is one that nobody may act on`;
    case 'message':
      return record.queue === 'dead'
        ? `the dead letters get ${record.id}${record.moved ? ' from SQS itself' : ''}`
        : undefined;
    case 'received':
      return `function ${record.process} receives ${record.id}, for the ${record.receives}. time`;
    case 'deleted':
      return `${record.id} is deleted`;
    case 'invoked':
      return `function ${record.process} starts`;
    case 'killed':
      return `function ${record.process} dies: ${record.because}`;
    case 'returned':
      return `function ${record.process} returns${record.again.length > 0 ? `, to see again: ${record.again.join(', ')}` : ''}`;
    case 'threw':
      return `function ${record.process} throws: ${record.because.split('\n')[0]}`;
    case 'fault':
      return `   ! ${record.fault}${record.ms > 0 ? ` (${record.ms} ms)` : ''} at ${record.key}`;
    case 'shown':
      return `function ${record.process} sees ${short(record.server)}: ${shown(record.view)}${record.asOf < record.at - 1_000 ? `, as it was at ${clock(record.asOf)}` : ''}`;
    case 'listed':
      return `function ${record.process} reads the records of ${short(record.server)}: ${record.records === 'none' ? 'there are none' : record.records === 'fault' ? 'nothing that can be read' : record.records.map(({ action, arrivedAt, failed }) => `${action}${failed ? ' (Error)' : ''} ${clock(arrivedAt)}`).join(', ')}`;
    case 'stop-left':
      return `>> function ${record.process} SENDS a stop to ${short(record.server)}`;
    case 'stop-arrived':
      return `>> Nova: ${record.verdict} (${short(record.server)})`;
    case 'stop-answered':
      return `function ${record.process} is answered: ${record.answer}`;
    case 'view':
      return `${short(record.server)} is ${shown(record.view)}`;
    case 'action':
      return `Nova records ${record.record.action} of ${short(record.server)}${record.record.atNode ? ' (at the node)' : record.record.echo ? ' (an echo)' : ''}`;
    case 'person':
      return record.done
        ? `** a person does: ${record.does} ${short(record.server)}`
        : `** a person tries ${record.does} on ${short(record.server)} and Nova refuses`;
    case 'put': {
      const { entry } = record;
      const sends = entry.sends.map(({ state }) => state).join(' ');
      return `ledger ${record.applied ? 'takes' : 'REFUSES'} revision ${entry.revision} of ${entry.intent.source} ${entry.intent.requestId}: ${entry.ending?.kind ?? (entry.leaseUntil === 0 ? 'given back' : 'claimed')}${sends === '' ? '' : `, sends: ${sends}`}`;
    }
    case 'line':
      return record.name === 'sending' || record.name === 'sent'
        ? undefined
        : `   log of ${record.process}: ${record.name}: ${record.text.split('\n')[0]}`;
    case 'webhook':
      return `the webhook answers ${record.status} to ${record.id}${record.forged ? ' (forged)' : ''}`;
    case 'redriven':
      return record.replayedAt === undefined
        ? `a person sends ${record.id} back from the dead letters`
        : `a person replays ${record.id}, at ${clock(record.replayedAt)} by their clock`;
    case 'healed':
      return '-- from here on nothing goes wrong by itself --';
    case 'call':
    case 'put-answered':
    case 'receipt':
    case 'pointer':
    case 'listed-request':
      return undefined;
  }
};

/** The history as a story, one line a sentence. */
export const storyOf = (history: readonly Recorded[]): readonly string[] =>
  history.flatMap((record) => {
    const said = sentence(record);
    return said === undefined ? [] : [`${clock(record.at)}  ${said}`];
  });
