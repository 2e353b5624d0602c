import { EXIT, type ExitCode } from '../terminal/exit.ts';
import type { TakenLetter } from '../terminal/stack.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { forecast } from './forecast.ts';
import { type GatherOptions, gather } from './gather.ts';
import { showJson } from './letter-json.ts';
import { lettersCommand } from './letter-words.ts';
import { pick } from './pick.ts';
import { showLines } from './show-screen.ts';

/** `lights-out dead-letters show`: everything of one letter, what its reason means, and what a replay would do. Throws only bugs. */
export const show = async (id: string, options: GatherOptions, terminal: Terminal): Promise<ExitCode> => {
  const { output, clock } = terminal;
  // Of all bodies only those that may be the one: there are thousands.
  const bodies = new Map<string, TakenLetter>();
  const found = await gather(options, [], terminal, (taken) => {
    if (taken.messageId.toLowerCase().startsWith(id.toLowerCase())) bodies.set(taken.messageId, taken);
  });
  if (found.kind === 'ended') return found.code;
  const picked = pick(found, [id], terminal);
  if ('kind' in picked) return picked.code;
  for (const letter of picked) {
    const taken = bodies.get(letter.messageId);
    const { clouds, stack, settings, names } = found;
    const would = await forecast(letter, { clouds, stack, settings, clock });
    if (options.json) {
      output.out(JSON.stringify(showJson(letter, would, taken, names)));
      continue;
    }
    for (const line of showLines(letter, would, taken?.body ?? '', names, output)) output.out(line);
    output.out(would.replays ? 'To replay it:' : 'To remove it for good:');
    output.out(lettersCommand(would.replays ? 'replay' : 'drop', found.shortId(letter), options));
  }
  return EXIT.done;
};
