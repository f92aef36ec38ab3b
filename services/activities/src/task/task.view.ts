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
  /** The due time its assignee was told of. */
  @Column('timestamptz', { nullable: true }) remindedOf!: string | null;
  @Column('text', { array: true }) about!: readonly string[];
  @Column('boolean') open!: boolean;
  @Column('timestamptz', { nullable: true }) completedAt!: string | null;
  @Column('boolean') archived!: boolean;
}

export const tasks: View<TaskRow, typeof TaskEventSchema> = {
  name: 'tasks',
  version: 1,
  entity: TaskRow,
  streams: [TaskEventSchema],
  indexes: [...recordIndexes(taskRecord, TaskRow), 'CREATE INDEX ON {table} (due_at) WHERE open AND NOT archived AND due_at IS NOT NULL'],
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
        remindedOf: null,
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
        return { ...row, dueAt: data.dueAt || null, ...seen };
      case 'TaskReassigned':
        return { ...row, assigneeId: data.assigneeId || null, ...seen };
      case 'TaskCompleted':
        return { ...row, open: false, completedAt: recordedAt, ...seen };
      case 'TaskReopened':
        return { ...row, open: true, completedAt: null, ...seen };
      case 'TaskFellDue':
        return { ...row, remindedOf: data.dueAt, ...seen };
      case 'TaskArchived':
        return { ...row, archived: true, ...seen };
      case 'TaskRestored':
        return { ...row, archived: false, ...seen };
    }
  },
};
