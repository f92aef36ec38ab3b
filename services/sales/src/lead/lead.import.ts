import { Injectable } from '@nestjs/common';
import { Check, withoutNulls } from '@throughline/domain';
import { step, type ImportJob, type ImportKind, type ImportPlanner, type ImportRow, type RowPlan } from '@throughline/imports';
import { matchKey, Names, refusalOf, theOne } from '../names.js';
import { needsAName, parseLeadFacts } from './lead.input.js';
import { lead } from './lead.js';
import { leadSource } from './lead.source.js';
import type { LeadRow } from './lead.view.js';

/** Leads from elsewhere. Those that come without an owner are assigned by the rules. */
@Injectable()
export class LeadImport implements ImportKind {
  readonly name = 'leads';
  readonly fields = [
    { key: 'externalId', label: 'External id', kind: 'text', aliases: ['lead id'] },
    { key: 'email', label: 'E-mail', kind: 'text', aliases: ['email address'] },
    { key: 'givenName', label: 'Given name', kind: 'text', aliases: ['first name'] },
    { key: 'familyName', label: 'Family name', kind: 'text', aliases: ['last name', 'surname'] },
    { key: 'accountName', label: 'Account', kind: 'text', aliases: ['account name'] },
    { key: 'company', label: 'Company', kind: 'text', aliases: ['organisation', 'organization'] },
    { key: 'phone', label: 'Phone', kind: 'text', aliases: ['phone number', 'mobile'] },
    { key: 'source', label: 'Source', kind: 'text', aliases: ['lead source'] },
    { key: 'campaign', label: 'Campaign', kind: 'text' },
    { key: 'note', label: 'Note', kind: 'text', aliases: ['notes', 'description'] },
    { key: 'country', label: 'Country', kind: 'text' },
    { key: 'industry', label: 'Industry', kind: 'text' },
    { key: 'ownerEmail', label: 'Owner e-mail', kind: 'text' },
    { key: 'ownerName', label: 'Owner', kind: 'text', aliases: ['lead owner'] },
  ] as const;
  readonly matchOn = ['externalId', 'email'];

  constructor(private readonly names: Names) {}

  async open(job: ImportJob): Promise<ImportPlanner> {
    await this.names.upToDate();
    const { matchOn } = job as ImportJob & { matchOn?: 'externalId' | 'email' };
    return {
      plan: async (rows) => {
        const keys = matchOn ? rows.flatMap(({ values }) => (values[matchOn] as string | undefined) ?? []) : [];
        const [known, users] = await Promise.all([
          this.names.matching(leadSource, job.viewer, matchOn ?? 'externalId', keys),
          this.names.users(job.tenant),
        ]);
        return rows.map((row) => planRow(job, known, users, row));
      },
    };
  }
}

function planRow(
  job: ImportJob,
  known: ReadonlyMap<string, readonly LeadRow[]>,
  users: Awaited<ReturnType<Names['users']>>,
  row: ImportRow,
): RowPlan {
  const check = new Check();
  const { externalId, ownerEmail, ownerName, accountName, ...typed } = row.values as Record<string, string | undefined>;
  const value = job.matchOn && row.values[job.matchOn];
  const key = value === undefined ? undefined : matchKey(job.matchOn!, value as string);
  const found = key === undefined ? [] : (known.get(key) ?? []);
  if (found.length > 1) check.refuse(job.matchOn!, `there are ${found.length} leads "${key}"`);
  const id = found[0]?.id ?? (key === undefined ? undefined : job.recent.get(key));
  if (id && job.onMatch === 'SKIP') return { keep: true };

  const facts = parseLeadFacts(check, { ...typed, company: typed['company'] ?? accountName });
  if (!id) needsAName(check, facts);
  const ownerId =
    ownerEmail === undefined
      ? theOne(check, 'ownerName', ownerName, 'user', users.byName)
      : theOne(check, 'ownerEmail', ownerEmail, 'user', users.byEmail);
  const refuse = refusalOf(check);
  if (refuse) return { refuse };

  if (id) return { creates: false, steps: [step(lead, id, { type: 'Update', changes: facts, ownerId })] };
  if (key !== undefined) job.recent.set(key, job.newId(row));
  return {
    creates: true,
    steps: [step(lead, job.newId(row), { type: 'Create', facts: withoutNulls(facts), origin: { externalId }, ownerId })],
  };
}
