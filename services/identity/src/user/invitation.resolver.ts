import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Check, parseEmail, parseName } from '@throughline/domain';
import type { Viewer } from '@throughline/records';
import { Commands, CurrentRequest, CurrentViewer, Directory, identified, requireRole, type RequestContext } from '@throughline/service-kit';
import type {
  MutationAcceptInvitationArgs,
  MutationCreatePasswordResetArgs,
  MutationInviteUserArgs,
  MutationResetPasswordArgs,
} from '../schema.types.js';
import { deadLink, linkExpiry, Links, type Link, type LinkPurpose } from '../session/links.js';
import { parsePassword, Passwords } from '../session/passwords.js';
import { Sessions } from '../session/sessions.js';
import { SignIns } from '../session/sign-ins.js';
import { Role, user, type UserCommand } from './user.js';
import { Users } from './users.js';

/** Links by which people choose a password, for an administrator to hand on: there need be no mail server. */
@Resolver()
export class InvitationResolver {
  constructor(
    private readonly commands: Commands,
    private readonly directory: Directory,
    private readonly users: Users,
    private readonly links: Links,
    private readonly passwords: Passwords,
    private readonly sessions: Sessions,
    private readonly signIns: SignIns,
  ) {}

  @Query('invitation')
  invitation(@Args('token') token: string, @CurrentRequest() request: RequestContext) {
    return this.shown('invitation', token, request);
  }

  @Query('passwordReset')
  passwordReset(@Args('token') token: string, @CurrentRequest() request: RequestContext) {
    return this.shown('passwordReset', token, request);
  }

  @Mutation('inviteUser')
  async inviteUser(@Args('input') given: MutationInviteUserArgs['input'], @CurrentViewer() viewer: Viewer) {
    requireRole(viewer, 'ADMIN');
    const input = identified(given);
    const options = { viewer, operation: 'inviteUser', input };
    const check = new Check();
    const email = check.required('email', input.email, parseEmail);
    const name = check.required('name', input.name, parseName);
    if (!(await this.users.isRepeat(options))) await this.users.mustBeTeam(viewer, input.teamId, check);
    check.done();
    const invited = { email, name, role: Role[input.role], teamId: input.teamId ?? undefined };
    const expiresAt = linkExpiry('invitation');
    const executed = await this.users.invite({ ...invited, invitedUntil: expiresAt }, options);
    const link = { tenant: viewer.tenant, userId: executed.id, expiresAt };
    const token = executed.repeated ? null : await this.links.make('invitation', link);
    return { user: await this.users.shown(viewer, executed), token, expiresAt: token && expiresAt };
  }

  @Mutation('acceptInvitation')
  async acceptInvitation(
    @Args('input') { token, password, name: typed }: MutationAcceptInvitationArgs['input'],
    @CurrentRequest() request: RequestContext,
  ) {
    const { tenant, userId } = await this.mustFind('invitation', token, request);
    const check = new Check();
    const name = check.optional('name', typed ?? undefined, parseName);
    if (name === '') check.refuse('name', 'is required');
    check.required('password', password, parsePassword);
    check.done();
    const hash = await this.passwords.hash(password);
    // Before the link is used, so that it is good for another try if this one is cut short.
    await this.execute(tenant, userId, 'acceptInvitation', { type: 'AcceptInvitation', name });
    await this.links.use(token, hash);
    return this.signIns.begin(tenant, userId);
  }

  @Mutation('createPasswordReset')
  async createPasswordReset(@Args('input') given: MutationCreatePasswordResetArgs['input'], @CurrentViewer() viewer: Viewer) {
    requireRole(viewer, 'ADMIN');
    const input = identified(given);
    const { tenant } = viewer;
    const expiresAt = linkExpiry('passwordReset');
    const command = { type: 'OfferPasswordReset' as const, until: expiresAt };
    const executed = await this.commands.execute(user, input.userId, command, { viewer, operation: 'createPasswordReset', input });
    const token = executed.repeated ? null : await this.links.make('passwordReset', { tenant, userId: input.userId, expiresAt });
    return { user: await this.users.shown(viewer, executed), token, expiresAt: token && expiresAt };
  }

  @Mutation('resetPassword')
  async resetPassword(@Args('input') { token, password }: MutationResetPasswordArgs['input'], @CurrentRequest() request: RequestContext) {
    const { tenant, userId } = await this.mustFind('passwordReset', token, request);
    const check = new Check();
    check.required('password', password, parsePassword);
    check.done();
    await this.links.use(token, await this.passwords.hash(password));
    await this.sessions.endAll(tenant, userId);
    await this.execute(tenant, userId, 'resetPassword', { type: 'ChangePassword' });
    return this.signIns.begin(tenant, userId);
  }

  private async shown(purpose: LinkPurpose, token: string, request: RequestContext) {
    const link = await this.links.find(purpose, token, request);
    const state = link && (await this.users.stateOf(link.tenant, link.userId));
    if (!state || state.status === 'none' || state.status === 'inactive') return null;
    const { email, name } = state;
    return { email, name, organisation: (await this.directory.of(link.tenant)).organisation.name, expiresAt: link.expiresAt };
  }

  private async mustFind(purpose: LinkPurpose, token: string, request: RequestContext): Promise<Link> {
    const link = await this.links.find(purpose, token, request);
    if (!link) throw deadLink();
    return link;
  }

  /** By whoever bears the link: the user, whatever the role. */
  private execute(tenant: string, userId: string, operation: string, command: UserCommand) {
    return this.commands.execute(user, userId, command, { viewer: { tenant, actor: userId, role: 'ADMIN' }, operation, input: {} });
  }
}
