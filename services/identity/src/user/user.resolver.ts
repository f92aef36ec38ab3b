import { Args, Mutation, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import { Check, parseEmail, parseLanguage, parseName, parsePhone, parseTimeZone } from '@throughline/domain';
import { Forbidden, InvalidInput, NotFound } from '@throughline/decider';
import { listRecords, type Filter, type OrderBy, type Viewer } from '@throughline/records';
import {
  Commands,
  CurrentRequest,
  CurrentViewer,
  Directory,
  identified,
  requireRole,
  UserRow,
  type RequestContext,
  type Team,
  type User,
} from '@throughline/service-kit';
import { DataSource } from 'typeorm';
import type {
  MutationChangePasswordArgs,
  MutationCreateUserArgs,
  MutationDeactivateUserArgs,
  MutationReactivateUserArgs,
  MutationUpdateProfileArgs,
  MutationUpdateUserArgs,
} from '../schema.types.js';
import { Attempts } from '../session/attempts.js';
import { Links } from '../session/links.js';
import { parsePassword, Passwords } from '../session/passwords.js';
import { Sessions } from '../session/sessions.js';
import { AccessTokens } from '../signing-key/access-tokens.js';
import { mustHaveAccepted, Role, Theme, user, type UserCommand } from './user.js';
import { userRecord } from './user.record.js';
import { Users } from './users.js';

@Resolver('User')
export class UserResolver {
  constructor(
    private readonly database: DataSource,
    private readonly directory: Directory,
    private readonly commands: Commands,
    private readonly users: Users,
    private readonly passwords: Passwords,
    private readonly sessions: Sessions,
    private readonly links: Links,
    private readonly tokens: AccessTokens,
    private readonly attempts: Attempts,
  ) {}

  @Query('me')
  async me(@CurrentViewer() { tenant, actor }: Viewer): Promise<User | null> {
    return (await this.directory.of(tenant)).users.get(actor) ?? null;
  }

  @Query('user')
  async user(@Args('id') id: string, @CurrentViewer() { tenant }: Viewer): Promise<User | null> {
    return (await this.directory.of(tenant)).users.get(id) ?? null;
  }

  @Query('users')
  list(@Args() args: { filter?: Filter; orderBy?: OrderBy[]; first?: number; after?: string }, @CurrentViewer() viewer: Viewer) {
    return listRecords(this.database, { record: userRecord, entity: UserRow, viewer, ...args });
  }

  @Mutation('createUser')
  async createUser(@Args('input') given: MutationCreateUserArgs['input'], @CurrentViewer() viewer: Viewer) {
    requireRole(viewer, 'ADMIN');
    const input = identified(given);
    const check = new Check();
    const email = check.required('email', input.email, parseEmail);
    const name = check.required('name', input.name, parseName);
    const password = check.optional('password', input.password, parsePassword);
    const options = { viewer, operation: 'createUser', input };
    if (!(await this.users.isRepeat(options))) await this.users.mustBeTeam(viewer, input.teamId, check);
    check.done();
    const passwordHash = password == null ? undefined : await this.passwords.hash(password);
    const created = { email, name, role: Role[input.role], teamId: input.teamId ?? undefined, passwordHash };
    return { user: await this.users.shown(viewer, await this.users.create(created, options)) };
  }

  @Mutation('updateUser')
  async updateUser(@Args('input') input: MutationUpdateUserArgs['input'], @CurrentViewer() viewer: Viewer) {
    if (input.id !== viewer.actor || input.role != null || input.teamId !== undefined) requireRole(viewer, 'ADMIN');
    const update = (lastAdministrator: boolean) => {
      const command = async (): Promise<UserCommand> => {
        const check = new Check();
        const name = check.optional('name', input.name, parseName) ?? undefined;
        if (input.name === null || name === '') check.refuse('name', 'is required');
        if (input.role === null) check.refuse('role', 'is required');
        await this.users.mustBeTeam(viewer, input.teamId, check);
        check.done();
        const role = input.role ? Role[input.role] : undefined;
        return { type: 'Update', name, role, teamId: input.teamId, lastAdministrator };
      };
      return this.commands.execute(user, input.id, command, { viewer, operation: 'updateUser', input });
    };
    const demoting = input.role != null && input.role !== 'ADMIN';
    return { user: await this.users.shown(viewer, await (demoting ? this.users.losing(viewer.tenant, input.id, update) : update(false))) };
  }

  @Mutation('updateProfile')
  async updateProfile(@Args('input') input: MutationUpdateProfileArgs['input'], @CurrentViewer() viewer: Viewer) {
    const { tenant, actor } = viewer;
    if (actor.startsWith('apikey:')) throw new Forbidden('An API key has no profile.');
    const { name: typed, title, phone, language, timeZone, theme } = input;
    // How one is shown things is one's own to choose, whatever the role; what colleagues read is not.
    if (typed !== undefined || title !== undefined || phone !== undefined) requireRole(viewer, 'MEMBER');
    const check = new Check();
    const name = typed === undefined ? undefined : check.required('name', typed, parseName);
    const changes = {
      name,
      title: title === null ? '' : check.optional('title', title, parseName),
      phone: phone === null || phone === '' ? '' : check.optional('phone', phone, (number) => parsePhone(number).number),
      language: check.optional('language', language, parseLanguage),
      timeZone: check.optional('timeZone', timeZone, parseTimeZone),
      theme: theme === null ? Theme.SYSTEM : theme && Theme[theme],
    };
    check.done();
    const options = { viewer: { tenant, actor, role: 'ADMIN' as const }, operation: 'updateProfile', input };
    const command = { type: 'UpdateProfile' as const, changes };
    return { user: await this.users.shown(viewer, await this.commands.execute(user, actor, command, options)) };
  }

  @Mutation('deactivateUser')
  async deactivateUser(@Args('input') given: MutationDeactivateUserArgs['input'], @CurrentViewer() viewer: Viewer) {
    requireRole(viewer, 'ADMIN');
    const input = identified(given);
    return { user: await this.users.shown(viewer, await this.users.deactivate(input.id, { viewer, operation: 'deactivateUser', input })) };
  }

  @Mutation('reactivateUser')
  async reactivateUser(@Args('input') given: MutationReactivateUserArgs['input'], @CurrentViewer() viewer: Viewer) {
    requireRole(viewer, 'ADMIN');
    const input = identified(given);
    return { user: await this.users.shown(viewer, await this.users.reactivate(input.id, { viewer, operation: 'reactivateUser', input })) };
  }

  @Mutation('changePassword')
  async changePassword(
    @Args('input') given: MutationChangePasswordArgs['input'],
    @CurrentViewer() viewer: Viewer,
    @CurrentRequest() request: RequestContext,
  ) {
    const input = identified(given);
    const { tenant, actor } = viewer;
    const userId = input.userId ?? actor;
    const own = userId === actor;
    if (!own) requireRole(viewer, 'ADMIN');
    else if (actor.startsWith('apikey:')) throw new Forbidden('An API key has no password.');
    const check = new Check();
    const password = check.required('newPassword', input.newPassword, parsePassword);
    check.done();
    const hash = await this.passwords.hash(password);
    // One's own password is one's own to change, whatever the role.
    const options = { viewer: { tenant, actor, role: 'ADMIN' as const }, operation: 'changePassword', input };
    if (!(await this.users.isRepeat(options))) {
      const state = await this.users.stateOf(tenant, userId);
      if (!state || state.status === 'inactive') throw new NotFound('user', userId);
      mustHaveAccepted(state);
      if (own) await this.mustKnowPassword(tenant, userId, input.currentPassword ?? '', request.clientAddress);
      await this.passwords.set(tenant, userId, hash);
      await this.links.end(tenant, userId);
      await this.sessions.endAll(tenant, userId, own ? this.tokens.sessionOf(request.header('authorization')) : undefined);
    }
    return { user: await this.users.shown(viewer, await this.commands.execute(user, userId, { type: 'ChangePassword' }, options)) };
  }

  @ResolveField('team')
  async team({ teamId }: User, _: unknown, context: RequestContext): Promise<Team | null> {
    return teamId ? ((await this.directory.of((await context.viewer()).tenant)).teams.get(teamId) ?? null) : null;
  }

  @ResolveReference()
  async reference({ id }: { id: string }, context: RequestContext): Promise<User | null> {
    return (await this.directory.of((await context.viewer()).tenant)).users.get(id) ?? null;
  }

  private async mustKnowPassword(tenant: string, userId: string, password: string, address: string | undefined): Promise<void> {
    const check = async () => (await this.passwords.matches(tenant, userId, password)) || undefined;
    if (!(await this.attempts.guarded(tenant, userId, address, check)))
      throw new InvalidInput({ currentPassword: 'is not your present password' });
  }
}
