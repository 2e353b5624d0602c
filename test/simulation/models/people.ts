import type { FreezeBook } from '../../../lib/power/ports/freezes.ts';
import { DUSK, type World } from '../engine/world.ts';
import type { Act, Deed } from '../plan.ts';
import { type Nova, serverIdOf } from './nova.ts';
import { CLOUD } from './timing.ts';

/** The clouds that a deed freezes; null is all of them. */
const FREEZES: Partial<Record<Deed, string | null>> = {
  freeze: CLOUD,
  'freeze-all': null,
  'freeze-another': 'another',
};

const setFreeze = async (
  { timeline, tell }: World,
  freezes: FreezeBook,
  cloud: string | null,
  untilAt: number,
): Promise<void> => {
  const now = timeline.now();
  const read = await freezes.readFreeze(cloud);
  if (read.kind === 'unavailable') throw new Error(read.because);
  const over = read.freeze;
  const { revision = 0 } = over ?? {};
  const freeze = { cloud, frozenAt: now, untilAt, by: 'somebody', why: 'maintenance' };
  const written = await freezes.putFreeze({ ...freeze, owner: `person-${now}`, revision: revision + 1 }, over);
  if (written.kind !== 'written') throw new Error(`the freeze was not written: ${written.kind}`);
  tell({ kind: 'frozen', cloud, untilAt });
};

/** The people who act on servers and freeze clouds while the function is at work, at the moments of the plan. */
export const letPeopleAct = (world: World, nova: Nova, freezes: FreezeBook): void => {
  const { timeline, plan } = world;
  const act = ({ deed, server, takesMs, endsInMs = 0, asUs }: Act): void => {
    const id = serverIdOf(server);
    const cloud = FREEZES[deed];
    const now = timeline.now();
    if (cloud !== undefined) void setFreeze(world, freezes, cloud, now + endsInMs);
    else if (deed === 'thaw') for (const one of [CLOUD, null]) void setFreeze(world, freezes, one, now);
    else {
      const done = nova.does({ deed, server: id, takesMs, endsAt: now + endsInMs }, asUs === true);
      world.tell({ kind: 'person', does: deed, server: id, done });
    }
  };
  const isOfLedger = ({ deed }: Act): boolean => deed in FREEZES || deed === 'thaw';
  const actAt = (instant: number, planned: Act): void => {
    if (isOfLedger(planned)) timeline.at(instant, () => act(planned));
    else timeline.quietly(instant, () => act(planned));
  };
  const waiting: { readonly act: Act; left: number }[] = [];
  for (const planned of plan.acts) {
    if (planned.when === 'time') actAt(DUSK + planned.inMs, planned);
    else waiting.push({ act: planned, left: planned.nth });
  }
  if (waiting.length === 0) return;
  world.onNotice((moment, server) => {
    for (const one of waiting) {
      if (one.left === 0 || one.act.when !== moment || (server !== '' && server !== serverIdOf(one.act.server)))
        continue;
      one.left -= 1;
      if (one.left === 0) actAt(timeline.now() + one.act.inMs, one.act);
    }
  });
};
