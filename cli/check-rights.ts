import type { AccessRule, TokenOwner } from '../lib/openstack/keystone/token-owner.ts';
import { type Finding, good, problem, remark } from './finding.ts';

/** What is known of a credential's rights. */
export interface Rights extends TokenOwner {
  readonly admin: boolean;
  /** `OS_ALLOW_ADMIN`. */
  readonly allowAdmin: boolean;
  /** Servers of other projects were shown to it. */
  readonly seesOthers: boolean;
  /** The path of a stop, of any server: `/v2.1/servers/…/action`. */
  readonly stopPath: string;
}

const DOCUMENT = 'docs/credentials.md';

// Roles that may do everything in a project, by Nova's default rules or by their vendor's: Keystone's own and Open Telekom Cloud's.
const BROAD: ReadonlySet<string> = new Set(['member', '_member_', 'manager', 'te_admin', 'server_adm']);
const LOOKS_ONLY: ReadonlySet<string> = new Set(['reader', 'observer']);

/** Whether the credential can do less or more than a stop needs, as far as its token and its list of servers show that. */
export const rightsFindings = (rights: Rights): readonly Finding[] => {
  const found = [...seen(rights), ...byRules(rights), ...byRoles(rights)];
  return found.length > 0 ? found : [good('rights', `${named(rights)}: may look at servers and call their actions`)];
};

const named = ({ roles, credential }: Rights): string =>
  `${roles.length === 1 ? 'role' : 'roles'} ${roles.join(', ') || '?'}${credential?.rules ? ', with access rules' : ''}`;

const seen = ({ admin, allowAdmin, seesOthers, credential }: Rights): readonly Finding[] => [
  ...(admin && !allowAdmin
    ? [
        problem(
          'rights',
          `the role admin is not used, since Nova ignores locks for it: log in as a user without it (${DOCUMENT})`,
        ),
      ]
    : []),
  ...(admin && allowAdmin
    ? [
        remark(
          'rights',
          'the role admin is used (OS_ALLOW_ADMIN): Nova ignores locks for it, and it may delete servers',
        ),
      ]
    : []),
  ...(seesOthers && !admin
    ? [problem('rights', `servers of other projects are shown: use a role of this project only (${DOCUMENT})`)]
    : []),
  ...(credential?.unrestricted
    ? [
        problem(
          'rights',
          `the application credential is unrestricted, so it may make others: make a new one without that (${DOCUMENT})`,
        ),
      ]
    : []),
];

const byRules = ({ credential, stopPath }: Rights): readonly Finding[] => {
  const rules = credential?.rules;
  if (rules === undefined) return [];
  const beyond = rules
    .filter((rule) => !isNeeded(rule, stopPath))
    .map(({ service, method, path }) => `${method} ${service} ${path}`);
  return [
    ...(rules.some((rule) => mayStop(rule, stopPath))
      ? []
      : [problem('rights', `no access rule allows a stop: add POST ${stopPath.replace(ANY_ID, '*')} (${DOCUMENT})`)]),
    ...(beyond.length > 0
      ? [problem('rights', `access rules allow more than a stop needs: ${beyond.join(', ')} (${DOCUMENT})`)]
      : []),
  ];
};

/** Represents the server's id in a path that rules are checked against. */
export const ANY_ID = '00000000-0000-0000-0000-000000000000';

// keystonemiddleware's _path_matches: `*` and `{name}` are one part of a path, `**` any number of them.
const matches = (pattern: string, path: string): boolean => {
  const source = pattern
    .replaceAll(/[.+?^$()|[\]\\]/g, '\\$&')
    .replaceAll(/\*\*|\*|\{[^}/]*\}/g, (wild) => (wild === '**' ? '.*' : '[^/]+'));
  return new RegExp(`^${source}$`).test(path);
};

const mayStop = ({ service, method, path }: AccessRule, stopPath: string): boolean =>
  service === 'compute' && method === 'POST' && matches(path, stopPath);

// Looking harms nobody; a rule of `**` that covers the stop covers everything else too.
const isNeeded = (rule: AccessRule, stopPath: string): boolean =>
  rule.service === 'compute' &&
  (rule.method === 'GET' || rule.method === 'HEAD' || (mayStop(rule, stopPath) && !rule.path.includes('**')));

const byRoles = ({ roles, admin, credential }: Rights): readonly Finding[] => {
  if (admin) return [];
  const broad = roles.filter((role) => BROAD.has(role.toLowerCase()));
  if (broad.length > 0) {
    const besides = credential?.rules === undefined ? 'reboot, rebuild and delete' : 'reboot and rebuild';
    return [
      remark(
        'rights',
        `the role ${broad.join(', ')} may also ${besides} servers by Nova's default rules: a smaller one is in ${DOCUMENT}`,
      ),
    ];
  }
  if (roles.every((role) => LOOKS_ONLY.has(role.toLowerCase())))
    return [
      remark('rights', `the role ${roles.join(', ')} may only look by Nova's newer rules: a stop may be refused`),
    ];
  if (credential?.rules !== undefined) return [];
  return [
    remark(
      'rights',
      `what the role ${roles.join(', ')} allows besides a stop is the cloud's own rule: a reboot with it has to answer 403 (${DOCUMENT})`,
    ),
  ];
};
