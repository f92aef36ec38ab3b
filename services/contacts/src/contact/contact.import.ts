import { Injectable } from '@nestjs/common';
import {
  Check,
  emailKey,
  InvalidValue,
  parseEmail,
  parsePhone,
  phoneKey,
  countryCode,
  type Phone,
  withoutNulls,
} from '@throughline/domain';
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
import { account } from '../account/account.js';
import { addressColumns, addressOf } from '../address-columns.js';
import { Lookups, one, spelling, type Found, type Owners } from '../lookups.js';
import { attempt } from '../refusal.js';
import { parseContact } from './contact.input.js';
import { contact, type ContactCommand, type Facts } from './contact.js';

const fields = [
  { key: 'externalId', label: 'External id', kind: 'text' },
  { key: 'givenName', label: 'Given name', kind: 'text', aliases: ['first name'] },
  { key: 'familyName', label: 'Family name', kind: 'text', aliases: ['last name', 'surname'] },
  { key: 'email', label: 'E-mail', kind: 'text', aliases: ['email address', 'mail'] },
  { key: 'emails', label: 'E-mails', kind: 'tags' },
  { key: 'phone', label: 'Phone', kind: 'text', aliases: ['phone number', 'mobile', 'telephone'] },
  { key: 'phones', label: 'Phones', kind: 'tags' },
  { key: 'title', label: 'Job title', kind: 'text', aliases: ['position', 'role'] },
  { key: 'accountId', label: 'Account id', kind: 'text' },
  { key: 'accountName', label: 'Account', kind: 'text', aliases: ['company', 'company name', 'organisation', 'organization'] },
  ...addressColumns,
  { key: 'language', label: 'Language', kind: 'text' },
  { key: 'note', label: 'Note', kind: 'text', aliases: ['notes'] },
  { key: 'ownerId', label: 'Owner id', kind: 'text' },
  { key: 'ownerEmail', label: 'Owner e-mail', kind: 'text' },
  { key: 'ownerName', label: 'Owner', kind: 'text' },
  { key: 'tags', label: 'Tags', kind: 'tags' },
] as const satisfies readonly ImportField[];

type Values = ValuesOf<typeof fields>;

/** People from a file, with the accounts they are at. */
@Injectable()
export class ContactImport implements ImportKind {
  readonly name = 'contacts';
  readonly fields = fields;
  readonly matchOn = ['externalId', 'email', 'phone'];
  readonly creatable = ['accountName'];

  constructor(private readonly lookups: Lookups) {}

  async open(job: ImportJob): Promise<ImportPlanner> {
    const { viewer } = job;
    const owners = await this.lookups.owners(viewer);
    return {
      plan: async (rows) => {
        const parsed = rows.map((row) => attempt(() => parse(row.values as Values, owners)));
        const sound = parsed.flatMap((row) => ('refuse' in row ? [] : [row]));
        const [known, accounts, accountIds] = await Promise.all([
          this.matches(job, sound),
          this.lookups.accountsByName(
            viewer,
            sound.flatMap(({ accountName }) => accountName ?? []),
          ),
          this.lookups.accountsById(
            viewer,
            sound.flatMap(({ accountId }) => accountId ?? []),
          ),
        ]);
        return rows.map((row, index): RowPlan => {
          const person = parsed[index]!;
          return 'refuse' in person ? person : attempt(() => this.planned(job, row, person, known, accounts, accountIds));
        });
      },
    };
  }

  private planned(job: ImportJob, row: ImportRow, person: Parsed, known: Found, accounts: Found, accountIds: ReadonlySet<string>): RowPlan {
    const { facts, email, phone, externalId, accountName, key } = person;
    if (person.accountId && !accountIds.has(person.accountId)) throw new InvalidValue(`accountId: there is no account ${person.accountId}`);
    const match = job.matchOn && key(job.matchOn);
    const id = match ? (job.recent.get(match) ?? (known.get(match) && one(known.get(match), job.matchOn!, 'person', match))) : undefined;
    if (id && job.onMatch === 'SKIP') return { keep: true };

    const once = `account:${spelling(accountName ?? '')}`;
    const missing =
      accountName !== undefined && !person.accountId && !accounts.get(spelling(accountName)) && job.createMissing.includes('accountName');
    const first = missing ? [step(account, job.newId(once), { type: 'Create', facts: { name: accountName } }, once)] : [];
    const accountId =
      person.accountId ??
      (missing ? job.newId(once) : accountName && one(accounts.get(spelling(accountName)), 'accountName', 'account', accountName));

    if (id)
      return {
        creates: false,
        steps: [
          ...first,
          step(contact, id, {
            type: 'Update',
            changes: { ...facts, email: facts.emails ? undefined : email, phone: facts.phones ? undefined : phone, accountId },
          }),
        ],
      };
    const created = job.newId(row);
    if (match) job.recent.set(match, created);
    const command: ContactCommand = {
      type: 'Create',
      facts: {
        ...facts,
        emails: facts.emails ?? (email ? [{ address: email, primary: true }] : []),
        phones: facts.phones ?? (phone ? [phone] : []),
      },
      position: accountId ? { accountId } : undefined,
      origin: { externalId },
    };
    return { creates: true, steps: [...first, step(contact, created, command)] };
  }

  private async matches({ matchOn, viewer }: ImportJob, rows: readonly Parsed[]): Promise<Found> {
    if (matchOn === 'externalId')
      return this.lookups.byExternalId(
        'contact',
        viewer,
        rows.flatMap(({ externalId }) => externalId ?? []),
      );
    if (matchOn === 'email')
      return this.lookups.contactsByEmail(
        viewer,
        rows.flatMap(({ email }) => email ?? []),
      );
    return matchOn === 'phone'
      ? this.lookups.contactsByPhone(
          viewer,
          rows.flatMap(({ phone }) => phone ?? []),
        )
      : new Map();
  }
}

interface Parsed {
  readonly facts: Partial<Facts>;
  readonly email?: string;
  readonly phone?: Phone;
  readonly externalId?: string;
  readonly accountId?: string;
  readonly accountName?: string;
  /** What the row is told by, for the field it is matched on. */
  key(matchOn: string): string | undefined;
}

/** A cell that is empty says nothing: what is there stays. */
function parse(values: Values, owners: Owners): Parsed {
  const { externalId, accountId, accountName, emails, phones, tags, ...typed } = values;
  const check = new Check();
  const { address: parsedAddress, ...facts } = withoutNulls(
    parseContact(check, {
      ...typed,
      emails: withFirst(values.email, emails)?.map((address) => ({ address })),
      phones: withFirst(values.phone, phones)?.map((number) => ({ number })),
      address: addressOf(values),
      tags: tags && [...tags],
      ownerId: owners.id(values),
    }),
  );
  const email = check.optional('email', values.email, parseEmail) ?? facts.emails?.[0]?.address;
  const phone = check.optional('phone', values.phone, (typed) => parsePhone(typed, countryCode(values.country))) ?? facts.phones?.[0];
  check.done();
  return {
    facts: { ...(facts as Partial<Facts>), ...(parsedAddress && { addresses: [parsedAddress] }) },
    email,
    phone,
    externalId,
    accountId,
    accountName,
    key: (matchOn) => (matchOn === 'externalId' ? externalId : matchOn === 'email' ? email && emailKey(email) : phone && phoneKey(phone)),
  };
}

/** All addresses or numbers, where the file has a column of them: the one of its own column first. */
const withFirst = (first: string | undefined, all: readonly string[] | undefined) =>
  all && [...new Set([...(first ? [first] : []), ...all])];
