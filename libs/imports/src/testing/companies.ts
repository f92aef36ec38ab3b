import { Injectable } from '@nestjs/common';
import type { EventInitOf, EventOf } from '@throughline/contracts';
import { AccountEventSchema } from '@throughline/contracts/contacts';
import { type Decider, NotFound, RuleViolated } from '@throughline/decider';
import { type RowData, type View, ViewRow } from '@throughline/views';
import { Column, DataSource, Entity, In } from 'typeorm';
import { type ImportJob, type ImportKind, type ImportPlanner, type ImportRow, type RowPlan, step } from '../import-kind.js';

/** The least that can be imported, for the tests of this library: companies by name, some below others of the same file. */

type Event = EventOf<typeof AccountEventSchema>;
type Command = { type: 'Create'; name: string; domain?: string } | { type: 'Update'; domain?: string; parentId?: string };
interface Company {
  readonly name?: string;
  readonly domain?: string;
  readonly parentId?: string;
}

export const company: Decider<Company, Command, Event, EventInitOf<typeof AccountEventSchema>> & {
  readonly events: typeof AccountEventSchema;
} = {
  category: 'account',
  events: AccountEventSchema,
  initialState: {},
  decide(command, state) {
    if (command.domain === 'forbidden.example') throw new RuleViolated('company.domain', 'This domain is not for companies.');
    if (command.type === 'Create')
      return state.name ? [] : [{ type: 'AccountCreated', data: { name: command.name, domain: command.domain } }];
    if (!state.name) throw new NotFound('company');
    const events: EventInitOf<typeof AccountEventSchema>[] = [];
    if (command.domain && command.domain !== state.domain) events.push({ type: 'AccountDomainChanged', data: { domain: command.domain } });
    if (command.parentId && command.parentId !== state.parentId)
      events.push({ type: 'AccountMovedUnder', data: { parentId: command.parentId } });
    return events;
  },
  evolve(state, event) {
    if (event.type === 'AccountCreated') return { name: event.data.name, domain: event.data.domain || undefined };
    if (event.type === 'AccountDomainChanged') return { ...state, domain: event.data.domain };
    if (event.type === 'AccountMovedUnder') return { ...state, parentId: event.data.parentId };
    return state;
  },
};

@Entity()
export class CompanyRow extends ViewRow {
  @Column('text') name!: string;
  @Column('text', { nullable: true }) domain!: string | null;
  @Column('text', { nullable: true }) parentId!: string | null;
}

export const companies: View<CompanyRow, typeof AccountEventSchema> = {
  name: 'companies',
  version: 1,
  entity: CompanyRow,
  streams: [AccountEventSchema],
  indexes: ['CREATE INDEX ON {table} (tenant, name)'],
  project(row, event): RowData<CompanyRow> | null {
    if (event.type === 'AccountCreated') return { name: event.data.name, domain: event.data.domain || null, parentId: null };
    if (row && event.type === 'AccountDomainChanged') return { ...row, domain: event.data.domain };
    if (row && event.type === 'AccountMovedUnder') return { ...row, parentId: event.data.parentId };
    return row;
  },
};

@Injectable()
export class CompanyImport implements ImportKind {
  readonly name = 'companies';
  readonly fields = [
    { key: 'name', label: 'Name', kind: 'text' },
    { key: 'domain', label: 'Domain', kind: 'text' },
    { key: 'parentName', label: 'Parent', kind: 'text' },
  ] as const;
  readonly matchOn = ['name'];
  readonly creatable = ['parentName'];

  constructor(private readonly dataSource: DataSource) {}

  async open(job: ImportJob): Promise<ImportPlanner> {
    const inFile = new Set<string>();
    const parentOf = ({ values }: ImportRow) => values['parentName'] as string | undefined;
    return {
      survey: (rows) => rows.forEach(({ values }) => inFile.add(values['name'] as string)),
      plan: async (rows) => {
        const known = await this.idsByName(
          job,
          rows.flatMap((row) => [row.values['name'] as string, parentOf(row) ?? '']),
        );
        return rows.map((row): RowPlan => {
          const { name, domain } = row.values as { name?: string; domain?: string };
          if (!name) return { refuse: 'name: is missing' };
          const parent = parentOf(row);
          const once = `company:${parent}`;
          const missing = parent !== undefined && !known.has(parent) && !inFile.has(parent);
          if (missing && !job.createMissing.includes('parentName')) return { refuse: `parentName: there is no company ${parent}` };
          const first = missing ? [step(company, job.newId(once), { type: 'Create', name: parent }, once)] : [];
          const id = job.recent.get(name) ?? known.get(name);
          if (id && job.onMatch === 'SKIP') return { keep: true };
          if (id) return { creates: false, steps: [...first, step(company, id, { type: 'Update', domain })] };
          job.recent.set(name, job.newId(row));
          return { creates: true, steps: [...first, step(company, job.newId(row), { type: 'Create', name, domain })] };
        });
      },
      links: (row) => parentOf(row) !== undefined,
      link: async (rows) => {
        const known = await this.idsByName(
          job,
          rows.map((row) => parentOf(row)!),
        );
        return rows.map((row): RowPlan => {
          const parentId = known.get(parentOf(row)!);
          return parentId
            ? { creates: false, steps: [step(company, row.recordId, { type: 'Update', parentId })] }
            : { refuse: `parentName: there is no company ${parentOf(row)}` };
        });
      },
    };
  }

  private async idsByName({ tenant }: ImportJob, names: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.dataSource.getRepository(CompanyRow).findBy({ tenant, name: In([...new Set(names)]) });
    return new Map(rows.map(({ name, id }) => [name, id]));
  }
}
