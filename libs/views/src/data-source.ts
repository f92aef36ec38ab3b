import { DataSource, DefaultNamingStrategy, type DataSourceOptions, type EntityMetadata } from 'typeorm';
import { tableOf, type AnyView } from './view.js';

type PostgresOptions = Extract<DataSourceOptions, { type: 'postgres' }>;

/**
 * The data source of one service: its views' entities under their versioned tables' names, columns in snake case. It creates no tables;
 * the {@link ViewRunner} does. `entities`: further tables of the service that are not views, with names of their own.
 */
export function viewsDataSource(
  options: { url: string; views: readonly AnyView[]; entities?: readonly (new () => object)[] } & Partial<
    Omit<PostgresOptions, 'url' | 'entities' | 'type'>
  >,
): DataSource {
  const { views, entities = [], ...rest } = options;
  return new DataSource({
    ...rest,
    type: 'postgres',
    entities: [...views.map((view) => view.entity), ...entities],
    namingStrategy: new ViewNaming(views),
    synchronize: false,
  });
}

class ViewNaming extends DefaultNamingStrategy {
  private readonly tables: ReadonlyMap<string, string>;

  constructor(views: readonly AnyView[]) {
    super();
    const tables = new Map<string, string>();
    for (const view of views) {
      const taken = tables.get(view.entity.name);
      if (taken)
        throw new Error(`The views ${taken} and ${tableOf(view)} both have an entity ${view.entity.name}: one of them needs another name`);
      tables.set(view.entity.name, tableOf(view));
    }
    this.tables = tables;
  }

  override tableName(className: string, given: string | undefined): string {
    return this.tables.get(className) ?? given ?? snakeCase(className);
  }

  override columnName(property: string, given: string | undefined, prefixes: string[]): string {
    return given ?? snakeCase([...prefixes, property].join('_'));
  }
}

export function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}

export function metadataOf(dataSource: DataSource, view: AnyView): EntityMetadata {
  if (!dataSource.hasMetadata(view.entity))
    throw new Error(`The data source does not have the entity of view ${view.name}: make it with viewsDataSource()`);
  return dataSource.getMetadata(view.entity);
}
