import { createHash } from 'node:crypto';
import { Table, type DataSource } from 'typeorm';
import { metadataOf } from './data-source.js';
import type { AnyView } from './view.js';

export type Row = { tenant: string; id: string; [property: string]: unknown };

interface Column {
  readonly property: string;
  readonly name: string;
  /** As in `create table`: `numeric(18,2)`, `text[]`. */
  readonly type: string;
}

/** The SQL of one view's table, made once from its entity. `{table}` stands for the table, which may be a build beside the one in use. */
export class ViewTable {
  /** Written and read by the runner: all but generated columns. */
  readonly columns: readonly Column[];
  /** Changes when a table made before no longer fits the entity. */
  readonly shape: string;
  private readonly ddl: readonly string[];
  private readonly times: readonly string[];

  constructor(view: AnyView, dataSource: DataSource) {
    const metadata = metadataOf(dataSource, view);
    const table = Table.create(metadata, dataSource.driver);
    const definitions: string[] = [];
    const columns: Column[] = [];
    for (const column of metadata.columns) {
      const built = table.columns.find((candidate) => candidate.name === column.databaseName);
      if (!built || column.type === 'enum' || column.type === 'simple-enum')
        throw new Error(`View ${view.name}: ${column.propertyName} cannot be an enum; say text`);
      const type = dataSource.driver.createFullType(built);
      const generated = column.generatedType === 'STORED' && column.asExpression;
      const constraint = generated ? ` generated always as (${column.asExpression}) stored` : column.isNullable ? '' : ' not null';
      definitions.push(`"${column.databaseName}" ${type}${constraint}`);
      if (!generated) columns.push({ property: column.propertyName, name: column.databaseName, type });
    }
    const indexes = table.indices.map((index) => {
      const names = index.columnNames.map((name) => `"${name}"`).join(', ');
      return `create ${index.isUnique ? 'unique ' : ''}index on {table} (${names})${index.where ? ` where ${index.where}` : ''}`;
    });
    this.columns = columns;
    this.times = columns.filter(({ type }) => type.startsWith('timestamp')).map(({ property }) => property);
    this.ddl = [`create table {table} (${definitions.join(', ')}, primary key (tenant, id))`, ...indexes, ...(view.indexes ?? [])];
    this.shape = createHash('sha256').update(this.ddl.join(';\n')).digest('hex').slice(0, 32);
  }

  create(table: string): string {
    return this.ddl.map((statement) => statement.replaceAll('{table}', `"${table}"`)).join(';\n');
  }

  /** Rows as JSON objects by property; decimals and 64-bit integers as text, since JSON numbers would lose digits. */
  select(table: string, where: string): string {
    const list = this.columns.map(({ property, name, type }) => {
      const exact = /^(numeric|decimal|bigint|int8)/.test(type) ? (type.endsWith('[]') ? '::text[]' : '::text') : '';
      return `"${name}"${exact} as "${property}"`;
    });
    return `select row_to_json(r) as row from (select ${list.join(', ')} from "${table}" ${where}) r`;
  }

  /** What `select` gave, with times as ISO 8601 in UTC. */
  read(row: Row): Row {
    for (const property of this.times) {
      const value = row[property];
      if (typeof value === 'string') row[property] = utc(value);
      else if (Array.isArray(value)) row[property] = value.map((time) => (typeof time === 'string' ? utc(time) : time));
    }
    return row;
  }

  /** From a JSON array of rows in the parameter. */
  upsert(table: string, parameter: string, where: string): string {
    const names = this.columns.map(({ name }) => `"${name}"`).join(', ');
    const values = this.columns.map(({ property }) => `x."${property}"`).join(', ');
    const record = this.columns.map(({ property, type }) => `"${property}" ${type}`).join(', ');
    const rest = this.columns.filter(({ name }) => name !== 'tenant' && name !== 'id');
    const set = rest.map(({ name }) => `"${name}" = excluded."${name}"`).join(', ');
    return (
      `insert into "${table}" (${names}) select ${values} from json_to_recordset(${parameter}::json) as x(${record}) where ${where} ` +
      `on conflict (tenant, id) do ${set ? `update set ${set}` : 'nothing'}`
    );
  }

  keys(tenants: string, ids: string): string {
    const type = this.columns.find(({ property }) => property === 'id')?.type ?? 'text';
    return `(tenant, id) in (select * from unnest(${tenants}::text[], ${ids}::${type}[]))`;
  }
}

function utc(time: string): string {
  return new Date(/(Z|[+-]\d\d(:?\d\d)?)$/.test(time) ? time : `${time}Z`).toISOString();
}
