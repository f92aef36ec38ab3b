import { PriceBookEventSchema } from '@throughline/contracts/sales';
import { commonFields, type RecordType } from '@throughline/records';
import { ViewRow, type View } from '@throughline/views';
import { Column, Entity } from 'typeorm';
import { prices, type Price } from './price-book.js';

@Entity()
export class PriceBookRow extends ViewRow {
  @Column('int') revision!: number;
  @Column('timestamptz') createdAt!: string;
  @Column('timestamptz') updatedAt!: string;
  @Column('text') name!: string;
  @Column('text') currency!: string;
  @Column('jsonb') prices!: readonly Price[];
  @Column('boolean') archived!: boolean;
}

export const priceBookRecord: RecordType = {
  name: 'PriceBook',
  access: 'everyone',
  fields: [
    ...commonFields,
    { key: 'name', label: 'Name', kind: 'text', sortable: true },
    { key: 'archived', label: 'Archived', kind: 'boolean' },
  ],
  defaultOrder: [{ field: 'name' }],
};

export const priceBooks: View<PriceBookRow, typeof PriceBookEventSchema> = {
  name: 'price_books',
  version: 1,
  entity: PriceBookRow,
  streams: [PriceBookEventSchema],
  project(row, { type, data, revision, recordedAt }) {
    const seen = { revision, updatedAt: recordedAt };
    switch (type) {
      case 'PriceBookCreated':
        return { name: data.name, currency: data.currency, prices: prices(data.prices), archived: false, createdAt: recordedAt, ...seen };
      case 'PriceBookPricesChanged':
        return row && { ...row, name: data.name, prices: prices(data.prices), ...seen };
      case 'PriceBookArchived':
        return row && { ...row, archived: true, ...seen };
    }
  },
};
