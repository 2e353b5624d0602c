import type { Described } from '../server.ts';
import { fitsGlob } from './glob.ts';
import type { Machine } from './select.ts';

const BARE_METAL_MARK = '__type_baremetal';

// Flavors of Ironic ask for one of a custom class and no CPU (Ironic's install guide, "Create flavors for use
// with the Bare Metal service"); Open Telekom Cloud's and Huawei's name the driver.
const isIronicFlavor = (specs: Readonly<Record<string, string>>): boolean =>
  specs.resource_type === 'ironic' ||
  /(^|\s)ironic$/.test(String(specs['capabilities:hypervisor_type'])) ||
  (specs['resources:VCPU'] === '0' &&
    Object.entries(specs).some(([key, value]) => /^resources\d*:CUSTOM_/.test(key) && Number(value) > 0));

/**
 * What a server runs on, by what its project sees of it. Virtual only where the extra specs are shown and none
 * is a sign of bare metal.
 */
export const machineOf = ({ flavor, tags, metadata }: Described): Exclude<Machine, 'any'> | 'unknown' => {
  const specs = flavor?.extraSpecs ?? undefined;
  const isBareMetal =
    (specs !== undefined && isIronicFlavor(specs)) ||
    [flavor?.name, flavor?.id].some((one) => typeof one === 'string' && fitsGlob('physical.*', one)) ||
    tags?.includes(BARE_METAL_MARK) === true ||
    metadata?.['metering.resourcetype'] === BARE_METAL_MARK;
  if (isBareMetal) return 'bare-metal';
  return specs === undefined ? 'unknown' : 'virtual';
};
