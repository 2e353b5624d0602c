import type { ServerId } from '../../lib/power/server.ts';
import type { Problems } from '../terminal/problems.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { readIdFiles } from './id-files.ts';
import { readServerIds } from './id-list.ts';
import { type SelectBody, type SelectOptions, selectBody } from './select-options.ts';

/** The options by which a command names the servers that it is about, as typed, and those that decide whether it asks. */
export interface NamedOptions extends SelectOptions {
  readonly serversFrom: readonly string[];
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly yes?: boolean;
}

/** Servers by their ids, or what chooses them. */
export interface NamedServers {
  readonly kind: 'named';
  /** Empty with `select`. */
  readonly ids: readonly ServerId[];
  /** The fields `select` and `atMost` of a request, still to be read by its schema. */
  readonly select?: Omit<Extract<SelectBody, { readonly kind: 'select' }>, 'kind'>;
}

/** Reads the servers that arguments, files and options name; or every problem. Ids and options that choose exclude each other. */
export const readNamedServers = async (
  args: readonly string[],
  options: NamedOptions,
  terminal: Pick<Terminal, 'readText' | 'canAsk'>,
): Promise<NamedServers | Problems> => {
  const lists = await readIdFiles(options.serversFrom, terminal);
  const namesIds = args.length > 0 || options.serversFrom.length > 0;
  const body = selectBody(options);
  const usesIds = body.kind === 'none' || namesIds;
  const ids = usesIds ? readServerIds(args, lists.lists) : ({ kind: 'ids', ids: [] } as const);
  const problems = [
    ...lists.problems,
    // A list that could not be read may be the one that names the servers.
    ...(ids.kind === 'problems' && !(lists.problems.length > 0 && args.length === 0) ? ids.problems : []),
    ...(body.kind === 'problems' ? body.problems : []),
    ...clashesOf(body, namesIds, options, terminal),
  ];
  if (problems.length > 0 || ids.kind === 'problems') return { kind: 'problems', problems };
  if (body.kind !== 'select') return { kind: 'named', ids: ids.ids };
  const { kind: _, ...select } = body;
  return { kind: 'named', ids: [], select };
};

const clashesOf = (
  { kind }: SelectBody,
  namesIds: boolean,
  { dryRun, json, yes = false }: NamedOptions,
  { canAsk }: Pick<Terminal, 'canAsk'>,
): readonly string[] => {
  if (kind === 'none') return yes ? ['--yes: only together with options that choose servers, such as --tag'] : [];
  if (kind === 'problems') return [];
  if (namesIds) return ['server IDs and options that choose servers exclude each other: give only one of them'];
  // A rehearsal sends nothing, so there is nothing to confirm.
  return yes || dryRun || (canAsk && !json)
    ? []
    : [
        `--yes: required to stop what the options choose, ${json ? 'with --json' : 'where there is no terminal to ask at'}`,
      ];
};
