import { ContactEventSchema } from '@throughline/contracts/contacts';
import { ViewRow, type View } from '@throughline/views';
import { Column, Entity } from 'typeorm';

/**
 * Who worked for which account, and when: what happened with a person stands on the account's timeline as long as they were there. A row a
 * position, by the person's id and the position's number.
 */
@Entity()
export class EmploymentRow extends ViewRow {
  @Column('text') contactId!: string;
  @Column('int') position!: number;
  @Column('text') accountId!: string;
  /** Calendar days; null: not known, and still there. */
  @Column('date', { nullable: true }) since!: string | null;
  @Column('date', { nullable: true }) until!: string | null;
  /** When the position was told, and when its end was. */
  @Column('timestamptz') toldAt!: string;
  @Column('timestamptz') endToldAt!: string;
}

export const employments: View<EmploymentRow, typeof ContactEventSchema> = {
  name: 'employments',
  version: 1,
  entity: EmploymentRow,
  streams: [ContactEventSchema],
  indexes: ['CREATE INDEX ON {table} (tenant, account_id)', 'CREATE INDEX ON {table} (tenant, contact_id)'],
  keys({ type, data, stream }) {
    switch (type) {
      case 'ContactJoinedAccount':
      case 'ContactPositionChanged':
      case 'ContactLeftAccount':
      case 'ContactPositionRemoved':
        return [`${stream.id} ${data.positionId}`];
      default:
        return [];
    }
  },
  project(row, { type, data, stream, meta: { occurredAt } }) {
    switch (type) {
      case 'ContactJoinedAccount': {
        const { positionId, accountId, since, until } = data;
        const days = { since: since || null, until: until || null };
        return { contactId: stream.id, position: Number(positionId), accountId, ...days, toldAt: occurredAt, endToldAt: occurredAt };
      }
      case 'ContactPositionChanged': {
        if (!row) return null;
        const until = data.until || null;
        const endToldAt = until === row.until ? row.endToldAt : occurredAt;
        return { ...row, accountId: data.accountId, since: data.since || null, until, endToldAt };
      }
      case 'ContactLeftAccount':
        return row && { ...row, until: data.until, endToldAt: occurredAt };
      case 'ContactPositionRemoved':
        return null;
      default:
        return row;
    }
  },
};

/**
 * SQL: `employed(id, account_id, since, until)`, the moments between which the people of the account `$2` worked there; times of the organisation's
 * zone `$8`. An end that is told on its very day is the moment when it was told, so that a change of jobs divides that day. Without a known start a
 * position begins after an earlier one ended that was over, or known to end, when it was told; else with whatever is known of the person.
 */
export const employedSql = (table: string): string => `
  ended AS (
    SELECT *, CASE WHEN until IS NULL THEN 'infinity'
                   WHEN (end_told_at AT TIME ZONE $8)::date = until THEN end_told_at
                   ELSE (until + 1)::timestamp AT TIME ZONE $8 END AS ended_at
      FROM ${table} WHERE tenant = $1 AND contact_id IN (SELECT contact_id FROM ${table} WHERE tenant = $1 AND account_id = $2)
  ), employed(id, account_id, since, until) AS (
    SELECT here.contact_id, here.account_id,
           COALESCE(here.since::timestamp AT TIME ZONE $8,
                    (SELECT max(before.ended_at) + interval '1 microsecond' FROM ended before
                      WHERE before.contact_id = here.contact_id AND before.position < here.position
                        AND before.until IS NOT NULL AND least(before.ended_at, before.end_told_at) <= here.told_at),
                    '-infinity'),
           here.ended_at
      FROM ended here WHERE here.account_id = $2
  )`;
