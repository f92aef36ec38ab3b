import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { emailKey } from '@throughline/domain';
import { Unauthenticated } from '@throughline/decider';
import type { Viewer } from '@throughline/records';
import { CurrentRequest, CurrentViewer, requireRole, type RequestContext } from '@throughline/service-kit';
import type { MutationRefreshArgs, MutationRotateSigningKeyArgs, MutationSignInArgs, MutationSignOutArgs } from '../schema.types.js';
import { AccessTokens } from '../signing-key/access-tokens.js';
import { Users } from '../user/users.js';
import { Attempts } from './attempts.js';
import { Passwords } from './passwords.js';
import { Sessions } from './sessions.js';
import { SignIns } from './sign-ins.js';

@Resolver()
export class SessionResolver {
  constructor(
    private readonly users: Users,
    private readonly passwords: Passwords,
    private readonly attempts: Attempts,
    private readonly sessions: Sessions,
    private readonly tokens: AccessTokens,
    private readonly signIns: SignIns,
  ) {}

  @Mutation('signIn')
  async signIn(
    @Args('input') { email, password }: MutationSignInArgs['input'],
    @CurrentRequest() { tenant, clientAddress }: RequestContext,
  ) {
    const address = email.trim();
    const userId = await this.attempts.guarded(tenant, emailKey(address), clientAddress, async () => {
      const id = await this.users.idByEmail(tenant, address);
      const matches = await this.passwords.matches(tenant, id, password);
      return matches && id && (await this.users.stateOf(tenant, id))?.status === 'active' ? id : undefined;
    });
    if (!userId) throw new Unauthenticated('The e-mail address or the password is wrong.');
    return this.signIns.begin(tenant, userId);
  }

  @Mutation('refresh')
  async refresh(@Args('input') { refreshToken }: MutationRefreshArgs['input']) {
    return this.signIns.goOn(await this.sessions.refresh(refreshToken));
  }

  @Mutation('signOut')
  async signOut(@Args('input') input: MutationSignOutArgs['input'], @CurrentRequest() request: RequestContext) {
    if (input?.refreshToken) await this.sessions.endByToken(input.refreshToken);
    else if (input?.everywhere) {
      const { tenant, actor } = await request.viewer();
      await this.sessions.endAll(tenant, actor);
    } else {
      await request.viewer();
      const session = this.tokens.sessionOf(request.header('authorization'));
      if (session) await this.sessions.end(session);
    }
    return { signedOut: true };
  }

  @Mutation('rotateSigningKey')
  async rotateSigningKey(@Args('input') input: MutationRotateSigningKeyArgs['input'], @CurrentViewer() viewer: Viewer) {
    requireRole(viewer, 'ADMIN');
    return { keyId: await this.tokens.rotate(viewer.tenant, { revokeOld: input?.revokeOld ?? false }) };
  }
}
