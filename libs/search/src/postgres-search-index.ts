import type { DataSource, EntityMetadata } from 'typeorm';
import { highlightOf, scoreOf, type Wanted, wantedOf } from './ranking.js';
import { newestOf, type SearchDocument, type SearchHit, type SearchIndex, type SearchKey, type SearchQuery } from './search-index.js';
import { lexemes, searchRow, type SearchRow } from './search-row.js';
import { isUnspaced, mayHaveTypo, neighbourhood } from './text.js';

/**
 * Candidates by indexes, ranked in code. Looked for in turn, until there are enough: titles that begin with the text; documents with a term for
 * each word; and only if there is nothing, documents with a term for each word when a typo is allowed in it.
 */
export class PostgresSearchIndex implements SearchIndex {
  private readonly metadata: EntityMetadata;

  constructor(
    private readonly dataSource: DataSource,
    entity: new () => SearchRow,
  ) {
    this.metadata = dataSource.getMetadata(entity);
  }

  async search(query: SearchQuery): Promise<SearchHit[]> {
    const first = Math.min(Math.max(query.first ?? 20, 1), 100);
    const wanted = wantedOf(query.text);
    if (!wanted || query.kinds?.length === 0) return [];
    const found = new Map<string, SearchRow & { score: number }>();
    for (const look of [this.byTitle, this.byTerms, this.byTypos]) {
      for (const row of await look.call(this, query, wanted, Math.max(first * 3, candidates))) {
        const score = scoreOf(wanted, row.title, row.terms);
        if (score !== undefined) found.set(row.id, { ...row, score });
      }
      if (found.size >= (look === this.byTitle ? first : 1)) break;
    }
    return [...found.values()]
      .sort((a, b) => b.score - a.score || compare(a.titleKey, b.titleKey) || compare(a.id, b.id))
      .slice(0, first)
      .map((row) => ({ kind: row.kind, id: row.id, title: row.title, subtitle: row.subtitle, highlight: highlightOf(wanted, row) }));
  }

  private byTitle(query: SearchQuery, { text }: Wanted, limit: number): Promise<SearchRow[]> {
    // A range and not LIKE, so that the index holds whatever the text.
    return this.rows(
      query,
      (param) =>
        `title_key COLLATE "C" >= ${param(text)} AND title_key COLLATE "C" < ${param(text + lastCharacter)} ORDER BY title_key COLLATE "C"`,
      limit,
    );
  }

  private byTerms(query: SearchQuery, { words }: Wanted, limit: number): Promise<SearchRow[]> {
    // One letter begins a good part of all terms: it narrows nothing, and is checked when ranking.
    return this.byLexemes(query, words.filter((word) => word.length > 1 || isUnspaced(word)).map(beginning), limit);
  }

  private async byTypos(query: SearchQuery, { words }: Wanted, limit: number): Promise<SearchRow[]> {
    if (!words.some(mayHaveTypo)) return [];
    const lexemes = words.map((word) =>
      [beginning(word), ...(mayHaveTypo(word) ? neighbourhood(word).map((typo) => quoted(`~${typo}`)) : [])].join(' | '),
    );
    return this.byLexemes(query, lexemes, limit);
  }

  private async byLexemes(query: SearchQuery, wanted: readonly string[], limit: number): Promise<SearchRow[]> {
    if (wanted.length === 0) return [];
    return this.rows(
      query,
      (param) => `${lexemes} @@ ${param(wanted.map((alternatives) => `(${alternatives})`).join(' & '))}::tsquery`,
      limit,
    );
  }

  private rows(
    { tenant, kinds, sees }: SearchQuery,
    condition: (param: (value: string) => string) => string,
    limit: number,
  ): Promise<SearchRow[]> {
    const values: unknown[] = [tenant];
    const bound = (value: unknown, type: string): string => `$${values.push(value)}::${type}`;
    const conditions = ['tenant = $1::text'];
    if (kinds) conditions.push(`kind = ANY(${bound(kinds, 'text[]')})`);
    if (sees !== 'all') conditions.push(`access_id = ANY(${bound(sees, 'text[]')})`);
    conditions.push(condition((value) => bound(value, 'text')));
    const columns = 'id, kind, title, subtitle, texts, emails, phones, terms, title_key AS "titleKey"';
    return this.dataSource.query<SearchRow[]>(
      `SELECT ${columns} FROM ${this.table} WHERE ${conditions.join(' AND ')} LIMIT ${limit}`,
      values,
    );
  }

  async put(documents: readonly SearchDocument[]): Promise<void> {
    await this.write((sql, values) => this.dataSource.query(sql, values), newestOf(documents));
  }

  async remove(keys: readonly SearchKey[]): Promise<void> {
    await this.dataSource.query(
      `DELETE FROM ${this.table} t USING jsonb_to_recordset($1::jsonb) AS k(tenant text, id text, version bigint)
        WHERE t.tenant = k.tenant AND t.id = k.id AND t.version <= coalesce(k.version, t.version)`,
      [JSON.stringify(keys)],
    );
  }

  async rebuild(documents: AsyncIterable<SearchDocument> | Iterable<SearchDocument>): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      // Writers wait, and then add what is newer; readers see the old state until the commit.
      await manager.query(`LOCK TABLE ${this.table} IN SHARE ROW EXCLUSIVE MODE`);
      await manager.query(`DELETE FROM ${this.table}`);
      const batch: SearchDocument[] = [];
      const flush = async (): Promise<void> => this.write((sql, values) => manager.query(sql, values), batch.splice(0));
      for await (const document of documents) if (batch.push(document) === 500) await flush();
      await flush();
    });
  }

  private async write(run: (sql: string, values: unknown[]) => Promise<unknown>, documents: readonly SearchDocument[]): Promise<void> {
    if (documents.length === 0) return;
    const columns = this.metadata.columns.map(({ databaseName }) => `"${databaseName}"`);
    const rows = documents.map((document) => {
      const row: Record<string, unknown> = { tenant: document.tenant, id: document.id, ...searchRow(document) };
      return Object.fromEntries(this.metadata.columns.map(({ propertyName, databaseName }) => [databaseName, row[propertyName]]));
    });
    await run(
      `INSERT INTO ${this.table} AS t (${columns.join(', ')}) SELECT ${columns.join(', ')} FROM jsonb_populate_recordset(NULL::${this.table}, $1::jsonb)
       ON CONFLICT (tenant, id) DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(', ')} WHERE t.version <= excluded.version`,
      [JSON.stringify(rows)],
    );
  }

  private get table(): string {
    return this.metadata.tablePath
      .split('.')
      .map((part) => `"${part}"`)
      .join('.');
  }
}

const candidates = 100;
const lastCharacter = '\u{10FFFF}';

function beginning(word: string): string {
  return `${quoted(word)}:*`;
}

function quoted(word: string): string {
  return `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
