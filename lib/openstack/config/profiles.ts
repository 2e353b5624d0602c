import { type Raw, rawOf } from './raw.ts';

// openstack/config/vendors/otc.json and otc-swiss.json of openstacksdk.
const BUILT_IN: Readonly<Record<string, Raw>> = {
  otc: {
    auth: { auth_url: 'https://iam.{region_name}.otc.t-systems.com/v3' },
    regions: ['eu-de', 'eu-nl'],
    interface: 'public',
  },
  'otc-swiss': {
    auth: { auth_url: 'https://iam-pub.eu-ch2.sc.otc.t-systems.com/v3' },
    regions: ['eu-ch2'],
    interface: 'public',
  },
};

// The other vendors of openstacksdk (openstack/config/vendors) may change their profiles, so only the address
// is suggested for the cloud's own entry. OVH's is from before openstacksdk began to download it.
const ADDRESSES: Readonly<Record<string, string>> = {
  auro: 'https://api.van2.auro.io:5000/v3',
  binero: 'https://auth.binero.cloud:5000/v3',
  citycloud: 'https://{region_name}.citycloud.com:5000/v3',
  dreamcompute: 'https://iad2.dream.io:5000',
  elastx: 'https://ops.elastx.cloud:5000/v3',
  entercloudsuite: 'https://api.entercloudsuite.com',
  fuga: 'https://identity.api.fuga.io:5000',
  limestonenetworks: 'https://auth.cloud.lstn.net:5000/v3',
  ovh: 'https://auth.cloud.ovh.net/v3',
  'ovh-us': 'https://auth.cloud.ovh.us/v3',
  switchcloud: 'https://identity.compute.cloud.switch.ch/v3',
  switchengines: 'https://keystone.cloud.switch.ch:5000/v3',
  vexxhost: 'https://auth.vexxhost.net/v3',
  zetta: 'https://identity.api.zetta.io/v3',
};
// Vendors without an address to suggest.
const WITHOUT_ADDRESS: Readonly<Record<string, string>> = {
  bluebox: 'is unknown',
  ...Object.fromEntries(
    ['catalyst', 'conoha', 'rackspace'].map((name) => [name, 'is for Keystone v2, which is not supported']),
  ),
  ...Object.fromEntries(
    // `status: shutdown`.
    ['betacloud', 'ibmcloud', 'internap', 'ultimum', 'unitedstack'].map((name) => [
      name,
      'is for a cloud that no longer exists, according to openstacksdk',
    ]),
  ),
};

type Profile = { readonly kind: 'profile'; readonly raw: Raw } | { readonly kind: 'problem'; readonly problem: string };

/**
 * The profile of a cloud, from `clouds-public.yaml` or built in; empty when it names none or an unknown one,
 * which openstacksdk ignores. A vendor profile that only openstacksdk has is a problem: its regions and
 * domains would be missing silently.
 */
export const profileOf = (cloud: Raw, publicClouds: Raw): Profile => {
  // `cloud` is openstacksdk's old name of the key.
  const name = cloud.profile ?? cloud.cloud;
  if (typeof name !== 'string') return { kind: 'profile', raw: {} };
  if (Object.hasOwn(publicClouds, name)) return { kind: 'profile', raw: rawOf(publicClouds[name]) };
  if (Object.hasOwn(BUILT_IN, name)) return { kind: 'profile', raw: rawOf(BUILT_IN[name]) };
  const address = Object.hasOwn(ADDRESSES, name) ? ADDRESSES[name] : undefined;
  const instead = `remove it and set auth_url${address === undefined ? '' : ` (${address})`}, region_name and the domains`;
  // openstacksdk fetches a profile that is an address (vendors/__init__.py, get_profile).
  if (/^https?:/.test(name))
    return { kind: 'problem', problem: `profile is an address, and profiles are not downloaded: ${instead}` };
  const why = Object.hasOwn(WITHOUT_ADDRESS, name) ? WITHOUT_ADDRESS[name] : undefined;
  if (address === undefined && why === undefined) return { kind: 'profile', raw: {} };
  return { kind: 'problem', problem: `profile ${name} ${why ?? 'is unknown'}: ${instead}` };
};
