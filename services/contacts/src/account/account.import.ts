import { Inject, Injectable } from '@nestjs/common';
import type { CommandHandler } from '@throughline/decider';
import { Check, InvalidValue, withoutNulls } from '@throughline/domain';
import {
  step,
  type ImportField,
  type ImportJob,
  type ImportKind,
  type ImportPlanner,
  type ImportRow,
  type RowPlan,
  type ValuesOf,
} from '@throughline/imports';
import { COMMAND_HANDLER, Directory } from '@throughline/service-kit';
import { addressColumns, addressOf } from '../address-columns.js';
import { Lookups, one, spelling, type Found, type Owners } from '../lookups.js';
import { attempt, attemptLater } from '../refusal.js';
import { parseAccount } from './account.input.js';
import { account, type AccountCommand, type Facts } from './account.js';

const fields = [
  { key: 'externalId', label: 'External id', kind: 'text' },
  { key: 'name', label: 'Name', kind: 'text', aliases: ['account', 'account name', 'company', 'company name'] },
  { key: 'domain', label: 'Domain', kind: 'text', aliases: ['website'] },
  { key: 'parentId', label: 'Parent id', kind: 'text' },
  { key: 'parentName', label: 'Parent', kind: 'text', aliases: ['parent account', 'parent company', 'subsidiary of'] },
  { key: 'industry', label: 'Industry', kind: 'text', aliases: ['sector'] },
  { key: 'employees', label: 'Employees', kind: 'integer', aliases: ['number of employees'] },
  { key: 'annualRevenue', label: 'Annual revenue', kind: 'decimal' },
  { key: 'currency', label: 'Currency', kind: 'text', aliases: ['annual revenue currency'] },
  { key: 'founded', label: 'Founded', kind: 'integer', aliases: ['year established', 'year founded'] },
  { key: 'phone', label: 'Phone', kind: 'text' },
  ...addressColumns,
  { key: 'ownerId', label: 'Owner id', kind: 'text' },
  { key: 'ownerEmail', label: 'Owner e-mail', kind: 'text' },
  { key: 'ownerName', label: 'Owner', kind: 'text' },
  { key: 'tags', label: 'Tags', kind: 'tags' },
] as const satisfies readonly ImportField[];

type Values = ValuesOf<typeof fields>;

/** Accounts from a file. Parents may stand anywhere in it. */
@Injectable()
export class AccountImport implements ImportKind {
  readonly name = 'accounts';
  readonly fields = fields;
  readonly matchOn = ['externalId', 'domain', 'name'];
  readonly creatable = ['parentName'];

  constructor(
    private readonly lookups: Lookups,
    private readonly directory: Directory,
    @Inject(COMMAND_HANDLER) private readonly handler: CommandHandler,
  ) {}

  async open(job: ImportJob): Promise<ImportPlanner> {
    const { viewer } = job;
    const owners = await this.lookups.owners(viewer);
    const { currency } = (await this.directory.of(viewer.tenant)).organisation;
    /** The names in the file, with the parent each is under there; and by ids what this import has linked so far. */
    const inFile = new Map<string, string | undefined>();
    const linked = new Map<string, string>();
    const parentNameOf = (row: ImportRow) => (row.values as Values).parentName;

    return {
      survey: (rows) => {
        for (const row of rows) {
          const { name, parentName } = row.values as Values;
          if (name) inFile.set(spelling(name), parentName && spelling(parentName));
        }
      },

      plan: async (rows) => {
        const parents = await this.lookups.accountsByName(
          viewer,
          rows.flatMap((row) => parentNameOf(row) ?? []),
        );
        const parsed = rows.map((row) => attempt(() => parse(row.values as Values, owners, currency)));
        const known = await this.matches(
          job,
          parsed.flatMap((row) => ('refuse' in row ? [] : [row])),
        );
        return rows.map((row, index): RowPlan => {
          const facts = parsed[index]!;
          if ('refuse' in facts) return facts;
          return attempt(() => this.planned(job, row, facts, known, parents, inFile));
        });
      },

      links: (row) => parentNameOf(row) !== undefined || (row.values as Values).parentId !== undefined,
      link: async (rows) => {
        const parents = await this.lookups.accountsByName(
          viewer,
          rows.flatMap((row) => parentNameOf(row) ?? []),
        );
        const plans: RowPlan[] = [];
        for (const row of rows) plans.push(await attemptLater(() => this.placed(job, row, parents, linked)));
        return plans;
      },
    };
  }

