import type { Role } from './cast.ts';
import { ANNEX } from './clouds-file.ts';
import type { Say } from './night.ts';
import { HOLIDAY, NIGHT_SELECTION, NIGHT_TAG, SPARE_TAG, TOO_LARGE } from './select-messages.ts';
import { idsFor } from './server-requests.ts';

/** Says what is sent; `schedules` are all of the template, `fired` those that are sent. */
export const announce = (
  cast: readonly Role[],
  fired: readonly string[],
  schedules: readonly string[],
  say: Say,
): void => {
  const count = (caller: Role['caller']): number => new Set(idsFor(cast, caller).map((id) => id.toLowerCase())).size;
  const left = schedules.filter((name) => !fired.includes(name));
  say(`schedule  ${fired.join(', ')}: ${count('schedule')} servers`);
  if (left.length > 0) say(`          not tonight: ${left.join(', ')}, which choose servers or are excepted today`);
  say(`          ${HOLIDAY}: today is a holiday`);
  say(`queue     one message for ${count('queue')} servers, one for a server`);
  say('          whose time is nearly over, and one that cannot be read');
  say(`          one for a server in the cloud ${ANNEX}, which is frozen`);
  say(`select    ${NIGHT_TAG}, at most ${NIGHT_SELECTION.atMost} servers;`);
  say(`          ${SPARE_TAG}, at most ${TOO_LARGE.atMost}, and more have it`);
};
