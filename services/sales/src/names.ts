import { Injectable } from '@nestjs/common';
import type { InvalidInput } from '@throughline/decider';
import type { Check } from '@throughline/domain';
import { RowSql, type RecordType, type Viewer } from '@throughline/records';
import { Directory, Records, Sources } from '@throughline/service-kit';
import type { ViewRow } from '@throughline/views';
import { DataSource } from 'typeorm';
import { CustomerAccountRow } from './customers/customers.view.js';
import type { Pipeline, Stage } from './pipeline/pipeline.js';
import { pipelineSource, toPipeline } from './pipeline/pipelines.js';
import { productRecord, ProductRow } from './product/product.view.js';

const accountRecord: RecordType = { name: 'Account', fields: [{ key: 'id', label: 'Id', kind: 'id' }] };

/** What names in a file may mean: by name, without regard to case, all that bear it. */
export type Named<T> = ReadonlyMap<string, readonly T[]>;

/** For imports: files tell owners, accounts, products, pipelines and stages by name. */
@Injectable()
export class Names {
  constructor(
    private readonly database: DataSource,
    private readonly directory: Directory,
    private readonly records: Records,
    private readonly sources: Sources,
  ) {}

  /** Waits for what other services have acknowledged before: the accounts of the file before this one. */
  async upToDate(): Promise<void> {
    await Promise.all(['identity', 'contacts'].map((service) => this.sources.caughtUp(service, { timeoutMs: 60_000 })));
  }

  /** Ids of the accounts that the viewer sees. */
  accounts(viewer: Viewer, names: readonly string[]): Promise<Named<string>> {
    return this.ids(accountRecord, CustomerAccountRow, viewer, names);
  }

  products(viewer: Viewer, names: readonly string[]): Promise<Named<string>> {
    return this.ids(productRecord, ProductRow, viewer, names);
  }

  /** In the order in which they were made: the first is the one where none is named. */
  async pipelines(viewer: Viewer): Promise<readonly Pipeline[]> {
    const { edges } = await this.records.list(pipelineSource, { viewer, first: 500 });
    return edges.map(({ node }) => toPipeline(node));
  }

  /** Ids of users by e-mail and by name. Those who have left may own what is past. */
  async users(tenant: string): Promise<{ byEmail: Named<string>; byName: Named<string> }> {
    const users = [...(await this.directory.of(tenant)).users.values()];
    const by = (key: 'email' | 'name') =>
      named(
        users,
        (user) => user[key] ?? '',
        ({ id }) => id,
      );
    return { byEmail: by('email'), byName: by('name') };
  }

  /** The records that the viewer sees with one of these values, archived ones too, by {@link matchKey}. */
  async matching<R extends ViewRow>(
    { record, view: { entity } }: { readonly record: RecordType; readonly view: { readonly entity: new () => R } },
    viewer: Viewer,
    field: keyof R & string,
    values: readonly string[],
  ): Promise<ReadonlyMap<string, readonly R[]>> {
    if (values.length === 0) return new Map();
    const row = new RowSql(this.database, { record, entity, viewer });
    const column = field === 'email' ? `lower(${row.column(field)})` : row.column(field);
    const keys = [...new Set(values.map((value) => matchKey(field, value)))];
    const sql = `SELECT ${row.row()} FROM ${row.table} WHERE ${row.visible()} AND ${column} = ANY(${row.param(keys, 'text[]')})`;
    const found = await this.database.query<R[]>(sql, row.values);
    return Map.groupBy(found, (each) => matchKey(field, String(each[field])));
  }

  private async ids<R extends ViewRow>(
    record: RecordType,
    entity: new () => R,
    viewer: Viewer,
    names: readonly string[],
  ): Promise<Named<string>> {
    const wanted = [...new Set(names)];
    if (wanted.length === 0) return new Map();
    const row = new RowSql(this.database, { record, entity, viewer });
    const found = await this.database.query<{ wanted: string; ids: string[] }[]>(
      `SELECT wanted, array_agg(${row.column('id')}) AS ids FROM unnest(${row.param(wanted, 'text[]')}) AS wanted
         JOIN ${row.table} ON lower(${row.column('name')}) = lower(wanted) AND ${row.visible()} AND NOT ${row.column('archived')} GROUP BY wanted`,
      row.values,
    );
    return new Map(found.map(({ wanted, ids }) => [wanted.toLowerCase(), ids]));
  }
}

/** E-mail addresses are compared without regard to case, ids as they are. */
export const matchKey = (field: string, value: string): string => (field === 'email' ? value.toLowerCase() : value);

/** What was refused, in words. */
export function refusalOf(check: Check): string | undefined {
  try {
    check.done();
    return undefined;
  } catch (error) {
    return (error as InvalidInput).message;
  }
}

export function named<T, V>(items: readonly T[], nameOf: (item: T) => string, valueOf: (item: T) => V): Named<V> {
  const groups = Map.groupBy(items, (item) => nameOf(item).toLowerCase());
  return new Map([...groups].map(([name, group]) => [name, group.map(valueOf)]));
}

/** The one of that name; where there is none, or are several, the field is refused. */
export function theOne<T>(check: Check, field: string, name: string | undefined, kind: string, all: Named<T>): T | undefined {
  if (name === undefined) return undefined;
  const found = all.get(name.toLowerCase()) ?? [];
  if (found.length === 1) return found[0];
  check.refuse(field, found.length === 0 ? `there is no ${kind} "${name}"` : `there are ${found.length} ${kind}s "${name}"`);
  return undefined;
}

export function stageNamed(check: Check, name: string | undefined, pipeline: Pipeline): Stage | undefined {
  if (name === undefined) return undefined;
  const stage = pipeline.stages.find((stage) => stage.name.toLowerCase() === name.toLowerCase());
  if (!stage) {
    const stages = pipeline.stages.map(({ name }) => name).join(', ');
    check.refuse('stageName', `the pipeline "${pipeline.name}" has no stage "${name}": it has ${stages}`);
  }
  return stage;
}
