import type { ServiceManifest } from '@throughline/service-kit';
import { ApiKeyResolver } from './api-key/api-key.resolver.js';
import { OrganisationResolver } from './organisation/organisation.resolver.js';
import { SampleCompanyResolver } from './sample-company.resolver.js';
import { Attempts } from './session/attempts.js';
import { Links } from './session/links.js';
import { Passwords } from './session/passwords.js';
import { SessionResolver } from './session/session.resolver.js';
import { Sessions } from './session/sessions.js';
import { SignIns } from './session/sign-ins.js';
import { tables } from './session/tables.js';
import { Setup, SetupController } from './setup.js';
import { AccessTokens } from './signing-key/access-tokens.js';
import { JwksController } from './signing-key/jwks.controller.js';
import { TeamResolver } from './team/team.resolver.js';
import { InvitationResolver } from './user/invitation.resolver.js';
import { UserResolver } from './user/user.resolver.js';
import { Users } from './user/users.js';

/** Who may do what: people, teams, keys, sessions, the organisation. Its lists are the directory that every service has. */
export const identity: ServiceManifest = {
  name: 'identity',
  schema: new URL('../', import.meta.url),
  views: [],
  tables,
  resolvers: [SessionResolver, UserResolver, InvitationResolver, TeamResolver, ApiKeyResolver, OrganisationResolver, SampleCompanyResolver],
  controllers: [SetupController, JwksController],
  providers: [Users, Passwords, Links, Sessions, SignIns, Attempts, AccessTokens, Setup],
};
