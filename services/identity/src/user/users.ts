import { Inject, Injectable } from '@nestjs/common';
import { emailKey } from '@throughline/domain';
import { newId, type CommandHandler } from '@throughline/decider';
import {
  COMMAND_HANDLER,
  Commands,
  Directory,
  ENVIRONMENT,
  Exclusive,
  type CommandOptions,
  type ServiceEnvironment,
} from '@throughline/service-kit';
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
}

/** What touches a user's several streams and secrets. Each step may be repeated, so that a repeat of the command ends what a crash cut short. */
@Injectable()
export class Users {
  constructor(
    private readonly commands: Commands,
    private readonly passwords: Passwords,
    private readonly sessions: Sessions,
    private readonly directory: Directory,
    private readonly exclusive: Exclusive,
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

  async deactivate(id: string, options: CommandOptions) {
    const { tenant } = options.viewer;
    const executed = await this.losing(tenant, id, (lastAdministrator) =>
      this.commands.execute(user, id, { type: 'Deactivate', lastAdministrator }, options),
    );
    await this.sessions.endAll(tenant, id);
    if (executed.state.status !== 'none') {
      const { commandId } = options.input;
      const release = { ...options, operation: `${options.operation}.email`, input: { commandId } };
      await this.commands.execute(email, this.emailId(tenant, executed.state.email), { type: 'Release', userId: id }, release);
    }
    return executed;
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

  private async reserve(tenant: string, address: string, userId: string, { viewer, operation, input }: CommandOptions): Promise<void> {
    const id = this.emailId(tenant, address);
    const holder = (await this.handler.load(email, tenant, id))?.state.heldBy;
    const held = holder && holder !== userId ? await this.stateOf(tenant, holder) : undefined;
    const inUse = held?.status === 'active' && emailKey(held.email) === emailKey(address);
    const command = { type: 'Reserve' as const, userId, ...(holder && !inUse && { abandoned: holder }) };
    await this.commands.execute(email, id, command, { viewer, operation: `${operation}.email`, input, wait: false });
  }

  private emailId(tenant: string, address: string): string {
    return this.environment.hmac('email', `${tenant} ${emailKey(address)}`);
  }
}
