import type { DataSource } from 'typeorm';
import { DDL_LOCK, type ViewStore } from './view-store.js';
import { ViewTable } from './view-table.js';
import { tableOf, type AnyView } from './view.js';

const EXTENSIONS = ['pg_trgm', 'unaccent', 'btree_gin'];

/** A table of this build of the code, or one being built to take its place. */
export interface Build {
  readonly view: AnyView;
  readonly table: string;
  readonly sql: ViewTable;
  readonly replaces?: string;
}

/**
 * Makes the tables that are missing, one process at a time. Throws where a table there is does not fit its view: the view's version was
 * not raised.
 */
export async function ensureTables(store: ViewStore, dataSource: DataSource, views: readonly AnyView[], lanes: number): Promise<Build[]> {
  const names = new Set<string>();
  for (const { name } of views) {
    if (!/^[a-z][a-z0-9_]{0,40}$/.test(name)) throw new Error(`A view's name is in snake case and at most 41 letters long, not ${name}`);
    if (names.has(name)) throw new Error(`Two views are named ${name}`);
    names.add(name);
  }
  const builds = views.map((view): Build => ({ view, table: tableOf(view), sql: new ViewTable(view, dataSource) }));
  await store.migrate();

  const known = await knownBuilds(store, builds);
  const fits = ({ table }: Build) => known.some((row) => row.table_name === table && row.lanes === lanes);
  for (const build of builds) mustFit(build, known);
  if (!builds.every(fits)) {
    await store.transaction(async (client) => {
      await client.query(DDL_LOCK);
      const there = await knownBuilds(client, builds);
      if (builds.some(({ table }) => !there.some((row) => row.table_name === table))) {
        for (const extension of EXTENSIONS) await client.query(`create extension if not exists ${extension}`);
      }
      for (const build of builds) {
        const { view, table, sql } = build;
        mustFit(build, there);
        const row = there.find((candidate) => candidate.table_name === table);
        if (!row) {
          // A table without its entry is left from something else than this runner, or from a registry that was lost.
          await client.query(`drop table if exists "${table}"`);
          await client.query(sql.create(table));
          await client.query(`insert into views.builds (table_name, view, version, shape, lanes) values ($1, $2, $3, $4, $5)`, [
            table,
            view.name,
            view.version,
            sql.shape,
            lanes,
          ]);
          await addLanes(client, table, lanes);
        } else if (row.lanes !== lanes) {
          await recut(client, table, lanes);
        }
      }
    });
  }
  await store.pool.query(`update views.builds set seen_at = now() where table_name = any($1) and seen_at < now() - interval '1 hour'`, [
    builds.map(({ table }) => table),
  ]);
  return builds;
}

/** Builds begun to take the place of tables of ours. */
export async function replacements(store: ViewStore, builds: readonly Build[]): Promise<Build[]> {
  const { rows } = await store.pool.query(`select table_name, replaces from views.builds where replaces = any($1)`, [
    builds.map(({ table }) => table),
  ]);
  return rows.map((row) => ({ ...builds.find(({ table }) => table === row.replaces)!, table: row.table_name, replaces: row.replaces }));
}

/** Begins a build beside each table, unless there is one. */
export async function beginReplacements(store: ViewStore, builds: readonly Build[], lanes: number): Promise<void> {
  await store.transaction(async (client) => {
    await client.query(DDL_LOCK);
    for (const { view, table, sql } of builds) {
      const beside = `${table}_r`;
      const { rowCount } = await client.query(
        `insert into views.builds (table_name, view, version, shape, lanes, replaces) values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
        [beside, view.name, view.version, sql.shape, lanes, table],
      );
      if (rowCount === 0) continue;
      await client.query(`drop table if exists "${beside}"; create table "${beside}" (like "${table}" including all)`);
      await addLanes(client, beside, lanes);
    }
  });
}

/** Drops the tables of versions that no build of the code has started with or fed for `days`, and recounts that were not finished. */
export async function dropForgotten(store: ViewStore, days: number): Promise<void> {
  // A process of the version before may have run for longer, and serves its table until it is replaced as well.
  await store.pool.query(
    `update views.builds b set seen_at = now() where seen_at < now() - interval '1 hour'
        and exists (select from views.lanes l where l.table_name = b.table_name and l.lease_until > clock_timestamp())`,
  );
  const forgotten = `select table_name from views.builds where seen_at < now() - $1 * interval '1 day' or (table_name like '%\\_check' and seen_at < now() - interval '1 day')`;
  const { rowCount } = await store.pool.query(forgotten, [days]);
  if (!rowCount) return;
  await store.transaction(async (client) => {
    await client.query(DDL_LOCK);
    const { rows } = await client.query<{ table_name: string }>(forgotten, [days]);
    for (const { table_name } of rows) await dropBuild(client, table_name);
  });
}

type Queryable = { query(text: string, values?: unknown[]): Promise<{ rows: any[] }> }; // eslint-disable-line @typescript-eslint/no-explicit-any

export async function dropBuild(client: Queryable, table: string): Promise<void> {
  await client.query(`drop table if exists "${table}"`);
  for (const kept of ['builds', 'lanes', 'parked']) await client.query(`delete from views.${kept} where table_name = $1`, [table]);
}

export async function addLanes(client: Queryable, table: string, lanes: number, cursors = '{}', live = false): Promise<void> {
  await client.query(`delete from views.lanes where table_name = $1`, [table]);
  await client.query(`insert into views.lanes (table_name, lane, cursors, live) select $1, generate_series(0, $2 - 1), $3, $4`, [
    table,
    lanes,
    cursors,
    live,
  ]);
}

/** Another number of lanes: they go on from where the old ones stand if that is one place, else the table is filled again. */
async function recut(client: Queryable, table: string, lanes: number): Promise<void> {
  const { rows } = await client.query(`select cursors::text, live from views.lanes where table_name = $1 for update`, [table]);
  const same = rows.every(({ cursors }) => cursors === rows[0].cursors);
  if (!same) await client.query(`truncate "${table}"`);
  if (!same || rows.length === 0) await client.query(`delete from views.parked where table_name = $1`, [table]);
  await addLanes(client, table, lanes, same ? rows[0]?.cursors : '{}', same && rows[0]?.live);
  // Which lane a parked event's rows belong to has changed with the number; every lane may replay it.
  await client.query(`update views.builds set lanes = $2 where table_name = $1`, [table, lanes]);
}

function mustFit({ view, table, sql }: Build, known: readonly { table_name: string; shape: string }[]): void {
  const row = known.find((candidate) => candidate.table_name === table);
  if (row && row.shape !== sql.shape) {
    throw new Error(
      `The table ${table} was made from another entity or other indexes than view ${view.name} has now: raise its version from ${view.version} to ${view.version + 1}`,
    );
  }
}

async function knownBuilds(
  client: Queryable | ViewStore,
  builds: readonly Build[],
): Promise<{ table_name: string; shape: string; lanes: number }[]> {
  const on = 'pool' in client ? client.pool : client;
  return (
    await on.query(`select table_name, shape, lanes from views.builds where table_name = any($1)`, [builds.map(({ table }) => table)])
  ).rows;
}
