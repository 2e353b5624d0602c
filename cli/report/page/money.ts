import type { Money, Saving, Savings } from '../rates/savings.ts';
import { type Html, html } from './html.ts';
import { listed } from './listed.ts';
import { counted, hoursText } from './words.ts';

/** `12.30 EUR`: never in the words of a place, so that it reads the same everywhere. */
const amountText = (amount: number, currency: string): string => `${amount.toFixed(2)} ${currency}`;

/** `4.2 kWh`. */
export const energyText = (kWh: number): string => `${kWh < 10 ? kWh.toFixed(2) : kWh.toFixed(1)} kWh`;

/** The sums of all currencies, or 0 where every server is charged all the same. */
export const totalsText = ({ totals, servers }: Savings): string => {
  if (totals.size > 0) return [...totals].map(([currency, amount]) => amountText(amount, currency)).join(' and ');
  return servers.length > 0 && servers.every(({ money }) => money.kind === 'charged') ? '0' : 'not known';
};

/** Servers of one flavor to which the same applies. */
interface Group {
  readonly flavor: string;
  readonly money: Money;
  readonly of: Saving[];
}

const groupsOf = ({ servers }: Savings): readonly Group[] => {
  const groups = new Map<string, Group>();
  for (const saving of servers) {
    const { money } = saving;
    const flavor = saving.server.flavors[0] ?? 'flavor not shown';
    const same = money.kind === 'saved' ? `${money.pricePerHour} ${money.currency}` : money.because;
    const key = [flavor, money.kind, same].join('\n');
    const group = groups.get(key) ?? { flavor, money, of: [] };
    groups.set(key, group);
    group.of.push(saving);
  }
  return [...groups.values()].toSorted((a, b) => b.of.length - a.of.length);
};

/** What the hours off came to, by the rates of the user; each server by itself is in `--json`. */
export const moneySection = (savings: Savings): Html => {
  const { totals, kWh, file, problems } = savings;
  const energy = kWh === undefined ? '' : `, ${energyText(kWh)}`;
  const apart = totals.size > 1 ? ' Currencies are not added to each other.' : '';
  return html`<section id="savings" aria-labelledby="h-savings"><h2 id="h-savings">Savings</h2><p>${totalsText(savings)}${energy}</p><p class="soft">Hours off times the rates in ${file}. Disks, addresses and licences of a stopped server are not part of it.${apart}</p>${problems.map((problem) => html`<p class="notice">${problem}</p>`)}${listed('rows money', groupsOf(savings).map(groupItem), 'Savings by flavor', 20, (count) => counted(count, 'more group'))}</section>`;
};

const groupItem = ({ flavor, money, of }: Group): Html => {
  const offMs = of.reduce((sum, { server: { hours } }) => sum + (hours.kind === 'known' ? hours.offMs : 0), 0);
  const energies = of.flatMap(({ kWh }) => kWh ?? []);
  const facts = [
    counted(of.length, 'server'),
    ...(money.kind === 'unknown' ? [] : [hoursText(offMs)]),
    ...(money.kind === 'saved' ? [`${money.pricePerHour} ${money.currency} per hour`] : []),
    ...(energies.length === 0 ? [] : [energyText(energies.reduce((sum, one) => sum + one, 0))]),
    ...(money.kind === 'charged' || money.kind === 'unknown' ? [money.because] : []),
  ];
  return html`<li><span class="name">${flavor}</span><span class="facts">${facts.join(' · ')}</span><span class="time">${moneyText(of)}</span></li>`;
};

const moneyText = (of: readonly Saving[]): string => {
  const [first] = of;
  switch (first?.money.kind) {
    case 'saved':
      return amountText(
        of.reduce((sum, { money }) => sum + (money.kind === 'saved' ? money.amount : 0), 0),
        first.money.currency,
      );
    case 'charged':
      return '0';
    case 'no-rate':
      return 'no rate';
    default:
      return 'not known';
  }
};
