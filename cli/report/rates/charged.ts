import type { OffServer } from '../night/night.ts';

/** Where a cloud logs in: the host of its `auth_url`; undefined where that is not known. */
export type AuthHost = (cloud: string) => string | undefined;

/** Whether a server is charged while it is off, and because of what. */
export interface Charged {
  readonly charged: boolean | 'unknown';
  readonly because: string;
}

interface Vendor {
  readonly name: string;
  readonly domains: readonly string[];
  readonly bareMetal: string;
}

/**
 * What vendors' pages say, read 2026-11-30. Open Telekom Cloud, "Pricing Models: Computing & Containers": flavors with a disk or a GPU
 * of their own, bare metal among them, stay charged while stopped. Huawei Cloud, Bare Metal Server, "Billing Overview": sold by the
 * year or month; Elastic Cloud Server, "How Can I Stop an ECS from Being Billed?": bare metal stays billed while stopped.
 */
const VENDORS: readonly Vendor[] = [
  {
    name: 'Open Telekom Cloud',
    domains: ['otc.t-systems.com'],
    bareMetal: 'Open Telekom Cloud keeps charging for bare metal while it is stopped',
  },
  {
    name: 'Huawei Cloud',
    domains: ['myhuaweicloud.com', 'myhuaweicloud.eu', 'huaweicloud.com'],
    bareMetal: 'Huawei Cloud sells bare metal by the month or year, and charges for it while it is stopped',
  },
];

const vendorOf = (host: string): Vendor | undefined =>
  VENDORS.find(({ domains }) => domains.some((domain) => host === domain || host.endsWith(`.${domain}`)));

/** Whether a server is charged while it is off: what the rates file says, else what its vendor says of such machines. */
export const chargedWhenOff = (
  { machine }: Pick<OffServer, 'machine'>,
  said: boolean | undefined,
  host: string | undefined,
): Charged => {
  if (said !== undefined) return { charged: said, because: `the rates file says chargedWhenOff: ${said}` };
  const vendor = host === undefined ? undefined : vendorOf(host);
  if (vendor === undefined) return { charged: false, because: '' };
  if (machine === 'bare-metal') return { charged: true, because: vendor.bareMetal };
  if (machine === 'virtual') return { charged: false, because: '' };
  const because = `${vendor.name} does not show whether it is bare metal, which is charged while stopped: say chargedWhenOff in the rates file`;
  return { charged: 'unknown', because };
};
