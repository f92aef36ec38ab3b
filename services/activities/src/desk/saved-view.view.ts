import { SavedViewEventSchema } from '@throughline/contracts/activities';
import { ViewRow, type View } from '@throughline/views';
import { Column, Entity } from 'typeorm';
import { Audience } from './saved-view.js';

export type AudienceName = 'NOBODY' | 'TEAM' | 'EVERYONE';

@Entity()
export class SavedViewRow extends ViewRow {
  @Column('text') ownerId!: string;
  @Column('text') kind!: string;
  @Column('text') name!: string;
  /** JSON; empty where it has been erased. */
  @Column('text') definition!: string;
  @Column('text') sharedWith!: AudienceName;
  @Column('int') position!: number;
  @Column('boolean') archived!: boolean;
  @Column('int') revision!: number;
  @Column('timestamptz') createdAt!: string;
  @Column('timestamptz') updatedAt!: string;
}

export const savedViews: View<SavedViewRow, typeof SavedViewEventSchema> = {
  name: 'saved_views',
  version: 1,
  entity: SavedViewRow,
  streams: [SavedViewEventSchema],
  indexes: ['CREATE INDEX ON {table} (tenant, kind)'],
  project(row, { type, data, revision, recordedAt }) {
    const seen = { revision, updatedAt: recordedAt };
    if (type === 'SavedViewCreated') {
      const { ownerId, kind, name, definition, position } = data;
      const sharedWith = audienceName(data.sharedWith);
      return { ownerId, kind, name, definition, position, sharedWith, archived: false, createdAt: recordedAt, ...seen };
    }
    switch (type) {
      case 'SavedViewRenamed':
        return row && { ...row, name: data.name, ...seen };
      case 'SavedViewRedefined':
        return row && { ...row, definition: data.definition, ...seen };
      case 'SavedViewShared':
        return row && { ...row, sharedWith: audienceName(data.sharedWith), ...seen };
      case 'SavedViewMoved':
        return row && { ...row, position: data.position, ...seen };
      case 'SavedViewArchived':
        return row && { ...row, archived: true, ...seen };
      case 'SavedViewRestored':
        return row && { ...row, archived: false, ...seen };
    }
  },
};

function audienceName(audience: Audience): AudienceName {
  switch (audience) {
    case Audience.EVERYONE:
      return 'EVERYONE';
    case Audience.TEAM:
      return 'TEAM';
    case Audience.NOBODY:
    case Audience.UNSPECIFIED:
      return 'NOBODY';
  }
}
