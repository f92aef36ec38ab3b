import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { CommandHandler } from '@throughline/decider';
import { COMMAND_HANDLER, LOG, type Log } from '@throughline/service-kit';
import { DataSource } from 'typeorm';
import { task } from './task.js';
import { TaskRow } from './task.view.js';

const everyMs = 10_000;

/** Writes down that a task has fallen due, once for each due time, however many processes look. */
@Injectable()
export class DueTasks implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer?: NodeJS.Timeout;
  private running = Promise.resolve();

  constructor(
    private readonly database: DataSource,
    @Inject(COMMAND_HANDLER) private readonly commands: CommandHandler,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => (this.running = this.running.then(() => this.look())), everyMs);
    this.timer.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** Looks once. What fails is tried at the next look. */
  async look(now = new Date().toISOString()): Promise<void> {
    try {
      const table = this.database.getMetadata(TaskRow).tablePath;
      const due = await this.database.query<{ tenant: string; id: string; due: string }[]>(
        `SELECT tenant, id, to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS due FROM ${table}
          WHERE open AND NOT archived AND due_at <= $1 AND reminded_of IS DISTINCT FROM due_at ORDER BY due_at LIMIT 500`,
        [now],
      );
      for (const { tenant, id, due: dueAt } of due) {
        const commandId = `${id} ${dueAt}`;
        const context = { tenant, actor: 'policy:due-tasks', operation: 'fallDue', commandId, correlationId: commandId, now };
        await this.commands.execute(task, id, { type: 'FallDue', dueAt }, context, { request: { dueAt } });
      }
    } catch (error) {
      this.log.warn({ error: (error as Error).name }, 'looking for due tasks failed; it is tried again');
    }
  }
}
