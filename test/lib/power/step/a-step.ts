import type { Clock } from '../../../../lib/clock.ts';
import { memoryLedger } from '../../../../lib/ledger/table-ledger.ts';
import type { Entry } from '../../../../lib/power/entry.ts';
import type { Fault } from '../../../../lib/power/fault.ts';
import { type Guards, NO_GUARDS } from '../../../../lib/power/guard/guards.ts';
import { type Intent, keyOf } from '../../../../lib/power/intent.ts';
import type { Outcome } from '../../../../lib/power/outcome.ts';
import type { Accepted, Budget, Cloud, Clouds, Reply } from '../../../../lib/power/ports/cloud.ts';
import type { Freezes } from '../../../../lib/power/ports/freezes.ts';
import type { EntryReads, Ledger, Written } from '../../../../lib/power/ports/ledger.ts';
import type { DeadLetter, Sent } from '../../../../lib/power/ports/queue.ts';
import type { FoundSelect, Selects } from '../../../../lib/power/ports/rolls.ts';
import type { AlertLine, SendingLine, SentLine, Telemetry } from '../../../../lib/power/ports/telemetry.ts';
import type { Server, ServerAction, StopType } from '../../../../lib/power/server.ts';
import type { Delivery, Stepped } from '../../../../lib/power/step/ports.ts';
import { step } from '../../../../lib/power/step/step.ts';
import { aFault, anAction, anIntent, aServer, MINUTE, NOON, SECOND, TIMING } from '../../../builders.ts';

/** What a test may change while the world turns. */
export interface Scene {
  now: number;
  /** How long every call to the cloud takes. */
  callMs: number;
  server: Server | Fault;
  actions: readonly ServerAction[] | Fault;
  /** What Nova answers to the next stops; when there is none left it accepts. */
  answers: Reply<Accepted>[];
  clouds: Awaited<ReturnType<Clouds['cloud']>> | undefined;
  /** Comes before every call of a port, by the name it has in the journal; may throw, as a dying function does. */
  before: (call: string) => void;
  /** Comes after it, when its effect is there and its answer is not yet. */
  after: (call: string) => void;
  /** What the ledger says to a write instead of doing it. */
  write: (call: string) => Written | undefined;
  others: { readonly kind: 'unavailable'; readonly because: string } | undefined;
  letters: Sent;
  guards: Guards;
  /** What the roll of the request says. */
  select: FoundSelect;
  freeze: Awaited<ReturnType<Freezes['freezeOf']>>;
}

/** Thrown by a scene: the function is killed there. */
export class Killed extends Error {}

const isFault = <T>(scripted: T | Fault): scripted is Fault =>
  typeof scripted === 'object' && scripted !== null && 'trouble' in scripted;

// Each write by what it does, as the journal names it.
const nameOf = (entry: Entry, over: Entry | undefined): string => {
  // A look that only confirms claims, writes and gives back at once.
  if (over === undefined || (over.owner !== entry.owner && entry.leaseUntil !== 0)) return 'claim';
  if (entry.ending !== undefined) return entry.ending.kind;
  return entry.leaseUntil === 0 ? 'give back' : 'mark';
};

