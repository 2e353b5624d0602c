import { defaultCloudName } from '../openstack/config/default-cloud.ts';
import type { Environment } from './environment.ts';

/** The cloud of a request that names none: what the environment says (openstacksdk's rules), else `default`. */
export const defaultCloud = (env: Environment): string => defaultCloudName(env) ?? 'default';
