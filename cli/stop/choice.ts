import { choose, selectionOf } from '../../lib/power/choose/choose.ts';
import type { ServerId } from '../../lib/power/server.ts';
import { verdictInWords } from '../cloud/left-out.ts';
import { listCloud } from '../cloud/listing.ts';
import { serverCount } from '../cloud/server-words.ts';
import { EXIT, type ExitCode } from '../terminal/exit.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { choiceLines } from './choice-screen.ts';
import type { StopOptions, StopPlan } from './plan.ts';

/** The servers of a run, chosen once; or the exit code of a run that stops nothing, which has been said. */
export type Chosen =
  | { readonly kind: 'chosen'; readonly ids: readonly ServerId[] }
  | { readonly kind: 'ended'; readonly code: ExitCode };

/** Servers that a person named, within the cap; else lists the cloud, chooses, shows the choice and asks once whether it is meant. */
export const chooseServers = async (
  { request, clouds, settings }: StopPlan,
  { json, yes = false }: StopOptions,
  terminal: Terminal,
): Promise<Chosen> => {
  const { output, clock } = terminal;
  const { select, atMost, cloud, dryRun, serverIds } = request;
  const nothing = (because: string, code: ExitCode): Chosen => {
    output.err(`lights-out: ${because}; nothing was stopped`);
    return { kind: 'ended', code };
  };
  if (select === undefined) {
    const { atMostNamed: cap } = settings;
    if (serverIds.length <= cap) return { kind: 'chosen', ids: serverIds };
    return nothing(
      `${serverCount(serverIds.length)} named, more than the ${cap} that STOP_AT_MOST_PER_REQUEST allows`,
      EXIT.some,
    );
  }
  const listing = await listCloud(clouds, cloud, terminal);
  if (listing.kind === 'failed') return nothing(listing.because, listing.code);
  const selection = selectionOf(request, settings, request.requestedAt + listing.offsetMs);
  const { verdict, because, ids, counts } = choose(listing.servers, selection);
  if (verdict !== 'chosen') return nothing(verdictInWords(because, atMost), EXIT.some);
  if (!json) {
    const chosen = listing.servers.filter(({ id }) => ids.includes(id));
    for (const line of choiceLines(chosen, { cloud, counts, now: clock.now() }, output)) output.out(line);
  }
  if (yes || dryRun || (await terminal.askYes(questionOf(ids.length)))) return { kind: 'chosen', ids };
  output.out('Nothing was stopped.');
  return { kind: 'ended', code: EXIT.some };
};

const questionOf = (count: number): string =>
  count === 1 ? 'Stop this server? [y/N]' : `Stop these ${serverCount(count)}? [y/N]`;
