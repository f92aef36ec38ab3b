import { ContactEventSchema } from '@throughline/contracts/contacts';
import { endOfDay, localDate, startOfDay } from '@throughline/domain';
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

/** A part of a record's story: what happened with it from one moment until before another; ISO 8601, or `-infinity` and `infinity`. */
export interface Span {
  readonly id: string;
  readonly since: string;
  readonly until: string;
}

type Position = Omit<EmploymentRow, 'tenant' | 'id'>;

/**
 * When people worked for the account, by all their positions. An end that is told on its very day is the moment when it was told, so that a change
 * of jobs divides that day. Without a known start a position begins after an earlier one that was over, or known to end, when it was told; else
 * with whatever is known of the person.
 */
export function employed(positions: readonly Position[], accountId: string, timeZone: string): Span[] {
  const endOf = ({ until, endToldAt }: Position): string => {
    if (!until) return 'infinity';
    return localDate(endToldAt, timeZone) === until ? endToldAt : endOfDay(until, timeZone);
  };
  const startOf = (position: Position): string => {
    if (position.since) return startOfDay(position.since, timeZone);
    const { contactId, toldAt } = position;
    const ends = (byPerson.get(contactId) ?? [])
      .filter(
        (earlier) => earlier.position < position.position && earlier.until && (earlier.endToldAt <= toldAt || endOf(earlier) <= toldAt),
      )
      .map(endOf);
    // Entries have whole milliseconds: the one of the end itself is the former account's.
    return ends.length > 0 ? new Date(Date.parse(ends.sort().at(-1)!) + 1).toISOString() : '-infinity';
  };
  const byPerson = Map.groupBy(positions, ({ contactId }) => contactId);
  return positions
    .filter((position) => position.accountId === accountId)
    .map((position) => ({ id: position.contactId, since: startOf(position), until: endOf(position) }));
}
