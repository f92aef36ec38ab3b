import { FormSubmissionEventSchema } from '@throughline/contracts/marketing';
import { recordIndexes, type RecordType } from '@throughline/records';
import { ViewRow, type View } from '@throughline/views';
import { Column, Entity } from 'typeorm';

@Entity()
export class SubmissionRow extends ViewRow {
  @Column('timestamptz') createdAt!: string;
  @Column('text') formId!: string;
  @Column('jsonb') values!: readonly { key: string; label: string; value: string }[];
  @Column('text', { nullable: true }) email!: string | null;
  @Column('text', { nullable: true }) utmSource!: string | null;
  @Column('text', { nullable: true }) utmMedium!: string | null;
  @Column('text', { nullable: true }) utmCampaign!: string | null;
  @Column('text', { nullable: true }) utmTerm!: string | null;
  @Column('text', { nullable: true }) utmContent!: string | null;
  @Column('text', { nullable: true }) referrer!: string | null;
}

export const submissionRecord: RecordType = {
  name: 'FormSubmission',
  access: 'everyone',
  fields: [
    { key: 'id', label: 'Id', kind: 'id' },
    { key: 'createdAt', label: 'Posted', kind: 'dateTime', sortable: true },
    { key: 'formId', label: 'Form', kind: 'reference', of: 'form' },
    { key: 'email', label: 'E-mail', kind: 'email' },
    { key: 'utmSource', label: 'Source', kind: 'text' },
    { key: 'utmMedium', label: 'Medium', kind: 'text' },
    { key: 'utmCampaign', label: 'Campaign', kind: 'text' },
    { key: 'referrer', label: 'Referrer', kind: 'text' },
  ],
};

export const submissions: View<SubmissionRow, typeof FormSubmissionEventSchema> = {
  name: 'form_submissions',
  version: 1,
  entity: SubmissionRow,
  streams: [FormSubmissionEventSchema],
  indexes: recordIndexes(submissionRecord, SubmissionRow),
  project(_, { data, recordedAt }) {
    return {
      createdAt: recordedAt,
      formId: data.formId,
      values: data.values.map(({ key, label, value }) => ({ key, label, value })),
      email: data.email || null,
      utmSource: data.utmSource || null,
      utmMedium: data.utmMedium || null,
      utmCampaign: data.utmCampaign || null,
      utmTerm: data.utmTerm || null,
      utmContent: data.utmContent || null,
      referrer: data.referrer || null,
    };
  },
};
