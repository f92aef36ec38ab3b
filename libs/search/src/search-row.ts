import { type RowData, ViewRow } from '@throughline/views';
import { Column } from 'typeorm';
import { termsOf, typosOf } from './ranking.js';
import type { SearchDocument } from './search-index.js';
import { beginningOf, fold } from './text.js';

/**
 * The row of a view that is the search index: its documents are then written in the view's own transaction, and a rebuilt view is a rebuilt index.
 * The view's entity extends it, its `project` answers {@link searchRow}, its `indexes` are {@link searchIndexes}; the row's id is the document's.
 */
export abstract class SearchRow extends ViewRow {
  @Column('text') kind!: string;
  @Column('text', { nullable: true }) accessId!: string | null;
  @Column('text') title!: string;
  @Column('text', { nullable: true }) subtitle!: string | null;
  @Column('text', { array: true }) texts!: string[];
  @Column('text', { array: true }) emails!: string[];
  @Column('text', { array: true }) phones!: string[];
  @Column('integer') version!: number;
  /** The folded title. */
  @Column('text') titleKey!: string;
  /** What it is found by, each from its beginning. */
  @Column('text', { array: true }) terms!: string[];
  /** What it is found by with a typo, each whole. */
  @Column('text', { array: true }) typos!: string[];
}

/** The columns of a document's row. */
export function searchRow(document: Omit<SearchDocument, 'tenant' | 'id'>): RowData<SearchRow> {
  const { kind, accessId, title, subtitle, texts, emails, phones, version } = document;
  return {
    kind,
    accessId,
    title,
    subtitle,
    texts: [...texts],
    emails: [...emails],
    phones: [...phones],
    version,
    titleKey: beginningOf(fold(title), 500),
    terms: termsOf(document),
    typos: typosOf(document).map((typo) => `~${typo}`),
  };
}

/** As the index has it: what begins with `~` is never the beginning of a word. */
export const lexemes = 'array_to_tsvector(terms || typos)';

/** For `View.indexes`. */
export const searchIndexes: readonly string[] = [
  `CREATE INDEX ON {table} USING gin ((${lexemes}))`,
  'CREATE INDEX ON {table} (tenant, title_key COLLATE "C")',
  'CREATE INDEX ON {table} (tenant, access_id)',
];
