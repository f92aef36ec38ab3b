import { Injectable } from '@nestjs/common';
import { emailKey, InvalidValue, phoneKey, type Phone } from '@throughline/domain';
import { RowSql, type RecordType, type Viewer } from '@throughline/records';
import { Directory } from '@throughline/service-kit';
import { DataSource } from 'typeorm';
import { accountSource } from './account/account.source.js';
import { companyKey } from './account/company-key.js';
import { contactSource } from './contact/contact.source.js';

/** Ids by what a file calls things; several ids where a name is borne by several. */
export type Found = ReadonlyMap<string, readonly string[]>;

/** Finds, for many rows of a file at once, the records that they name: of those the viewer may see, archived ones left out. */
@Injectable()
export class Lookups {
  constructor(
    private readonly database: DataSource,
    private readonly directory: Directory,
  ) {}

  /** Accounts by {@link spelling} of their names. */
  async accountsByName(viewer: Viewer, names: readonly string[]): Promise<Found> {
    const wanted = new Set(names.map(spelling));
    const rows = await this.rows(accountSource, viewer, 'nameKey', [...new Set(names.map(companyKey))], 'name');
    return grouped(rows.flatMap(({ id, value }) => (wanted.has(spelling(value as string)) ? [[spelling(value as string), id]] : [])));
  }

  async accountsById(viewer: Viewer, ids: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set((await this.rows(accountSource, viewer, 'id', ids, 'id')).map(({ id }) => id));
  }

  async accountsByDomain(viewer: Viewer, domains: readonly string[]): Promise<Found> {
    return grouped((await this.rows(accountSource, viewer, 'domain', domains, 'domain')).map(({ id, value }) => [value as string, id]));
  }

  async byExternalId(kind: 'account' | 'contact', viewer: Viewer, externalIds: readonly string[]): Promise<Found> {
    const source = kind === 'account' ? accountSource : contactSource;
    return grouped(
      (await this.rows(source, viewer, 'externalId', externalIds, 'externalId')).map(({ id, value }) => [value as string, id]),
    );
  }

  /** People by `emailKey`. */
  async contactsByEmail(viewer: Viewer, emails: readonly string[]): Promise<Found> {
    const rows = await this.rows(contactSource, viewer, 'emailKeys', emails.map(emailKey), 'emailKeys');
    return grouped(rows.flatMap(({ id, value }) => (value as string[]).map((key) => [key, id] as const)));
  }

  /** People by `phoneKey`. */
  async contactsByPhone(viewer: Viewer, phones: readonly Phone[]): Promise<Found> {
    const rows = await this.rows(contactSource, viewer, 'phoneKeys', phones.map(phoneKey), 'phoneKeys');
    return grouped(rows.flatMap(({ id, value }) => (value as string[]).map((key) => [key, id] as const)));
  }

  /** Who may sign in, by id, by e-mail address and by name. */
  async owners({ tenant }: Viewer): Promise<Owners> {
    const active = [...(await this.directory.of(tenant)).users.values()].filter((user) => user.active);
    return new Owners(
      new Set(active.map(({ id }) => id)),
      grouped(active.map(({ id, email }) => [emailKey(email ?? ''), id])),
      grouped(active.map(({ id, name }) => [spelling(name ?? ''), id])),
    );
  }

  private async rows(
    { record, view }: { record: RecordType; view: { entity: new () => object } },
    viewer: Viewer,
    by: string,
    values: readonly string[],
    property: string,
  ): Promise<{ id: string; value: unknown }[]> {
    if (values.length === 0) return [];
    const row = new RowSql(this.database, { record, entity: view.entity, viewer });
    const given = row.param([...new Set(values)], 'text[]');
    // One by one by the index: of a table that grows under an import Postgres knows too little to see that this is quicker than to read all of it.
    const each = `SELECT * FROM ${row.table} WHERE ${row.column(by)} @> ARRAY[wanted.key] OFFSET 0`;
    const [from, match] = row.typeOf(by).endsWith('[]')
      ? [`unnest(${given}) AS wanted (key) CROSS JOIN LATERAL (${each}) ${row.alias}`, 'true']
      : [row.table, `${row.column(by)} = ANY(${given})`];
    const sql = `SELECT ${row.column('id')} AS id, ${row.column(property)} AS value FROM ${from}
      WHERE ${row.visible()} AND NOT ${row.column('archived')} AND ${match}`;
    return this.database.query(sql, row.values);
  }
}

export class Owners {
  constructor(
    private readonly ids: ReadonlySet<string>,
    private readonly byEmail: Found,
    private readonly byName: Found,
  ) {}

  /** Undefined where none is given. Throws {@link InvalidValue} for who is unknown, or a name that two bear. */
  id(given: { readonly ownerId?: string; readonly ownerEmail?: string; readonly ownerName?: string }): string | undefined {
    if (given.ownerId) {
      if (!this.ids.has(given.ownerId)) throw new InvalidValue(`ownerId: there is no user ${given.ownerId}`);
      return given.ownerId;
    }
    if (given.ownerEmail) return one(this.byEmail.get(emailKey(given.ownerEmail)), 'ownerEmail', 'user', given.ownerEmail);
    if (given.ownerName) return one(this.byName.get(spelling(given.ownerName)), 'ownerName', 'user', given.ownerName);
    return undefined;
  }
}

/** A name that matches nothing, or two, is an error and never a guess. */
export function one(ids: readonly string[] | undefined, field: string, kind: string, name: string): string {
  if (!ids?.length) throw new InvalidValue(`${field}: there is no ${kind} ${name}`);
  if (ids.length > 1) throw new InvalidValue(`${field}: there are ${ids.length} of the name ${name}`);
  return ids[0]!;
}

/** What has to agree for two spellings to be the same name in a file: all but case and white space. */
export const spelling = (name: string): string => name.normalize('NFC').trim().replace(/\s+/gu, ' ').toLowerCase();

function grouped(pairs: readonly (readonly [string, string])[]): Found {
  const found = new Map<string, string[]>();
  for (const [key, id] of pairs) {
    const ids = found.get(key);
    if (!ids) found.set(key, [id]);
    else if (!ids.includes(id)) ids.push(id);
  }
  return found;
}
