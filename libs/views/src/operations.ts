import { setTimeout as pause } from 'node:timers/promises';
import type { RecordedEvent } from '@throughline/event-store';
import { parkedEvents, parkForPolicy, type ParkedEvent, type Replayed } from './parked.js';
import { askPolicy } from './policy-runner.js';
import type { AnyPolicy } from './policy.js';
import { policyStatuses, type PolicyStatus, type ViewStatus } from './status.js';
import { tableOf } from './view.js';
import { ViewRunner, type ViewRunnerOptions } from './view-runner.js';

export interface OperationsOptions extends Omit<ViewRunnerOptions, 'persistence' | 'at'> {
  readonly policies?: readonly AnyPolicy[];
}

/**
 * What an operator sees of a service's views and policies, and does to them, from a process of their own: a command line. All of it is in the
 * database, and whoever runs the views and policies takes notice. By default it runs none itself (`take: 0`); where the service is not running, take lanes.
 */
export class Operations {
  private constructor(
    private readonly views: ViewRunner,
    private readonly options: OperationsOptions,
  ) {}

  static async open(options: OperationsOptions): Promise<Operations> {
    return new Operations(await ViewRunner.start({ take: 0, ...options }), options);
  }

  async status(): Promise<{ views: ViewStatus[]; policies: PolicyStatus[] }> {
    const policies = await policyStatuses(this.views.persistence, this.options.policies ?? [], this.options, () => undefined);
    return { views: await this.views.status(), policies };
  }

  /** Some process feeds the views. Where none does, a rebuild waits for one, or for {@link open} with lanes to take. */
  async isRunning(): Promise<boolean> {
    const { rows } = await this.views.persistence.pool.query<{ running: boolean }>(
      `select exists (select from views.lanes l join pg_stat_activity a on a.pid = l.owner_pid and a.backend_start = l.owner_since
                       where l.table_name = any($1)) as running`,
      [this.options.views.map(tableOf)],
    );
    return rows[0]!.running;
  }

  /** Of views and of policies, those of policies included that there are no longer. */
  async parked(): Promise<ParkedEvent[]> {
    return [...(await this.views.parked()), ...(await parkedEvents(this.views.persistence, this.options.service, { policies: true }))];
  }

  /** See {@link ViewRunner.rebuild}: answers when they serve, which takes a process that runs them. */
  rebuild(views?: readonly string[]): Promise<void> {
    return this.views.rebuild(views);
  }

  /** Gives an event to a policy that has gone on without it: whoever runs the policy tries it as it tries what is parked. */
  async parkForPolicy(
    policy: string,
    { source, partition, event }: { readonly source: string; readonly partition: number; readonly event: RecordedEvent },
  ): Promise<void> {
    await parkForPolicy(this.views.persistence.pool, policy, { source, partition, event, reason: 'UnreadableRecord', retryIn: '0' });
  }

  /** Tries what is parked for a view or a policy again, or one event of it. A policy's is tried by whoever runs it: waited for 15 s. */
  async replayParked(kind: ParkedEvent['kind'], name: string, eventId?: string): Promise<Replayed> {
    if (kind === 'view') return this.views.replayParked(name, eventId);
    return askPolicy(this.views.persistence, name, eventId, () => pause(200));
  }

  close(): Promise<void> {
    return this.views.close();
  }
}
