import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, HttpCode, Inject, Injectable, Post, type OnApplicationBootstrap } from '@nestjs/common';
import { newId, RuleViolated } from '@throughline/decider';
import { Check, parseEmail, parseName } from '@throughline/domain';
import {
  Commands,
  CurrentRequest,
  ENVIRONMENT,
  Exclusive,
  LOG,
  type Log,
  persistently,
  type RequestContext,
  type ServiceEnvironment,
} from '@throughline/service-kit';
import { DataSource } from 'typeorm';
import { defaults, organisation, theOrganisation } from './organisation/organisation.js';
import { checkOrganisation } from './organisation/organisation.resolver.js';
import { parsePassword, Passwords } from './session/passwords.js';
import { Role } from './user/user.js';
import { Users } from './user/users.js';

export interface SetupInput {
  /** The organisation's name. */
  readonly organisation?: string;
  readonly timeZone?: string;
  readonly currency?: string;
  /** These three are required. */
  readonly name?: string;
  readonly email?: string;
  readonly password?: string;
}

/** The first administrator and the organisation's beginnings, once a tenant. */
@Injectable()
export class Setup implements OnApplicationBootstrap {
  constructor(
    private readonly database: DataSource,
    private readonly commands: Commands,
    private readonly exclusive: Exclusive,
    private readonly users: Users,
    private readonly passwords: Passwords,
    @Inject(ENVIRONMENT) private readonly environment: ServiceEnvironment,
    @Inject(LOG) private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.database.query(
      `delete from secrets.sessions where expires_at < now(); delete from secrets.links where expires_at < now();
       delete from secrets.attempts where last_at < now() - interval '1 day'`,
    );
    const { THROUGHLINE_ADMIN_EMAIL: email, THROUGHLINE_ADMIN_PASSWORD: password } = this.environment.settings ?? {};
    if (!email || !password) return;
    // A store that is slow to answer while everything starts at once is waited for.
    const made = await persistently(() => this.ensureAdministrator(email, password), AbortSignal.timeout(60_000));
    if (made) this.log.info('the first administrator was made from the configuration');
  }

  /** Whether it was made just now. */
  private async ensureAdministrator(email: string, password: string): Promise<boolean> {
    if (!(await this.isOpen('main'))) return false;
    try {
      await this.perform('main', { name: 'Administrator', email, password });
      return true;
    } catch (error) {
      // Another process of this service, which started at the same moment, has made one.
      if (error instanceof RuleViolated && error.rule === 'setup.once') return false;
      throw error;
    }
  }

  async isOpen(tenant: string): Promise<boolean> {
    return (await this.users.stateOf(tenant, firstAdministrator(tenant))) === undefined;
  }

  /** Refused once there is an administrator. Cut short by a crash it is still open, and may be done again with other answers. */
  async perform(tenant: string, input: SetupInput): Promise<void> {
    if (!(await this.isOpen(tenant))) throw closed();
    const check = new Check();
    const email = check.required('email', input.email ?? '', parseEmail);
    const name = check.required('name', input.name ?? '', parseName);
    const password = check.required('password', input.password ?? '', parsePassword);
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const given = { name: input.organisation || undefined, timeZone: input.timeZone || timeZone, currency: input.currency || undefined };
    const founded = checkOrganisation(check, given, 'organisation');
    check.done();
    const passwordHash = await this.passwords.hash(password);

    // One at a time, so that the second finds the first one's administrator.
    await this.exclusive.run('setup', async () => {
      if (!(await this.isOpen(tenant))) throw closed();
      const options = {
        viewer: { tenant, actor: 'setup', role: 'ADMIN' as const },
        operation: 'setup',
        input: { commandId: randomUUID() },
      };
      await this.passwords.set(tenant, firstAdministrator(tenant), passwordHash);
      await this.commands.execute(
        organisation,
        theOrganisation,
        { type: 'Found', ...defaults, ...founded },
        { ...options, operation: 'setup.organisation' },
      );
      await this.users.create({ email, name, role: Role.ADMIN }, options, firstAdministrator(tenant));
    });
  }
}

const closed = () => new RuleViolated('setup.once', 'There is an administrator already: sign in.');

/** The same id whoever sets the tenant up, so that its stream can begin only once. */
const firstAdministrator = (tenant: string) => newId({ tenant, actor: 'setup', operation: 'setup', commandId: 'first administrator' });

@Controller('setup')
export class SetupController {
  constructor(private readonly setup: Setup) {}

  /** Whether the first visitor is still to be asked for an administrator. */
  @Get()
  async isOpen(@CurrentRequest() { tenant }: RequestContext): Promise<{ open: boolean }> {
    return { open: await this.setup.isOpen(tenant) };
  }

  @Post()
  @HttpCode(201)
  async perform(@Body() body: object | undefined, @CurrentRequest() { tenant }: RequestContext): Promise<{ ready: true }> {
    await this.setup.perform(tenant, Object.fromEntries(Object.entries(body ?? {}).filter(([, value]) => typeof value === 'string')));
    return { ready: true };
  }
}
