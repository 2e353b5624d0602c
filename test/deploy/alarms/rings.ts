import type { Resources } from '../../../deploy/resources.ts';
import { type Case, watchedAlarm } from './cloudwatch.ts';
import { BEGIN, createWorld, WATCHED, type World } from './world.ts';

// Values come at once or two minutes late; an evaluation retrieves no more data points than it needs, or two;
// periods begin anywhere.
const CASES: readonly Case[] = [0, 2].flatMap((late) =>
  [0, 2].flatMap((more) => [undefined, 0, 1, 2, 3, 4].map((phase) => ({ late, more, phase }))),
);

/** When an alarm began to ring after the failure, in minutes; each time. Not before the failure, and not with it since earlier. */
const timesOf = (states: readonly boolean[]): readonly number[] =>
  states.flatMap((state, minute) => (minute >= BEGIN && state && !states[minute - 1] ? [minute - BEGIN + 1] : []));

/** Which alarms ring, in the order of their minutes: `NAME MINUTES`, the most of any case, with ` stays` and ` twice` where it is so. */
export const ringsIn = (template: Resources, happens: (world: World) => void): string => {
  const { world, samples } = createWorld(template);
  happens(world);
  return Object.entries(template)
    .filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm')
    .flatMap(([id, { Properties }]) => {
      const alarms = ('Metrics' in Properties ? [true, false] : [true]).flatMap(
        (fills) => watchedAlarm(Properties, samples, fills) ?? [],
      );
      const states = alarms.flatMap((alarm) => CASES.map((one) => alarm.states(BEGIN + WATCHED, one)));
      const times = states.map(timesOf);
      if (times.every(({ length }) => length === 0)) return [];
      // Where a case does not ring at all, it is not said that it rings.
      const after = Math.max(...times.map(([first = Number.POSITIVE_INFINITY]) => first));
      const often = Math.max(...times.map(({ length }) => length));
      const stays = states.every((all) => all.at(-1)) && often === 1;
      const repeats = [undefined, '', ' twice'][often] ?? ' often';
      return [{ after, text: `${id.replace(/Alarm$/, '')} ${after}${stays ? ' stays' : ''}${repeats}` }];
    })
    .sort((a, b) => a.after - b.after || a.text.localeCompare(b.text))
    .map(({ text }) => text)
    .join(', ');
};
