import { ActivitiesSettingsEventSchema } from '@throughline/contracts/activities';
import { ViewRow, type View } from '@throughline/views';
import { Column, Entity } from 'typeorm';

/** What the rule by which overdue tasks are escalated was changed to, when and by whom: a row a change. */
@Entity()
export class EscalationChangeRow extends ViewRow {
  @Column('int') revision!: number;
  @Column('timestamptz') at!: string;
  @Column('text') actor!: string;
  @Column('boolean') enabled!: boolean;
  @Column('int') afterBusinessDays!: number;
  @Column('text', { nullable: true }) toUserId!: string | null;
}

export const escalationChanges: View<EscalationChangeRow, typeof ActivitiesSettingsEventSchema> = {
  name: 'escalation_changes',
  version: 1,
  entity: EscalationChangeRow,
  streams: [ActivitiesSettingsEventSchema],
  keys: ({ type, id }) => (type === 'TaskEscalationChanged' ? [id] : []),
  project(row, { type, data, revision, recordedAt, meta }) {
    if (type !== 'TaskEscalationChanged') return row;
    const { enabled, afterBusinessDays, toUserId } = data;
    return { revision, at: recordedAt, actor: meta.actor, enabled, afterBusinessDays, toUserId: toUserId || null };
  },
};
