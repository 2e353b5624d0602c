import * as v from 'valibot';
import { isMap, LineCounter, parseDocument } from 'yaml';
import { quoted } from '../../../lib/message/json.ts';
import { parseServerId } from '../../../lib/power/server.ts';
import { readYaml } from '../../../lib/yaml-text.ts';
import { type Rates, ratesSchema } from './rate.ts';

/** The rates of a file, or everything that is wrong with it: one line each, with file, line and field. */
export type ReadRates =
  | { readonly kind: 'rates'; readonly rates: Rates }
  | { readonly kind: 'problems'; readonly problems: readonly string[] };

type Path = readonly (string | number)[];

/** Reads the text of a rates file. */
export const readRates = (file: string, text: string): ReadRates => {
  const read = readYaml(text, 'core');
  if ('mistake' in read)
    return { kind: 'problems', problems: [`${file}: ${read.mistake.quoting} at ${read.mistake.place}`] };
  // valibot takes a list for an object with the keys 0, 1, …
  if (Array.isArray(read.value))
    return { kind: 'problems', problems: [`${file}: must be an object with flavors and servers`] };
  const parsed = v.safeParse(ratesSchema, read.value);
  if (!parsed.success) {
    const lineOf = linesOf(text);
    const problems = parsed.issues.map((issue) => {
      const path = (issue.path ?? []).map(({ key }) => String(key));
      const where = path.length === 0 ? '' : `${lineOf(path)}, ${path.map(part).join('.')}`;
      return `${file}${where === '' ? '' : `: line ${where}`}: ${issue.message}`;
    });
    return { kind: 'problems', problems };
  }
  const { flavors, servers } = parsed.output;
  return {
    kind: 'rates',
    rates: {
      file,
      flavors: new Map(Object.entries(flavors ?? {})),
      servers: new Map(Object.entries(servers ?? {}).map(([key, rate]) => [parseServerId(key) ?? key, rate])),
    },
  };
};

const part = (name: string): string => (/^[\w-]+$/.test(name) ? name : quoted(name));

/** Finds the line of a field, or of the nearest field around it, counted from 1. */
const linesOf = (text: string): ((path: Path) => number) => {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { schema: 'core', lineCounter, logLevel: 'error' });
  return (path) => {
    let node: unknown = document.contents;
    let offset = 0;
    for (const name of path) {
      if (!isMap<{ readonly value: unknown; readonly range?: readonly number[] }>(node)) break;
      const pair = node.items.find(({ key }) => String(key.value) === name);
      if (pair === undefined) break;
      offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    }
    return lineCounter.linePos(offset).line;
  };
};
