import { type Raw, rawOf } from './raw-config.ts';

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

/** The profile a cloud names, from `clouds-public.yaml` or built in; empty when it names none or an unknown one. */
export const profileOf = (cloud: Raw, publicClouds: Raw): Raw => {
  // `cloud` is openstacksdk's old name of the key.
  const name = cloud.profile ?? cloud.cloud;
  if (typeof name !== 'string') return {};
  return rawOf(Object.hasOwn(publicClouds, name) ? publicClouds[name] : BUILT_IN[name]);
};
