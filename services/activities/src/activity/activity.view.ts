import { ActivityEventSchema, ActivityKind } from '@throughline/contracts/activities';
import type { RecordType } from '@throughline/records';
import { ViewRow, type View } from '@throughline/views';
import { Column, Entity } from 'typeorm';

@Entity()
export class ActivityRow extends ViewRow {
  @Column('int') revision!: number;
  @Column('timestamptz') createdAt!: string;
  @Column('timestamptz') updatedAt!: string;
  @Column('text') createdBy!: string;
  @Column('text') kind!: string;
  @Column('text', { nullable: true }) subject!: string | null;
  @Column('text', { nullable: true }) body!: string | null;
  @Column('timestamptz') at!: string;
  @Column('int', { nullable: true }) durationMinutes!: number | null;
  @Column('text', { array: true }) about!: readonly string[];
  @Column('text', { array: true }) mentions!: readonly string[];
}

/** Who sees one of the records it is about sees it; `activity.resolver.ts` asks the registry. */
export const activityRecord: RecordType = { name: 'Activity', access: 'everyone', fields: [{ key: 'id', label: 'Id', kind: 'id' }] };

export const activities: View<ActivityRow, typeof ActivityEventSchema> = {
  name: 'activities',
  version: 1,
  entity: ActivityRow,
  streams: [ActivityEventSchema],
  project(row, { type, data, revision, recordedAt, meta }) {
    const seen = { revision, updatedAt: recordedAt };
    switch (type) {
      case 'ActivityLogged':
        return { kind: ActivityKind[data.kind], createdBy: meta.actor, createdAt: recordedAt, ...factsOf(data), ...seen };
      case 'ActivityCorrected':
        return row && { ...row, ...factsOf(data), ...seen };
      case 'ActivityRemoved':
        return null;
    }
  },
};

interface Told {
  readonly about: readonly string[];
  readonly subject: string;
  readonly body: string;
  readonly at: string;
  readonly durationMinutes: number;
  readonly mentions: readonly string[];
}

const factsOf = ({ about, subject, body, at, durationMinutes, mentions }: Told) => ({
  about,
  subject: subject || null,
  body: body || null,
  at,
  durationMinutes: durationMinutes || null,
  mentions,
});