  private planned(
    job: ImportJob,
    row: ImportRow,
    { facts, externalId, key }: Parsed,
    known: Found,
    parents: Found,
    inFile: ReadonlyMap<string, string | undefined>,
  ): RowPlan {
    const { parentName } = row.values as Values;
    const there = parentName === undefined ? undefined : parents.get(spelling(parentName));
    // What is known already to fail when the row is linked is refused now, before anything of it is done.
    if (there && there.length > 1) one(there, 'parentName', 'account', parentName!);
    if (facts.name && parentName && isInCircle(spelling(facts.name), inFile))
      throw new InvalidValue(`parentName: ${parentName} stands below ${facts.name} itself`);
    const missing = parentName !== undefined && !there && !inFile.has(spelling(parentName));
    if (missing && !job.createMissing.includes('parentName')) throw new InvalidValue(`parentName: there is no account ${parentName}`);
    const once = `account:${spelling(parentName ?? '')}`;
    const first = missing ? [step(account, job.newId(once), { type: 'Create', facts: { name: parentName } } as AccountCommand, once)] : [];

    const match = job.matchOn && key(job.matchOn);
    const id = match ? (job.recent.get(match) ?? (known.get(match) && one(known.get(match), job.matchOn!, 'account', match))) : undefined;
    if (id && job.onMatch === 'SKIP') return { keep: true };
    if (id) return { creates: false, steps: [...first, step(account, id, { type: 'Update', changes: facts })] };
    if (!facts.name) throw new InvalidValue('name: is required');
    const created = job.newId(row);
    if (match) job.recent.set(match, created);
    const command: AccountCommand = { type: 'Create', facts: { ...facts, name: facts.name }, origin: { externalId } };
    return { creates: true, steps: [...first, step(account, created, command)] };
  }

  /** Links found so far count as made: a circle within the file is the error of the row that closes it. */
  private async placed(
    job: ImportJob,
    row: ImportRow & { readonly recordId: string },
    parents: Found,
    linked: Map<string, string>,
  ): Promise<RowPlan> {
    const { parentId: given, parentName } = row.values as Values;
    const id = given ?? one(parents.get(spelling(parentName!)), 'parentName', 'account', parentName!);
    const above: string[] = [];
    for (let next: string | undefined = id; next && !above.includes(next);) {
      above.push(next);
      const found: Awaited<ReturnType<typeof this.load>> = linked.has(next) ? undefined : await this.load(job.tenant, next);
      if (next === given && !found && !linked.has(next)) throw new InvalidValue(`parentId: there is no account ${given}`);
      next = linked.get(next) ?? found?.parentId;
    }
    const command: AccountCommand = { type: 'Update', changes: {}, parent: { id, above, of: row.recordId } };
    // Decided once here, so that a refused link is not counted as made.
    if (id !== row.recordId && !above.includes(row.recordId)) linked.set(row.recordId, id);
    return { creates: false, steps: [step(account, row.recordId, command)] };
  }

  private async load(tenant: string, id: string) {
    const loaded = await this.handler.load(account, tenant, id);
    return loaded && loaded.state.status !== 'none' ? loaded.state : undefined;
  }

  private async matches({ matchOn, viewer }: ImportJob, rows: readonly Parsed[]): Promise<Found> {
    const of = rows.flatMap(
      ({ externalId, facts }) => (matchOn === 'externalId' ? externalId : matchOn === 'domain' ? facts.domain : facts.name) ?? [],
    );
    if (matchOn === 'externalId') return this.lookups.byExternalId('account', viewer, of);
    if (matchOn === 'domain') return this.lookups.accountsByDomain(viewer, of);
    return matchOn === 'name' ? this.lookups.accountsByName(viewer, of) : new Map();
  }
}

/** Whether the way up from a name, by the parents in the file, leads back to it. */
function isInCircle(name: string, parents: ReadonlyMap<string, string | undefined>): boolean {
  const seen = new Set<string>();
  for (let above = parents.get(name); above && !seen.has(above); above = parents.get(above)) {
    if (above === name) return true;
    seen.add(above);
  }
  return false;
}

interface Parsed {
  readonly facts: Partial<Facts>;
  readonly externalId?: string;
  /** What the row is told by, for the field it is matched on. */
  key(matchOn: string): string | undefined;
}

/** A cell that is empty says nothing: what is there stays. */
function parse(values: Values, owners: Owners, currency: string): Parsed {
  const { externalId, annualRevenue, tags, ...typed } = values;
  const check = new Check();
  const facts = withoutNulls(
    parseAccount(check, {
      ...typed,
      annualRevenue: annualRevenue === undefined ? undefined : { amount: annualRevenue, currency: values.currency ?? currency },
      address: addressOf(values),
      tags: tags && [...tags],
      ownerId: owners.id(values),
    }),
  ) as Partial<Facts>;
  check.done();
  return {
    facts,
    externalId,
    key: (matchOn) => (matchOn === 'externalId' ? externalId : matchOn === 'domain' ? facts.domain : facts.name && spelling(facts.name)),
  };
}