/** A world of fakes around one step: every call is journalled in order, and the scene can be changed at any of them. */
export const aStep = (changes: Partial<Scene> = {}) => {
  const scene: Scene = {
    now: NOON + SECOND,
    callMs: 100,
    server: aServer(),
    actions: [],
    answers: [],
    clouds: undefined,
    before: () => {},
    after: () => {},
    write: () => undefined,
    others: undefined,
    letters: { kind: 'sent' },
    guards: NO_GUARDS,
    select: { kind: 'absent' },
    freeze: { kind: 'freeze', freeze: undefined },
    ...changes,
  };
  const journal: string[] = [];
  const letters: DeadLetter[] = [];
  const stops: { readonly at: number; readonly type: StopType | undefined; readonly untilAt: number }[] = [];
  const looks: { readonly at: number; readonly untilAt: number }[] = [];
  const lines: { sending: SendingLine[]; sent: SentLine[]; alert: AlertLine[] } = { sending: [], sent: [], alert: [] };

  const journalled = async <T>(call: string, effect: () => T | Promise<T>): Promise<T> => {
    scene.before(call);
    journal.push(call);
    const answer = await effect();
    scene.after(call);
    return answer;
  };

  let ids = 0;
  const clock: Clock = {
    now: () => scene.now,
    sleep: async (ms) => {
      scene.now += ms;
    },
    random: () => 0,
    freshId: () => {
      ids += 1;
      return `owner-${ids}`;
    },
  };

  const memory = memoryLedger();
  const ledger: Ledger & EntryReads = {
    readMany: memory.readMany,
    read: (key) => journalled('read', () => memory.read(key)),
    write: (entry, over) => {
      const call = nameOf(entry, over);
      return journalled(call, () => scene.write(call) ?? memory.write(entry, over));
    },
    entriesOf: (cloud, id) => journalled('others', () => scene.others ?? memory.entriesOf(cloud, id)),
  };

  const answered = <T>(scripted: T | Fault): Reply<T> =>
    isFault(scripted) ? { kind: 'fault', fault: scripted } : { kind: 'ok', value: scripted, dateAt: scene.now - 500 };
  const asked = <T>(call: string, answer: () => Reply<T>): Promise<Reply<T>> =>
    journalled(call, () => {
      scene.now += scene.callMs;
      return answer();
    });
  const accepted = (): Reply<Accepted> => {
    const requestId = `req-${stops.length}`;
    if (!isFault(scene.server)) scene.server = { ...scene.server, taskState: 'powering-off', updatedAt: scene.now };
    if (!isFault(scene.actions))
      scene.actions = [
        anAction({ action: 'stop', requestId, userId: 'ours', startedAt: scene.now - 10 }),
        ...scene.actions,
      ];
    return { kind: 'ok', value: { openstackRequestId: requestId } };
  };
  const cloud: Cloud = {
    userId: 'ours',
    showServer: (_id, { untilAt }: Budget) => {
      looks.push({ at: scene.now, untilAt });
      return asked('show', () => answered(scene.server));
    },
    stopServer: (_id, type, { untilAt }) => {
      return asked('stop', () => {
        stops.push({ at: scene.now - scene.callMs, type, untilAt });
        return scene.answers.shift() ?? accepted();
      });
    },
    // A list shows no events; a record does.
    listActions: () =>
      asked('list', () =>
        answered(isFault(scene.actions) ? scene.actions : scene.actions.map(({ events: _, ...action }) => action)),
      ),
    showAction: (_id, requestId) =>
      asked('action', () => {
        const found = isFault(scene.actions) ? undefined : scene.actions.find((a) => a.requestId === requestId);
        return answered(found ?? aFault({ kind: 'refused', trouble: 'not-found' }));
      }),
  };

  const telemetry: Telemetry = {
    sending: (line) => {
      journal.push('sending');
      lines.sending.push(line);
    },
    sent: (line) => {
      journal.push('sent');
      lines.sent.push(line);
    },
    alert: (line) => {
      journal.push(`alert: ${line.what}`);
      lines.alert.push(line);
    },
    conflict: () => {
      journal.push('conflict');
    },
    requested: () => {},
    chosen: () => {},
    listAgain: () => {},
    outcome: () => {},
    malformed: () => {},
    refused: () => {},
    flush: () => {},
    complete: () => {},
  };

  const ports = {
    clouds: { cloud: async () => scene.clouds ?? { kind: 'cloud', cloud } } satisfies Clouds,
    ledger,
    deadLetters: {
      send: (letter: DeadLetter) =>
        journalled('letter', () => {
          if (scene.letters.kind === 'sent') letters.push(letter);
          return scene.letters;
        }),
    },
    clock,
    telemetry,
    timing: TIMING,
    get guards() {
      return scene.guards;
    },
    selects: { selectOf: () => journalled('select', () => scene.select) } satisfies Selects,
    freezes: { freezeOf: () => journalled('freeze', () => scene.freeze) } satisfies Freezes,
  };

  let receives = 0;
  const deliver = (changes: Partial<Delivery> = {}): Promise<Stepped> => {
    receives += 1;
    return step(
      { intent: anIntent(), deadlineAt: scene.now + MINUTE, receiveCount: receives, last: false, ...changes },
      ports,
    );
  };
  return {
    scene,
    journal,
    letters,
    stops,
    looks,
    lines,
    ports,
    /** One delivery of the intent, with a minute for it. */
    deliver,
    /** Delivers after each delay that is asked for, until the intent has ended. `meanwhile` comes before each of them. */
    deliverUntilTheEnd: async (meanwhile: () => void = () => {}): Promise<Outcome> => {
      for (;;) {
        meanwhile();
        const { outcome } = await deliver();
        if (outcome.kind !== 'look-again') return outcome;
        scene.now += outcome.delayMs;
      }
    },
    /** What is called while `during` runs. */
    callsDuring: async (during: () => Promise<unknown>): Promise<readonly string[]> => {
      const from = journal.length;
      await during();
      return journal.slice(from);
    },
    /** What the ledger holds of the intent. */
    entry: async (intent: Intent = anIntent()): Promise<Entry> => {
      const found = await memory.read(keyOf(intent));
      if (found.kind !== 'found') throw new Error(`no entry: ${found.kind}`);
      return found.entry;
    },
    /** Puts an entry into the ledger, as an earlier step left it. */
    remember: async (entry: Entry): Promise<void> => {
      const { kind } = await memory.write(entry, undefined);
      if (kind !== 'written') throw new Error(`not remembered: ${kind}`);
    },
  };
};

/** What aStep makes. */
export type World = ReturnType<typeof aStep>;

/** Kills the function at the first call of that name. */
export const killAt = ({ scene }: World, call: string, when: 'before' | 'after'): void => {
  scene[when] = (called) => {
    if (called !== call) return;
    scene[when] = () => {};
    throw new Killed(`${when} ${call}`);
  };
};
