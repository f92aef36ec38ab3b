import { PipelineEventSchema, StageCategory } from '@throughline/contracts/sales';
import { commonFields, type RecordType } from '@throughline/records';
import { ViewRow, type View } from '@throughline/views';
import { Column, Entity } from 'typeorm';
import { onboardingOf, stageOf, type Onboarding, type Stage } from './pipeline.js';

@Entity()
export class PipelineRow extends ViewRow {
  @Column('int') revision!: number;
  @Column('timestamptz') createdAt!: string;
  @Column('timestamptz') updatedAt!: string;
  @Column('text') name!: string;
  @Column('jsonb') stages!: readonly Stage[];
  @Column('jsonb', { nullable: true }) onboarding!: Onboarding | null;
  @Column('boolean') archived!: boolean;
}

export const pipelineRecord: RecordType = {
  name: 'Pipeline',
  access: 'everyone',
  fields: [
    ...commonFields,
    { key: 'name', label: 'Name', kind: 'text', sortable: true },
    { key: 'archived', label: 'Archived', kind: 'boolean' },
  ],
  // The first one made is the one that is used where none is named.
  defaultOrder: [{ field: 'createdAt', direction: 'ASC' }],
};

export const pipelines: View<PipelineRow, typeof PipelineEventSchema> = {
  name: 'pipelines',
  version: 1,
  entity: PipelineRow,
  streams: [PipelineEventSchema],
  project(row, { type, data, revision, recordedAt }) {
    const seen = { revision, updatedAt: recordedAt };
    if (type === 'PipelineCreated') {
      const { name, stages, onboarding } = data;
      return {
        name,
        stages: stages.map(stageOf),
        onboarding: onboardingOf(onboarding) ?? null,
        archived: false,
        createdAt: recordedAt,
        ...seen,
      };
    }
    if (!row) return null;
    switch (type) {
      case 'PipelineRenamed':
        return { ...row, name: data.name, ...seen };
      case 'PipelineStagesChanged':
        return { ...row, stages: data.stages.map(stageOf), ...seen };
      case 'PipelineOnboardingChanged':
        return { ...row, onboarding: onboardingOf(data.onboarding) ?? null, ...seen };
      case 'PipelineArchived':
        return { ...row, archived: true, ...seen };
      case 'PipelineRestored':
        return { ...row, archived: false, ...seen };
    }
  },
};

/** `WON` for `StageCategory.WON`. */
export const categoryName = (category: StageCategory): 'OPEN' | 'WON' | 'LOST' => StageCategory[category] as 'OPEN' | 'WON' | 'LOST';
