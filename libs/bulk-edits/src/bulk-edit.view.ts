import type { Recorded, StreamSchema } from '@throughline/contracts';
import { type RowData, type View, ViewRow } from '@throughline/views';
import { Column, Entity } from 'typeorm';
import { factOf, nothingDone, type Refusal } from './bulk-edit.js';

/** Bulk edits as their readers see them: `BulkEdit` of the graph. */
@Entity()
export class BulkEditRow extends ViewRow {
  @Column('text') kind!: string;
  @Column('text') status!: 'QUEUED' | 'RUNNING' | 'DONE' | 'FAILED';
  @Column('integer') total!: number;
  @Column('integer') changed!: number;
  @Column('integer') unchanged!: number;
  @Column('integer') failed!: number;
  /** Of each record that was left as it is, why. */
  @Column('jsonb') refused!: readonly { readonly id: string; readonly message: string }[];
  /** Why it failed as a whole. */
  @Column('text', { nullable: true }) problem!: string | null;
  @Column('text', { nullable: true }) undoes!: string | null;
  @Column('text', { nullable: true }) undoneBy!: string | null;
  /** The actor who asked for it. */
  @Column('text') createdBy!: string;
  @Column('timestamptz') createdAt!: string;
  @Column('timestamptz', { nullable: true }) finishedAt!: string | null;
}

/** Bulk edits of the services whose events these are. */
export function bulkEditsView(...streams: readonly StreamSchema[]): View<BulkEditRow, StreamSchema> {
  return {
    name: 'bulk_edits',
    version: 1,
    entity: BulkEditRow,
    streams,
    indexes: [`CREATE INDEX ON {table} (created_at) WHERE status IN ('QUEUED', 'RUNNING')`],
    keys(event) {
      const { stream } = event as Recorded;
      const fact = factOf(event as { type: string; data: unknown });
      return fact.type === 'Started' && fact.data.undoes ? [stream.id, fact.data.undoes] : [stream.id];
    },
    project(row, event, id): RowData<BulkEditRow> | null {
      const { recordedAt, stream } = event as Recorded;
      const fact = factOf(event as { type: string; data: unknown });
      if (id !== stream.id) return row && { ...row, undoneBy: stream.id };
      if (fact.type === 'Requested') return null;
      if (fact.type === 'Started') {
        const { kind, total, requestedBy, undoes } = fact.data;
        const { done: _, ...counts } = nothingDone;
        const started = { kind, status: 'QUEUED' as const, total, ...counts, refused: [], problem: null };
        return { ...started, undoes: undoes || null, undoneBy: null, createdBy: requestedBy, createdAt: recordedAt, finishedAt: null };
      }
      if (!row) return null;
      switch (fact.type) {
        case 'Progressed': {
          const { changed, unchanged, failed } = fact.data.progress ?? nothingDone;
          return { ...row, status: 'RUNNING', changed, unchanged, failed, refused: [...row.refused, ...fact.data.refused.map(refusal)] };
        }
        case 'Finished':
          return { ...row, status: 'DONE', finishedAt: recordedAt };
        case 'Failed':
          return { ...row, status: 'FAILED', problem: fact.data.reason, finishedAt: recordedAt };
      }
    },
  };
}

const refusal = ({ recordId, message }: Refusal) => ({ id: recordId, message });
