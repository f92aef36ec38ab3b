import { ProductEventSchema } from '@throughline/contracts/sales';
import { commonFields, recordIndexes, type RecordType } from '@throughline/records';
import { ViewRow, type View } from '@throughline/views';
import { Column, Entity } from 'typeorm';

@Entity()
export class ProductRow extends ViewRow {
  @Column('int') revision!: number;
  @Column('timestamptz') createdAt!: string;
  @Column('timestamptz') updatedAt!: string;
  @Column('text') name!: string;
  @Column('text', { nullable: true }) code!: string | null;
  @Column('text', { nullable: true }) family!: string | null;
  @Column('numeric', { nullable: true }) price!: string | null;
  @Column('text', { nullable: true }) priceCurrency!: string | null;
  @Column('boolean') archived!: boolean;
}

export const productRecord: RecordType = {
  name: 'Product',
  access: 'everyone',
  fields: [
    ...commonFields,
    { key: 'name', label: 'Name', kind: 'text', sortable: true },
    { key: 'code', label: 'Code', kind: 'text', sortable: true },
    { key: 'family', label: 'Family', kind: 'text' },
    { key: 'price', label: 'Price', kind: 'money' },
    { key: 'archived', label: 'Archived', kind: 'boolean' },
  ],
  defaultOrder: [{ field: 'name' }],
};

export const products: View<ProductRow, typeof ProductEventSchema> = {
  name: 'products',
  version: 1,
  entity: ProductRow,
  streams: [ProductEventSchema],
  indexes: recordIndexes(productRecord, ProductRow),
  project(row, { type, data, revision, recordedAt }) {
    const seen = { revision, updatedAt: recordedAt };
    switch (type) {
      case 'ProductAdded':
      case 'ProductChanged':
        return {
          name: data.name,
          code: data.code || null,
          family: data.family || null,
          price: data.price?.amount ?? null,
          priceCurrency: data.price?.currency ?? null,
          archived: row?.archived ?? false,
          createdAt: row?.createdAt ?? recordedAt,
          ...seen,
        };
      case 'ProductArchived':
        return row && { ...row, archived: true, ...seen };
      case 'ProductRestored':
        return row && { ...row, archived: false, ...seen };
    }
  },
};
