import type { Recorded, StreamSchema } from '@throughline/contracts';
import { type RowData, type View, ViewRow } from '@throughline/views';
import { Column, Entity } from 'typeorm';
import { factOf, nothingDone } from './import.js';

/** Imports as their readers see them: `Import` of the graph. */
@Entity()
export class ImportRow extends ViewRow {
  @Column('text') kind!: string;
  @Column('text') status!: 'QUEUED' | 'RUNNING' | 'DONE' | 'FAILED';
  @Column('boolean') dryRun!: boolean;
  @Column('integer') rows!: number;
  @Column('integer') created!: number;
  @Column('integer') updated!: number;
  @Column('integer') unchanged!: number;
  @Column('integer') failed!: number;
  /** Why it failed as a whole. */
  @Column('text', { nullable: true }) problem!: string | null;
  /** The actor who sent the file. */
  @Column('text') createdBy!: string;
  @Column('timestamptz') createdAt!: string;
  @Column('timestamptz') updatedAt!: string;
  @Column('timestamptz', { nullable: true }) startedAt!: string | null;
  @Column('timestamptz', { nullable: true }) finishedAt!: string | null;
  @Column('integer') revision!: number;
}

/** Imports of the services whose events these are. */
export function importsView(...streams: readonly StreamSchema[]): View<ImportRow, StreamSchema> {
  return {
    name: 'imports',
    version: 1,
    entity: ImportRow,
    streams,
    project(row, event): RowData<ImportRow> | null {
      const { recordedAt, revision, meta } = event as Recorded;
      const fact = factOf(event as { type: string; data: unknown });
      if (fact.type === 'Started') {
        const { kind, dryRun } = fact.data;
        const { linked: _, ...counts } = nothingDone;
        const started = { kind, dryRun, status: 'QUEUED' as const, ...counts, problem: null, createdBy: meta.actor };
        return { ...started, createdAt: recordedAt, updatedAt: recordedAt, startedAt: null, finishedAt: null, revision };
      }
      if (!row) return null;
      const now = { ...row, updatedAt: recordedAt, revision };
      if (fact.type === 'Failed') return { ...now, status: 'FAILED', problem: fact.data.reason, finishedAt: recordedAt };
      const { rows, created, updated, unchanged, failed } = fact.data.progress ?? nothingDone;
      const counted = { ...now, rows, created, updated, unchanged, failed, startedAt: row.startedAt ?? recordedAt };
      return fact.type === 'Finished' ? { ...counted, status: 'DONE', finishedAt: recordedAt } : { ...counted, status: 'RUNNING' };
    },
  };
}
