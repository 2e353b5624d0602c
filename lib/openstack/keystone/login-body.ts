import type { CloudConfig, Login, Project, User } from '../config/types.ts';

/** The body of `POST /v3/auth/tokens` (Keystone's api-ref, authenticate-v3): the one place where secrets are revealed to it. */
export const loginBody = ({ login }: CloudConfig): string => JSON.stringify({ auth: authOf(login) });

const authOf = (login: Login): unknown => {
  switch (login.method) {
    case 'password':
      return {
        identity: {
          methods: ['password'],
          password: { user: { ...userOf(login.user), password: login.password.reveal() } },
        },
        scope: scopeOf(login.project),
      };
    case 'token':
      return {
        identity: { methods: ['token'], token: { id: login.token.reveal() } },
        scope: scopeOf(login.project),
      };
    case 'application-credential':
      return {
        identity: {
          methods: ['application_credential'],
          application_credential: { ...credentialOf(login.credential), secret: login.secret.reveal() },
        },
      };
  }
};

const userOf = (user: User) => ('id' in user ? { id: user.id } : { name: user.name, domain: user.domain });

const credentialOf = (credential: { id: string } | { name: string; user: User }) =>
  'id' in credential ? { id: credential.id } : { name: credential.name, user: userOf(credential.user) };

const scopeOf = (project: Project) => ({ project });
