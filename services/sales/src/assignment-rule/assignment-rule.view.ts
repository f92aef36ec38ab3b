import { AssignmentRuleEventSchema } from '@throughline/contracts/sales';
import { ViewRow, type View } from '@throughline/views';
import { Column, Entity } from 'typeorm';
import type { Rule } from './assignment-rule.js';

@Entity()
export class AssignmentRuleRow extends ViewRow {
  @Column('int') revision!: number;
  @Column('timestamptz') createdAt!: string;
  @Column('timestamptz') updatedAt!: string;
  @Column('text') name!: string;
  @Column('int') position!: number;
  @Column('jsonb') when!: Rule['when'];
  @Column('int') strategy!: Rule['strategy'];
  @Column('text', { array: true }) userIds!: readonly string[];
  @Column('boolean') archived!: boolean;
}

export const assignmentRules: View<AssignmentRuleRow, typeof AssignmentRuleEventSchema> = {
  name: 'assignment_rules',
  version: 1,
  entity: AssignmentRuleRow,
  streams: [AssignmentRuleEventSchema],
  project(row, { type, data, revision, recordedAt }) {
    const seen = { revision, updatedAt: recordedAt };
    switch (type) {
      case 'AssignmentRuleCreated':
      case 'AssignmentRuleChanged': {
        const { name, position, strategy, userIds } = data;
        const { source = '', country = '', industry = '' } = data.when ?? {};
        const archived = row?.archived ?? false;
        return {
          name,
          position,
          strategy,
          userIds,
          when: { source, country, industry },
          archived,
          createdAt: row?.createdAt ?? recordedAt,
          ...seen,
        };
      }
      case 'AssignmentTurnTaken':
        return row && { ...row, ...seen };
      case 'AssignmentRuleArchived':
        return row && { ...row, archived: true, ...seen };
    }
  },
};
