import type { Night, OffServer } from '../night/night.ts';
import { type AuthHost, chargedWhenOff } from './charged.ts';
import type { Rate, Rates } from './rate.ts';

/** What the hours off of one server came to. `charged`: 0, with its reason. `no-rate` and `unknown` are no number at all. */
export type Money =
  | { readonly kind: 'saved'; readonly amount: number; readonly currency: string; readonly pricePerHour: number }
  | { readonly kind: 'charged'; readonly amount: 0; readonly because: string }
  | { readonly kind: 'no-rate' | 'unknown'; readonly because: string };

/** One server of a night with its money and energy. */
export interface Saving {
  readonly server: OffServer;
  readonly money: Money;
  /** Only with `watts` and known hours. */
  readonly kWh?: number;
}

/** What a night came to by the rates of a user. */
export interface Savings {
  readonly file: string;
  readonly servers: readonly Saving[];
  /** By currency: they are never added to each other. */
  readonly totals: ReadonlyMap<string, number>;
  /** Absent where no server has watts and known hours. */
  readonly kWh?: number;
  /** What of the file does not fit this night, one line each. */
  readonly problems: readonly string[];
}

const HOUR_MS = 3_600_000;

/** Prices the hours off of a night. Pure; `hostOf` says where a cloud logs in. */
export const savingsOf = ({ off }: Pick<Night, 'off'>, rates: Rates, hostOf: AuthHost): Savings => {
  const twice = namesOfSeveral(off);
  const servers = off.map((server) => savingOf(server, rateOf(server, rates, twice), hostOf));
  const totals = new Map<string, number>();
  for (const { money } of servers)
    if (money.kind === 'saved') totals.set(money.currency, (totals.get(money.currency) ?? 0) + money.amount);
  const energies = servers.flatMap(({ kWh }) => kWh ?? []);
  return {
    ...{ file: rates.file, servers, totals, problems: problemsOf(servers, rates, twice) },
    ...(energies.length === 0 ? {} : { kWh: energies.reduce((sum, one) => sum + one, 0) }),
  };
};

const namesOfSeveral = (off: readonly OffServer[]): ReadonlySet<string> => {
  const names = off.flatMap(({ name }) => (name === undefined || name === '' ? [] : [name]));
  return new Set(names.filter((name, at) => names.indexOf(name) !== at));
};

/** The server's own fields over those of its flavor; undefined where the file has neither. */
const rateOf = (server: OffServer, rates: Rates, twice: ReadonlySet<string>): Rate | undefined => {
  const flavor = server.flavors.map((one) => rates.flavors.get(one)).find((one) => one !== undefined);
  const byName = server.name === undefined || twice.has(server.name) ? undefined : rates.servers.get(server.name);
  const own = rates.servers.get(server.serverId) ?? byName;
  return flavor === undefined && own === undefined ? undefined : { ...flavor, ...own };
};

const savingOf = (server: OffServer, rate: Rate | undefined, hostOf: AuthHost): Saving => {
  const { hours } = server;
  if (hours.kind === 'unknown') return { server, money: { kind: 'unknown', because: hours.because } };
  const offHours = hours.offMs / HOUR_MS;
  const energy = rate?.watts === undefined ? {} : { kWh: (rate.watts * offHours) / 1000 };
  return { server, money: moneyOf(server, rate, offHours, hostOf), ...energy };
};

const moneyOf = (server: OffServer, rate: Rate | undefined, offHours: number, hostOf: AuthHost): Money => {
  const { charged, because } = chargedWhenOff(server, rate?.chargedWhenOff, hostOf(server.cloud));
  // A server that is charged all the same saves nothing, whatever its price is.
  if (charged === true) return { kind: 'charged', amount: 0, because };
  if (rate?.pricePerHour === undefined || rate.currency === undefined) return { kind: 'no-rate', because: 'no rate' };
  if (charged === 'unknown') return { kind: 'unknown', because };
  const { pricePerHour, currency } = rate;
  return { kind: 'saved', amount: pricePerHour * offHours, currency, pricePerHour };
};

const problemsOf = (servers: readonly Saving[], { file, servers: own }: Rates, twice: ReadonlySet<string>) => {
  const without = servers.filter(({ money }) => money.kind === 'no-rate');
  const flavors = new Set(without.map(({ server }) => server.flavors[0] ?? 'flavor not shown'));
  const named = [...twice].filter((name) => own.has(name));
  return [
    ...(without.length === 0
      ? []
      : [
          `${file}: no rate for ${without.length} server${without.length === 1 ? '' : 's'}: ${[...flavors].join(', ')}`,
        ]),
    ...named.map((name) => `${file}: servers.${name}: several servers have that name, so it is not used: name the id`),
  ];
};
