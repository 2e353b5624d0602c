import type { Instant } from '../../lib/instant.ts';
import { runLedger } from '../../lib/ledger/run-ledger.ts';
import type { Entry } from '../../lib/power/entry.ts';
import { type Intent, keyOf } from '../../lib/power/intent.ts';
import type { Outcome } from '../../lib/power/outcome.ts';
import type { Clouds } from '../../lib/power/ports/cloud.ts';
import type { Ledger } from '../../lib/power/ports/ledger.ts';
import { safeTelemetry } from '../../lib/power/ports/safe-telemetry.ts';
import { step } from '../../lib/power/step/step.ts';
import type { RunSettings } from '../cloud/run-settings.ts';
import { stateWords } from '../cloud/server-words.ts';
import type { OpenStack } from '../terminal/stack.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { utc } from './letter-words.ts';

/** What a fresh look is made with. */
export interface LookPorts {
  readonly clouds: Clouds;
  readonly stack: OpenStack;
  readonly settings: RunSettings;
  readonly clock: Terminal['clock'];
}

/** The letter's intent, asked for again, and the entry of the ledger that its replay would find. */
export interface Rehearsal {
  readonly intent: Intent;
  readonly failedAt: Instant | undefined;
  readonly entry: Entry | undefined;
}

/** How the worker's next step on it would end, and how the server was. */
export interface Rehearsed {
  readonly outcome: Outcome;
  readonly state?: string;
  /** No server of that id, at the one look that this was. */
  readonly isNotFound: boolean;
}

// A step reads in half of this.
const LOOK_MS = 40_000;

/**
 * Takes the worker's own step as a dry run, on a ledger in memory that holds what the stack's ledger has of the intent: nothing is sent
 * and nothing is written.
 */
export const rehearse = async (
  { intent, failedAt, entry }: Rehearsal,
  { clouds, stack, settings, clock }: LookPorts,
): Promise<Rehearsed> => {
  const rehearsed: Intent = { ...intent, dryRun: true };
  const memory = runLedger();
  if (entry !== undefined) await memory.write({ ...entry, intent: { ...entry.intent, dryRun: true } }, undefined);
  const looks = seeing(clouds);
  const ledger: Ledger = {
    read: memory.read,
    write: memory.write,
    // Those of other requests, whose stops must not be taken for ours.
    entriesOf: async (cloud, serverId) => {
      const found = await stack.records.entriesOf(cloud, serverId);
      const own = keyOf(intent).sort;
      const entries = found.entries?.filter((other) => keyOf(other.intent).sort !== own);
      return entries === undefined ? found : { ...found, entries };
    },
  };
  const { outcome } = await step(
    {
      ...{ intent: rehearsed, deadlineAt: clock.now() + LOOK_MS, receiveCount: 1, last: false },
      ...(failedAt === undefined ? {} : { letterFailedAt: failedAt }),
    },
    {
      ...{ clouds: looks.clouds, ledger, clock, telemetry: safeTelemetry({}), freezes: stack.freezes },
      ...{ timing: settings.timing, guards: settings.guards, selects: stack.records },
      deadLetters: { send: async () => ({ kind: 'sent' }) },
    },
  );
  const after = await memory.read(keyOf(rehearsed));
  const state = looks.state();
  return {
    outcome,
    isNotFound: after.kind === 'found' && after.entry.ending === undefined && after.entry.notFoundAt !== undefined,
    ...(state === undefined ? {} : { state }),
  };
};

/** The clouds, which keep how the server was when it was last shown, and take no stop. */
const seeing = (clouds: Clouds): { readonly clouds: Clouds; readonly state: () => string | undefined } => {
  let state: string | undefined;
  return {
    state: () => state,
    clouds: {
      cloud: async (name) => {
        const opened = await clouds.cloud(name);
        if (opened.kind !== 'cloud') return opened;
        const { cloud } = opened;
        return {
          kind: 'cloud',
          cloud: {
            get userId() {
              return cloud.userId;
            },
            showServer: async (id, budget) => {
              const reply = await cloud.showServer(id, budget);
              if (reply.kind === 'ok') state = stateWords(reply.value);
              return reply;
            },
            stopServer: async () => {
              throw new Error('a rehearsal sends no stop');
            },
            listActions: (id, budget) => cloud.listActions(id, budget),
            showAction: (id, requestId, budget) => cloud.showAction(id, requestId, budget),
          },
        };
      },
    },
  };
};

/** The end of an intent that the ledger has already, in words; undefined while it is open or this letter names it. */
export const endedOtherwise = ({ ending }: Entry, failedAt: Instant | undefined): string | undefined => {
  if (ending === undefined || ending.kind === 'burying') return undefined;
  if (!('failure' in ending)) return `it ended ${ending.kind} at ${utc(ending.endedAt)}: ${ending.because}`;
  const { reason, failedAt: endedAt } = ending.failure;
  return endedAt === failedAt ? undefined : `it ended ${reason} at ${utc(endedAt)}, which another letter says`;
};
