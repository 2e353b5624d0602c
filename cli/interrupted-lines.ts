import { type End, nameOf, type UnderWay } from './end.ts';
import { labelOf } from './named.ts';
import { MOST_ROWS, moreLine } from './report.ts';
import { counted, servers } from './summary.ts';

/** What Ctrl-C leaves behind: stops under way, ours and others', and the servers of which that is not known. */
export const interruptedLines = (ends: readonly End[]): readonly string[] => {
  const left = (whose: UnderWay): readonly End[] => ends.filter(({ underWay }) => underWay === whose);
  const [ours, others, unknown] = [left('ours'), left("somebody's"), left('unknown')];
  const found = [
    ...(ours.length > 0 ? [`stops under way, not confirmed off: ${counted(ours)}`] : []),
    ...(others.length > 0 ? [`powering off by somebody's stop: ${servers(others.length)}`] : []),
    ...(unknown.length > 0
      ? [`not looked at to the end, a stop of somebody's may be under way: ${servers(unknown.length)}`]
      : []),
  ];
  const named = [
    ...ours.map((end) => `  ${labelOf({ id: end.serverId, ...end })} ${nameOf(end)}`),
    ...others.map((end) => `  ${labelOf({ id: end.serverId, ...end })} powering-off`),
  ];
  const more = named.length - MOST_ROWS;
  return [
    `lights-out: interrupted; ${found.length > 0 ? found.join('; ') : 'no stop is under way'}`,
    ...named.slice(0, MOST_ROWS),
    ...(more > 0 ? [moreLine(more)] : []),
  ];
};
