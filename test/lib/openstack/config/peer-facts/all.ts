import { DOMAIN_FACTS } from './domains.ts';
import type { PeerFact } from './fact.ts';
import { FILE_FACTS } from './files.ts';
import { LOGIN_FACTS } from './login.ts';
import { METHOD_FACTS } from './methods.ts';
import { PLACE_FACTS } from './places.ts';
import { PROFILE_FACTS } from './profiles.ts';
import { REGION_FACTS } from './regions.ts';
import { SERVICE_FACTS } from './service.ts';
import { TLS_FACTS } from './tls.ts';
import { VARIABLE_FACTS } from './variables.ts';

/**
 * Facts from the tests and sources of openstacksdk (0.101 to August 2026), keystoneauth1 and gophercloud, by theme; those of the
 * Python clients were seen by running them.
 */
export const PEER_FACTS: Readonly<Record<string, readonly PeerFact[]>> = {
  regions: REGION_FACTS,
  service: SERVICE_FACTS,
  domains: DOMAIN_FACTS,
  login: LOGIN_FACTS,
  methods: METHOD_FACTS,
  profiles: PROFILE_FACTS,
  files: FILE_FACTS,
  places: PLACE_FACTS,
  variables: VARIABLE_FACTS,
  tls: TLS_FACTS,
};
