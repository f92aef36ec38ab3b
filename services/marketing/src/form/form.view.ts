import { FormEventSchema } from '@throughline/contracts/marketing';
import { recordIndexes } from '@throughline/records';
import { ViewRow, type View } from '@throughline/views';
import { Column, Entity } from 'typeorm';
import { fromEvent, type FormField, type OnSubmit } from './form.js';
import { formRecord } from './form.record.js';

@Entity()
export class FormRow extends ViewRow {
  @Column('int') revision!: number;
  @Column('timestamptz') createdAt!: string;
  @Column('timestamptz') updatedAt!: string;
  @Column('text') key!: string;
  @Column('text') name!: string;
  @Column('jsonb') fields!: readonly FormField[];
  @Column('jsonb') onSubmit!: OnSubmit;
  @Column('text', { array: true }) allowedOrigins!: readonly string[];
  @Column('boolean') archived!: boolean;
}

export const forms: View<FormRow, typeof FormEventSchema> = {
  name: 'forms',
  version: 2,
  entity: FormRow,
  streams: [FormEventSchema],
  indexes: recordIndexes(formRecord, FormRow),
  project(row, { type, data, revision, recordedAt }) {
    const seen = { revision, updatedAt: recordedAt };
    if (type === 'FormCreated') return { key: data.key, ...fromEvent(data), archived: false, createdAt: recordedAt, ...seen };
    if (!row) return null;
    switch (type) {
      case 'FormChanged':
        return { ...row, ...fromEvent(data), ...seen };
      case 'FormArchived':
        return { ...row, archived: true, ...seen };
      case 'FormRestored':
        return { ...row, archived: false, ...seen };
    }
  },
};
