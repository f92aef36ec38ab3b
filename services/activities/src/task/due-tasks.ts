import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { CommandHandler } from '@throughline/decider';
import { COMMAND_HANDLER, Directory, LOG, type Log } from '@throughline/service-kit';
import { DataSource } from 'typeorm';
import { settingsOf } from '../settings/activities-settings.resolver.js';
import { daysOverdue, toldOfOverdue } from './escalation.js';
import { task, type TaskCommand } from './task.js';
import { notEscalated, notReminded, TaskRow } from './task.view.js';

const everyMs = 10_000;
/** Tasks taken at one look; the others at the next ones. */
const most = 500;

interface Due {
  readonly tenant: string;
  readonly id: string;
  readonly dueAt: string;
  readonly assigneeId: string | null;
  readonly createdBy: string;
}

/** Writes down that a task has fallen due, and that it stayed overdue too long, each once for each due time, however many processes look. */
@Injectable()
export class DueTasks implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer?: NodeJS.Timeout;
  private running = Promise.resolve();

  constructor(
    private readonly database: DataSource,
    private readonly directory: Directory,
    @Inject(COMMAND_HANDLER) private readonly commands: CommandHandler,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.look(), everyMs);
    this.timer.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** Looks once, after the look that goes on. What fails is tried at the next one. */
  look(now = new Date().toISOString()): Promise<void> {
    return (this.running = this.running.then(async () => {
      await this.attempt(() => this.fallDue(now));
      await this.attempt(() => this.escalate(now));
    }));
  }

  private async fallDue(now: string): Promise<void> {
    const due = await this.query<Due>(`${select} WHERE ${notReminded} AND due_at <= $1 ORDER BY due_at LIMIT ${most}`, [now]);
    for (const each of due) await this.write(each, 'fallDue', { type: 'FallDue', dueAt: each.dueAt }, now);
  }

  private async escalate(now: string): Promise<void> {
    const tenants = await this.query<{ tenant: string }>(`SELECT DISTINCT tenant FROM {tasks} WHERE ${notEscalated} AND due_at <= $1`, [
      now,
    ]);
    for (const { tenant } of tenants) await this.attempt(() => this.escalateOf(tenant, now));
  }

  private async escalateOf(tenant: string, now: string): Promise<void> {
    const { escalation } = await settingsOf(this.commands, tenant);
    if (!escalation.enabled) return;
    const directory = await this.directory.of(tenant);
    const where = `tenant = $1 AND ${notEscalated} AND due_at <= $2`;
    for (const each of await this.query<Due>(`${select} WHERE ${where} ORDER BY due_at LIMIT ${most}`, [tenant, now])) {
      const days = daysOverdue(each.dueAt, now, escalation, directory.organisation);
      if (days === undefined) break; // Nor are those that were due later.
      const to = toldOfOverdue(directory, escalation, each);
      await this.write(each, 'escalate', { type: 'Escalate', dueAt: each.dueAt, to, daysOverdue: days }, now);
    }
  }

  private write({ tenant, id, dueAt }: Due, operation: string, command: TaskCommand, now: string): Promise<void> {
    const commandId = `${id} ${dueAt}`;
    const context = { tenant, actor: 'policy:due-tasks', operation, commandId, correlationId: commandId, now };
    return this.attempt(async () => void (await this.commands.execute(task, id, command, context, { request: { dueAt } })));
  }

  private query<R>(sql: string, parameters: readonly unknown[]): Promise<R[]> {
    return this.database.query<R[]>(sql.replace('{tasks}', this.database.getMetadata(TaskRow).tablePath), [...parameters]);
  }

  /** One task that cannot be written down does not hold up the others. */
  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.log.warn({ error: (error as Error).name }, 'looking for due tasks failed; it is tried again');
    }
  }
}

const select = `SELECT tenant, id, assignee_id AS "assigneeId", created_by AS "createdBy",
                       to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "dueAt" FROM {tasks}`;
