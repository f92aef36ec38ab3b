import { Inject, Injectable } from '@nestjs/common';
import { newId, NotFound, type CommandHandler, type Executed } from '@throughline/decider';
import { emailKey, type Check } from '@throughline/domain';
import type { EventStore } from '@throughline/event-store';
import type { Viewer } from '@throughline/records';
import {
  COMMAND_HANDLER,
  Commands,
  Directory,
  ENVIRONMENT,
  EVENT_STORE,
  Exclusive,
  roleName,
  themeName,
  type CommandOptions,
  type ServiceEnvironment,
  type User,
} from '@throughline/service-kit';
import { Links } from '../session/links.js';
import { Passwords } from '../session/passwords.js';
import { Sessions } from '../session/sessions.js';
import { email } from './email.js';
import { Role, user, type UserState } from './user.js';

export interface NewUser {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly teamId?: string;
  /** By {@link Passwords.hash}. Absent: cannot sign in yet. */
  readonly passwordHash?: string;
  /** They choose a password by a link that is good until then: ISO 8601, UTC. */
  readonly invitedUntil?: string;
}

/** What touches a user's several streams and secrets. Each step may be repeated, so that a repeat of the command ends what a crash cut short. */
@Injectable()
export class Users {
  constructor(
    private readonly commands: Commands,
    private readonly passwords: Passwords,
    private readonly sessions: Sessions,
    private readonly links: Links,
    private readonly directory: Directory,
    private readonly exclusive: Exclusive,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(COMMAND_HANDLER) private readonly handler: CommandHandler,
    @Inject(ENVIRONMENT) private readonly environment: ServiceEnvironment,
  ) {}

  /** Refuses an e-mail address in use, however it is spelled. `options.input` has a command id. */
  async create({ passwordHash, ...created }: NewUser, options: CommandOptions, id = newId(this.commands.contextOf(options))) {
    const { tenant } = options.viewer;
    await this.reserve(tenant, created.email, id, options);
    if (passwordHash) await this.passwords.setFirst(tenant, id, passwordHash);
    return this.commands.execute(user, id, { type: 'Create', ...created }, options);
  }

  /** As `create`; whoever has been invited by that address and not accepted yet is invited once more, as what is given now. */
  async invite({ invitedUntil, ...invited }: NewUser & { readonly invitedUntil: string }, options: CommandOptions) {
    const { tenant } = options.viewer;
    const holder = await this.idByEmail(tenant, invited.email);
    const pending = holder !== undefined && (await this.stateOf(tenant, holder))?.status === 'invited';
    if (!pending) return this.create({ ...invited, invitedUntil }, options);
    return this.commands.execute(user, holder, { type: 'Invite', ...invited, invitedUntil }, options);
  }

  async deactivate(id: string, options: CommandOptions) {
    const { tenant } = options.viewer;
    const executed = await this.losing(tenant, id, (lastAdministrator) =>
      this.commands.execute(user, id, { type: 'Deactivate', lastAdministrator }, options),
    );
    await this.sessions.endAll(tenant, id);
    await this.links.end(tenant, id);
    if (executed.state.status !== 'none') {
      const { commandId } = options.input;
      const release = { ...options, operation: `${options.operation}.email`, input: { commandId } };
      await this.commands.execute(email, this.emailId(tenant, executed.state.email), { type: 'Release', userId: id }, release);
    }
    return executed;
  }

  /** Refuses where somebody else has their e-mail address by now. */
  async reactivate(id: string, options: CommandOptions) {
    const { tenant } = options.viewer;
    const state = await this.stateOf(tenant, id);
    if (state?.status === 'inactive') await this.reserve(tenant, state.email, id, options);
    return this.commands.execute(user, id, { type: 'Reactivate' }, options);
  }

  /** The user who signs in with that address: by the reservation itself, which is never behind. */
  async idByEmail(tenant: string, address: string): Promise<string | undefined> {
    return (await this.handler.load(email, tenant, this.emailId(tenant, address)))?.state.heldBy;
  }

  /**
   * Runs a change that may cost the tenant an administrator, and tells it whether the user is the last one. One after the other: two who dismiss each
   * other at the same moment would both find that the other one is left.
   */
  losing<T>(tenant: string, id: string, change: (lastAdministrator: boolean) => Promise<T>): Promise<T> {
    return this.exclusive.run(`administrators of ${tenant}`, async () => change(await this.isLastAdministrator(tenant, id)));
  }

  /** The view names the others, their streams say whether they still are: the view may be a moment behind. */
  private async isLastAdministrator(tenant: string, id: string): Promise<boolean> {
    const { users } = await this.directory.of(tenant);
    for (const other of users.values()) {
      if (other.id === id || !other.active || other.role !== 'ADMIN') continue;
      const state = await this.stateOf(tenant, other.id);
      if (state?.status === 'active' && state.role === Role.ADMIN) return false;
    }
    return true;
  }

  async stateOf(tenant: string, id: string): Promise<UserState | undefined> {
    return (await this.handler.load(user, tenant, id))?.state;
  }

  /** A command that was done before is not refused for what has changed since. */
  async isRepeat(options: CommandOptions): Promise<boolean> {
    return (await this.store.findCommand(this.commands.contextOf(options))) !== undefined;
  }

  async mustBeTeam({ tenant }: Viewer, teamId: string | null | undefined, check: Check): Promise<void> {
    if (teamId && !(await this.directory.of(tenant)).teams.has(teamId)) check.refuse('teamId', 'is not a team');
  }

  /** The user as the view has it; as the stream says, should the view be late. */
  async shown({ tenant }: Viewer, { id, revision, state }: Executed<UserState>): Promise<Omit<User, 'tenant' | 'position'>> {
    const row = (await this.directory.of(tenant)).users.get(id);
    if (row && row.revision >= revision) return row;
    if (state.status === 'none') throw new NotFound('user', id);
    const now = new Date().toISOString();
    const { name, email, role, teamId, status, title, phone, language, timeZone, theme } = state;
    return {
      createdAt: now,
      ...row,
      id,
      revision,
      updatedAt: now,
      name,
      email,
      role: roleName(role),
      teamId: teamId ?? null,
      active: status !== 'inactive',
      invited: status === 'invited',
      title: title || null,
      phone: phone || null,
      language,
      timeZone,
      theme: themeName(theme),
    };
  }

  private async reserve(tenant: string, address: string, userId: string, { viewer, operation, input }: CommandOptions): Promise<void> {
    const id = this.emailId(tenant, address);
    const holder = (await this.handler.load(email, tenant, id))?.state.heldBy;
    const held = holder && holder !== userId ? await this.stateOf(tenant, holder) : undefined;
    const inUse = (held?.status === 'active' || held?.status === 'invited') && emailKey(held.email) === emailKey(address);
    const command = { type: 'Reserve' as const, userId, ...(holder && !inUse && { abandoned: holder }) };
    await this.commands.execute(email, id, command, { viewer, operation: `${operation}.email`, input, wait: false });
  }

  private emailId(tenant: string, address: string): string {
    return this.environment.hmac('email', `${tenant} ${emailKey(address)}`);
  }
}
