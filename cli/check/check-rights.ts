import type { AccessRule, TokenOwner } from '../../lib/openstack/keystone/token-owner.ts';
import { type Finding, good, problem, remark } from './findings.ts';

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

// Roles that may do everything in a project, by Nova's default rules or by their vendor's: Keystone's own, and those
// of Open Telekom Cloud.
const BROAD: ReadonlySet<string> = new Set(['member', '_member_', 'manager', 'te_admin', 'server_adm']);
const LOOKS_ONLY: ReadonlySet<string> = new Set(['reader', 'observer']);

/** Whether the credential may do less or more than a stop needs, as far as its token and its server list show. */
export const rightsFindings = (rights: Rights): readonly Finding[] => {
  const found = [...scopeFindings(rights), ...ruleFindings(rights), ...roleFindings(rights)];
  return found.length > 0
    ? found
    : [good('rights', `${rolesInWords(rights)}: may look at servers and call their actions`)];
};

const rolesInWords = ({ roles, credential }: Rights): string =>
  `${roles.length === 1 ? 'role' : 'roles'} ${roles.join(', ') || '?'}${credential?.rules ? ', with access rules' : ''}`;

const scopeFindings = ({ admin, allowAdmin, seesOthers, credential }: Rights): readonly Finding[] => [
  ...(admin && !allowAdmin
    ? [
        problem(
          'rights',
          `the admin role is not used, because Nova ignores locks for it: log in as a user without it (${DOCUMENT})`,
        ),
      ]
    : []),
  ...(admin && allowAdmin
    ? [
        remark(
          'rights',
          'the admin role is used (OS_ALLOW_ADMIN): Nova ignores locks for it, and it may delete servers',
        ),
      ]
    : []),
  ...(seesOthers && !admin
    ? [problem('rights', `servers of other projects are visible: use a role in this project only (${DOCUMENT})`)]
    : []),
  ...(credential?.unrestricted
    ? [
        problem(
          'rights',
          `the application credential is unrestricted, so it may create others: create a restricted one (${DOCUMENT})`,
        ),
      ]
    : []),
];

const ruleFindings = ({ credential, stopPath }: Rights): readonly Finding[] => {
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
const matchesPath = (pattern: string, path: string): boolean => {
  const source = pattern
    .replaceAll(/[.+?^$()|[\]\\]/g, '\\$&')
    .replaceAll(/\*\*|\*|\{[^}/]*\}/g, (wild) => (wild === '**' ? '.*' : '[^/]+'));
  return new RegExp(`^${source}$`).test(path);
};

const mayStop = ({ service, method, path }: AccessRule, stopPath: string): boolean =>
  service === 'compute' && method === 'POST' && matchesPath(path, stopPath);

// Looking harms nobody; a rule of `**` that covers the stop covers everything else too.
const isNeeded = (rule: AccessRule, stopPath: string): boolean =>
  rule.service === 'compute' &&
  (rule.method === 'GET' || rule.method === 'HEAD' || (mayStop(rule, stopPath) && !rule.path.includes('**')));

const roleFindings = ({ roles, admin, credential }: Rights): readonly Finding[] => {
  if (admin) return [];
  const broad = roles.filter((role) => BROAD.has(role.toLowerCase()));
  if (broad.length > 0) {
    const besides = credential?.rules === undefined ? 'reboot, rebuild and delete' : 'reboot and rebuild';
    return [
      remark(
        'rights',
        `by Nova's default rules, the role ${broad.join(', ')} may also ${besides} servers: a smaller one is in ${DOCUMENT}`,
      ),
    ];
  }
  if (roles.every((role) => LOOKS_ONLY.has(role.toLowerCase())))
    return [
      remark('rights', `by Nova's newer rules, the role ${roles.join(', ')} may only look: a stop may be refused`),
    ];
  if (credential?.rules !== undefined) return [];
  return [
    remark(
      'rights',
      `the cloud's own rules decide what else the role ${roles.join(', ')} may do: a reboot with it must answer 403 (${DOCUMENT})`,
    ),
  ];
};
