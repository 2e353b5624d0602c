import { DUSK, type World } from '../engine/world.ts';
import type { Act } from '../plan.ts';
import { type Nova, serverIdOf } from './nova.ts';

/** The people who act on servers while the function is at work, at the moments of the plan. */
export const letPeopleAct = (world: World, nova: Nova): void => {
  const { timeline, plan } = world;
  const act = ({ deed, server, takesMs, asUs }: Act): void => {
    const id = serverIdOf(server);
    const done = nova.does(deed, id, takesMs, asUs === true);
    world.tell({ kind: 'person', does: deed, server: id, done });
  };
  const waiting: { readonly act: Act; left: number }[] = [];
  for (const planned of plan.acts) {
    if (planned.when === 'time') timeline.quietly(DUSK + planned.inMs, () => act(planned));
    else waiting.push({ act: planned, left: planned.nth });
  }
  if (waiting.length === 0) return;
  world.onNotice((moment, server) => {
    for (const one of waiting) {
      if (one.left === 0 || one.act.when !== moment || (server !== '' && server !== serverIdOf(one.act.server)))
        continue;
      one.left -= 1;
      if (one.left === 0) timeline.quietly(timeline.now() + one.act.inMs, () => act(one.act));
    }
  });
};
