import { TaskEventSchema } from '@throughline/contracts/activities';
import { recordIndexes } from '@throughline/records';
import { ViewRow, type View } from '@throughline/views';
import { Column, Entity } from 'typeorm';
import { taskRecord } from './task.record.js';

@Entity()
export class TaskRow extends ViewRow {
  @Column('int') revision!: number;
  @Column('timestamptz') createdAt!: string;
  @Column('timestamptz') updatedAt!: string;
  @Column('text') createdBy!: string;
  @Column('text', { nullable: true }) assigneeId!: string | null;
  @Column('text') title!: string;
  @Column('text', { nullable: true }) body!: string | null;
  @Column('text', { nullable: true }) kind!: string | null;
  @Column('timestamptz', { nullable: true }) dueAt!: string | null;
  /** The due times its assignee was told of. */
  @Column('timestamptz', { array: true }) remindedOf!: readonly string[];
  /** The due times for which it was escalated. */
  @Column('timestamptz', { array: true }) escalatedOf!: readonly string[];
  /** Until it is done or due at another time. */
  @Column('boolean') escalated!: boolean;
  @Column('timestamptz', { nullable: true }) escalatedAt!: string | null;
  @Column('text', { array: true }) about!: readonly string[];
  @Column('boolean') open!: boolean;
  @Column('timestamptz', { nullable: true }) completedAt!: string | null;
  @Column('boolean') archived!: boolean;
}

/** Of its due time nobody was told yet. */
export const notReminded = 'open AND NOT archived AND due_at <> ALL (reminded_of)';
export const notEscalated = 'open AND NOT archived AND due_at <> ALL (escalated_of)';

const calm = { escalated: false, escalatedAt: null };

export const tasks: View<TaskRow, typeof TaskEventSchema> = {
  name: 'tasks',
  version: 2,
  entity: TaskRow,
  streams: [TaskEventSchema],
  indexes: [
    ...recordIndexes(taskRecord, TaskRow),
    `CREATE INDEX ON {table} (due_at) WHERE ${notReminded}`,
    `CREATE INDEX ON {table} (tenant, due_at) WHERE ${notEscalated}`,
  ],
  project(row, { type, data, revision, recordedAt, meta }) {
    const seen = { revision, updatedAt: recordedAt };
    if (type === 'TaskCreated') {
      const { title, about } = data;
      const facts = {
        title,
        about,
        body: data.body || null,
        kind: data.kind || null,
        dueAt: data.dueAt || null,
        assigneeId: data.assigneeId || null,
      };
      return {
        ...facts,
        createdAt: recordedAt,
        createdBy: meta.actor,
        remindedOf: [],
        escalatedOf: [],
        ...calm,
        open: true,
        completedAt: null,
        archived: false,
        ...seen,
      };
    }
    if (!row) return null;
    switch (type) {
      case 'TaskDescribed':
        return { ...row, title: data.title, body: data.body || null, kind: data.kind || null, about: data.about, ...seen };
      case 'TaskRescheduled':
        return { ...row, dueAt: data.dueAt || null, ...calm, ...seen };
      case 'TaskReassigned':
        return { ...row, assigneeId: data.assigneeId || null, ...seen };
      case 'TaskCompleted':
        return { ...row, open: false, completedAt: recordedAt, ...calm, ...seen };
      case 'TaskReopened':
        return { ...row, open: true, completedAt: null, ...seen };
      case 'TaskFellDue':
        return { ...row, remindedOf: [...row.remindedOf, data.dueAt], ...seen };
      case 'TaskEscalated':
        return { ...row, escalatedOf: [...row.escalatedOf, data.dueAt], escalated: true, escalatedAt: recordedAt, ...seen };
      case 'TaskArchived':
        return { ...row, archived: true, ...seen };
      case 'TaskRestored':
        return { ...row, archived: false, ...seen };
    }
  },
};
