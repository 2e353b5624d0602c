import type { Environment } from './environment.ts';

/** A variable that weakens what TLS proves, and why it is refused. */
export interface Weakening {
  readonly name: string;
  readonly problem: string;
}

// Node's own switches (cli.md of Node 24): each holds for every client of the process that does not set it for itself, AWS's too. What
// only adds or chooses trusted authorities (NODE_EXTRA_CA_CERTS, --use-openssl-ca, --use-system-ca) checks as much as before.
const FLAGS: readonly (readonly [RegExp, string])[] = [
  [/^--tls-min-v1\.[01]$/, 'it allows TLS 1.0 or 1.1'],
  [/^--tls-cipher-list(=|$)/, 'a list of ciphers may hold some without a certificate'],
  [/^--openssl-(legacy-provider|shared-config)$/, 'it lets OpenSSL take what is broken'],
  [/^--openssl-config(=|$)/, 'an OpenSSL configuration may lower what a certificate has to be'],
  [/^--(tls-keylog(=|$)|trace-tls$)/, 'it writes down what TLS hides'],
];

// In any order and in quotes; `_` is `-` to Node.
const flagsOf = (options: string): readonly string[] =>
  options.split(/[\s"']+/).map((flag) => flag.replace(/^[^=]*/, (name) => name.replaceAll('_', '-')));

/** The variables of a process that weaken the certificate checks of its clients, whichever library they are of. */
export const weakenedProcess = (env: Environment): readonly Weakening[] => {
  const reject = env.NODE_TLS_REJECT_UNAUTHORIZED ?? '';
  return [
    ...(reject === '' || reject === '1'
      ? []
      : [{ name: 'NODE_TLS_REJECT_UNAUTHORIZED', problem: 'certificates are always checked: unset it' }]),
    ...(env.OPENSSL_CONF
      ? [{ name: 'OPENSSL_CONF', problem: 'it may lower what a certificate has to be: unset it' }]
      : []),
    ...flagsOf(env.NODE_OPTIONS ?? '').flatMap((flag) => {
      const [, why] = FLAGS.find(([form]) => form.test(flag)) ?? [];
      return why === undefined ? [] : [{ name: 'NODE_OPTIONS', problem: `${flag.split('=', 1)}: ${why}` }];
    }),
  ];
};

const isOn = (text: string | undefined): boolean => /^(true|yes|on|1)$/i.test(text ?? '');
const isOff = (text: string | undefined): boolean => /^(false|no|off|0)$/i.test(text ?? '');

/** The same for the functions' own clients: OpenStack's variables, and AWS endpoints that are asked without TLS. */
export const weakenedFunction = (env: Environment): readonly Weakening[] => [
  ...weakenedProcess(env),
  ...(isOn(env.OS_INSECURE) ? [{ name: 'OS_INSECURE', problem: 'set cacert of the cloud instead' }] : []),
  ...(isOff(env.OS_VERIFY) ? [{ name: 'OS_VERIFY', problem: 'set cacert of the cloud instead' }] : []),
  ...Object.entries(env).flatMap(([name, value]) =>
    /^AWS_ENDPOINT_URL(_|$)/.test(name) && value && !isProtected(value)
      ? [{ name, problem: 'not an https URL (http only on this machine)' }]
      : [],
  ),
];

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether what is sent there is encrypted and checked, or does not leave this machine. */
export const isProtected = (text: string): boolean => {
  const url = URL.parse(text);
  return url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname)));
};
