import { randomBytes, randomUUID } from 'node:crypto';
import type { Instant } from '../../lib/instant.ts';
import type { CloudAccount } from '../simulated-cloud.ts';

/** One line of an application credential's rules: `*` matches one part of a path, `**` any number. */
export interface AccessRule {
  readonly id: string;
  readonly service: string;
  readonly method: string;
  readonly path: string;
}

export interface ApplicationCredential {
  readonly id: string;
  readonly name: string;
  readonly secret: string;
  readonly userId: string;
  readonly expiresAt: Instant | null;
  /** Null: everything its user may do. */
  readonly accessRules: readonly AccessRule[] | null;
}

/** Everybody the cloud knows. */
export interface Accounts {
  readonly people: Readonly<Record<'stopper' | 'reader' | 'operator' | 'admin' | 'outsider', CloudAccount>>;
  /** Further projects that one of the people may enter, with a role there. */
  readonly elsewhere: readonly CloudAccount[];
  /** Grows and shrinks while the cloud runs, by id. */
  readonly credentials: Map<string, ApplicationCredential>;
  /** Role ids by name. */
  readonly roleIds: ReadonlyMap<string, string>;
}

/** Keystone's ids: 32 hex digits. */
export const keystoneId = (): string => randomUUID().replaceAll('-', '');

/** A password or secret nobody can know beforehand. */
export const freshSecret = (): string => randomBytes(32).toString('base64url');

export const makeAccounts = (): Accounts => {
  const projects = { bms: keystoneId(), other: keystoneId() };
  const account = (username: string, projectName: 'bms' | 'other', roles: readonly string[]): CloudAccount => ({
    cloud: username,
    userId: keystoneId(),
    username,
    password: freshSecret(),
    projectId: projects[projectName],
    projectName,
    roles,
  });
  const people = {
    stopper: account('stopper', 'bms', ['member', 'reader']),
    reader: account('reader', 'bms', ['reader']),
    operator: account('operator', 'bms', ['member', 'reader']),
    admin: account('admin', 'bms', ['admin', 'member', 'reader']),
    outsider: account('outsider', 'other', ['member', 'reader']),
  };
  const credential = (name: string, accessRules: readonly AccessRule[] | null): ApplicationCredential => ({
    id: keystoneId(),
    name,
    secret: freshSecret(),
    userId: people.stopper.userId,
    expiresAt: null,
    accessRules,
  });
  const credentials = [
    credential('stopper-appcred', null),
    credential('stopper-appcred-restricted', [
      rule('GET', '/v2.1/servers/*'),
      rule('GET', '/v2.1/servers/detail'),
      rule('POST', '/v2.1/servers/*/action'),
    ]),
  ];
  return {
    people,
    elsewhere: [{ ...people.admin, projectId: projects.other, projectName: 'other' }],
    credentials: new Map(credentials.map((one) => [one.id, one])),
    roleIds: new Map(['admin', 'member', 'reader'].map((role) => [role, keystoneId()])),
  };
};

const rule = (method: string, path: string): AccessRule => ({ id: keystoneId(), service: 'compute', method, path });
