import type { Instant } from '../../lib/instant.ts';
import type { Fault } from '../../lib/power/fault.ts';
import type { ListingClouds, ServerList } from '../../lib/power/ports/cloud.ts';
import type { ListedServer } from '../../lib/power/server.ts';
import { LISTED_MAX, listAll } from '../../lib/roll/list-all.ts';
import { EXIT, type ExitCode } from '../terminal/exit.ts';
import { printable, type Terminal } from '../terminal/terminal.ts';
import { faultInWords, isForPerson } from './fault-words.ts';

/** All servers of a cloud's project, or in one line why they are not known. */
export type Listing =
  | {
      readonly kind: 'listed';
      readonly servers: readonly ListedServer[];
      readonly pages: number;
      /** The cloud's clock minus ours. */
      readonly offsetMs: number;
    }
  | { readonly kind: 'failed'; readonly because: string; readonly code: ExitCode };

/** For one list, repetitions of its pages included; as much as the worker takes at most. */
const LIST_MS = 30_000;
/** No list is begun later than this after the first: a person waits. */
const PATIENCE_MS = 60_000;
const FIRST_DELAY_MS = 1_000;

const failed = (because: string, code: ExitCode): Listing => ({ kind: 'failed', because: printable(because), code });

/** Lists the servers of a cloud; an incomplete list is asked for again for a minute. */
export const listCloud = async (
  clouds: ListingClouds,
  name: string,
  { clock, output }: Pick<Terminal, 'clock' | 'output'>,
): Promise<Listing> => {
  const opened = await clouds.cloud(name);
  if (opened.kind === 'unknown') return failed(`cloud ${name} is not configured`, EXIT.usage);
  if (opened.kind === 'fault') return failed(opened.fault.message, EXIT.usage);
  const { list, pages } = countPages(opened.cloud);
  const beganAt: Instant = clock.now();
  for (let delayMs = FIRST_DELAY_MS; ; delayMs *= 2) {
    const before = pages();
    // It takes half of the time that it is given.
    const listed = await listAll(list, clock, clock.now() + 2 * LIST_MS);
    if (listed.kind === 'list') return { ...listed, kind: 'listed', pages: pages() - before };
    if (listed.kind === 'too-many') return failed(`cloud ${name} has more than ${LISTED_MAX} servers`, EXIT.some);
    const final = finalTrouble(name, listed.fault);
    if (final !== undefined) return final;
    const because = `the list of servers is incomplete: ${listed.fault.message}`;
    if (clock.now() + delayMs - beganAt > PATIENCE_MS) return failed(because, EXIT.some);
    output.err(`${printable(because)}; listing again`);
    await clock.sleep(delayMs);
  }
};

// What another try cannot change.
const finalTrouble = (name: string, fault: Fault): Listing | undefined => {
  if (fault.trouble === 'too-old')
    return failed(`cloud ${name} is too old to choose servers in: ${fault.message}`, EXIT.usage);
  if (isForPerson(fault)) return failed(faultInWords(fault), EXIT.usage);
  return fault.kind === 'refused' ? failed(`the servers cannot be listed: ${fault.message}`, EXIT.some) : undefined;
};

const countPages = (cloud: ServerList): { readonly list: ServerList; readonly pages: () => number } => {
  let count = 0;
  return {
    pages: () => count,
    list: {
      listServers: async (next, budget) => {
        count += 1;
        return cloud.listServers(next, budget);
      },
    },
  };
};
