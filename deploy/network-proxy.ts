import { routesOf } from '../lib/openstack/http/proxies.ts';
import { interpretedProblem } from './resources.ts';

/** The proxies of the worker's calls to Keystone and Nova, and the hosts that are reached without one; empty: none. */
export interface ProxyParams {
  readonly httpsProxy: string;
  readonly httpProxy: string;
  readonly noProxy: string;
}

// The environment of a function is in the template, the change set and the console.
const LOGIN =
  'must not hold a user or a password, which the template, the change set and the console would show (docs/network.md has a way)';
const FORM = 'use http://host:port';

/** What is wrong with a proxy, by the rules that the worker reads it by, and more strictly: with a port and without a login. */
const proxyProblem = (variable: 'HTTPS_PROXY' | 'HTTP_PROXY', value: string): string | undefined => {
  if (value === '') return undefined;
  if (value.includes('@')) return LOGIN;
  const interpreted = interpretedProblem(value);
  if (interpreted !== undefined) return interpreted;
  const target = new URL(variable === 'HTTPS_PROXY' ? 'https://cloud.invalid' : 'http://cloud.invalid');
  const route = routesOf({ [variable]: value })(target);
  if (route.kind === 'unusable') {
    // The rest of the problem names a form with a password.
    const [because = ''] = route.problem.slice(variable.length + 1).split(': use ');
    return `${because}: ${FORM}`;
  }
  return /:\d+\/?$/.test(value) ? undefined : `has no port: ${FORM}`;
};

const noProxyProblem = ({ httpsProxy, httpProxy, noProxy }: ProxyParams): string | undefined =>
  noProxy !== '' && httpsProxy === '' && httpProxy === ''
    ? 'has no effect without httpsProxy or httpProxy'
    : interpretedProblem(noProxy);

/** What is wrong with the proxies' parameters, by name. No problem shows a value: it may hold a password. */
export const proxyProblems = (given: ProxyParams): readonly (readonly [keyof ProxyParams, string | undefined])[] => [
  ['httpsProxy', proxyProblem('HTTPS_PROXY', given.httpsProxy)],
  ['httpProxy', proxyProblem('HTTP_PROXY', given.httpProxy)],
  ['noProxy', noProxyProblem(given)],
];
