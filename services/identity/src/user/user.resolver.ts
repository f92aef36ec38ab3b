import { Inject } from '@nestjs/common';
import { Args, Mutation, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import { Check, parseEmail, parseName } from '@throughline/domain';
import { Forbidden, InvalidInput, NotFound, type Executed } from '@throughline/decider';
import type { EventStore } from '@throughline/event-store';
import { listRecords, type Filter, type OrderBy, type Viewer } from '@throughline/records';
import {
  Commands,
  CurrentRequest,
  CurrentViewer,
  Directory,
  EVENT_STORE,
  identified,
  requireRole,
  UserRow,
  type CommandOptions,
  type RequestContext,
  type Team,
  type User,
} from '@throughline/service-kit';
import { DataSource } from 'typeorm';
import type {
  MutationChangePasswordArgs,
  MutationCreateUserArgs,
  MutationDeactivateUserArgs,
  MutationUpdateUserArgs,
} from '../schema.types.js';
import { Attempts } from '../session/attempts.js';
import { Passwords } from '../session/passwords.js';
import { Sessions } from '../session/sessions.js';
import { AccessTokens } from '../signing-key/access-tokens.js';
import { Role, user, type UserCommand, type UserState } from './user.js';
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
    private readonly tokens: AccessTokens,
    private readonly attempts: Attempts,
    @Inject(EVENT_STORE) private readonly store: EventStore,
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
    const options = { viewer, operation: 'createUser', input };
    if (!(await this.isRepeat(options))) await this.mustBeTeam(viewer, input.teamId, check);
    check.done();
    const passwordHash = input.password == null ? undefined : await this.passwords.hash(input.password, 'password');
    const created = { email, name, role: Role[input.role], teamId: input.teamId ?? undefined, passwordHash };
    return { user: await this.shown(viewer, await this.users.create(created, options)) };
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
        await this.mustBeTeam(viewer, input.teamId, check);
        check.done();
        const role = input.role ? Role[input.role] : undefined;
        return { type: 'Update', name, role, teamId: input.teamId, lastAdministrator };
      };
      return this.commands.execute(user, input.id, command, { viewer, operation: 'updateUser', input });
    };
    const demoting = input.role != null && input.role !== 'ADMIN';
    return { user: await this.shown(viewer, await (demoting ? this.users.losing(viewer.tenant, input.id, update) : update(false))) };
  }

  @Mutation('deactivateUser')
  async deactivateUser(@Args('input') given: MutationDeactivateUserArgs['input'], @CurrentViewer() viewer: Viewer) {
    requireRole(viewer, 'ADMIN');
    const input = identified(given);
    return { user: await this.shown(viewer, await this.users.deactivate(input.id, { viewer, operation: 'deactivateUser', input })) };
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
    const hash = await this.passwords.hash(input.newPassword, 'newPassword');
    // One's own password is one's own to change, whatever the role.
    const options = { viewer: { tenant, actor, role: 'ADMIN' as const }, operation: 'changePassword', input };
    if (!(await this.isRepeat(options))) {
      if ((await this.users.stateOf(tenant, userId))?.status !== 'active') throw new NotFound('user', userId);
      if (own) await this.mustKnowPassword(tenant, userId, input.currentPassword ?? '', request.clientAddress);
      await this.passwords.set(tenant, userId, hash);
      await this.sessions.endAll(tenant, userId, own ? this.tokens.sessionOf(request.header('authorization')) : undefined);
    }
    return { user: await this.shown(viewer, await this.commands.execute(user, userId, { type: 'ChangePassword' }, options)) };
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

  /** A command that was done before is not refused for what has changed since. */
  private async isRepeat(options: CommandOptions): Promise<boolean> {
    return (await this.store.findCommand(this.commands.contextOf(options))) !== undefined;
  }

  private async mustBeTeam({ tenant }: Viewer, teamId: string | null | undefined, check: Check): Promise<void> {
    if (teamId && !(await this.directory.of(tenant)).teams.has(teamId)) check.refuse('teamId', 'is not a team');
  }

  /** The user as the view has it; as the stream says, should the view be late. */
  private async shown({ tenant }: Viewer, { id, revision, state }: Executed<UserState>): Promise<Omit<User, 'tenant' | 'position'>> {
    const row = (await this.directory.of(tenant)).users.get(id);
    if (row && row.revision >= revision) return row;
    if (state.status === 'none') throw new NotFound('user', id);
    const now = new Date().toISOString();
    const { name, email, role, teamId, status } = state;
    return {
      createdAt: now,
      ...row,
      id,
      revision,
      updatedAt: now,
      name,
      email,
      role: Role[role] as UserRow['role'],
      teamId: teamId ?? null,
      active: status === 'active',
    };
  }
}
