import type { EventInitOf, EventOf } from '@throughline/contracts';
import { AccountEventSchema, CommitteeRole, CommitteeStance } from '@throughline/contracts/contacts';
import { InvalidInput, NotFound, RuleViolated, type Decider } from '@throughline/decider';
import { sameMoney, type Address, type Money, type Phone } from '@throughline/domain';
import { difference, equal, orAbsent, present } from '../values.js';

export { CommitteeRole, CommitteeStance };

// ---- Commands -----------------------------------------------------------------------------------------------------

export type AccountCommand =
  | { type: 'Create'; facts: Partial<Facts> & { name: string }; parentId?: string; origin?: Origin }
  /** What is absent stays as it is; null clears. */
  | { type: 'Update'; changes: { readonly [K in keyof Facts]?: Facts[K] | null }; parent?: NewParent }
  | { type: 'AddCommitteeMember'; member: CommitteeMember }
  | { type: 'ChangeCommitteeMember'; contactId: string; role?: CommitteeRole; stance?: CommitteeStance }
  | { type: 'RemoveCommitteeMember'; contactId: string }
  | { type: 'Archive' }
  | { type: 'Restore' };

export interface Facts {
  readonly name: string;
  /** `acme.com` */
  readonly domain?: string;
  readonly industry?: string;
  readonly employees?: number;
  readonly annualRevenue?: Money;
  /** The year. */
  readonly founded?: number;
  readonly phone?: Phone;
  readonly address?: Address;
  readonly tags: readonly string[];
  readonly ownerId?: string;
}

/** The account it comes to stand under, or none. `account-tree.ts` keeps those above it as they are meanwhile. */
export interface NewParent {
  readonly id: string | null;
  /** The new parent and every account above it. */
  readonly above: readonly string[];
  /** The account's own id. */
  readonly of: string;
}

/** A person's part in what the account decides to buy. */
export interface CommitteeMember {
  readonly contactId: string;
  readonly role: CommitteeRole;
  /** UNSPECIFIED: not known. */
  readonly stance: CommitteeStance;
}

/** Where the record comes from; fixed when it is made. */
export interface Origin {
  readonly externalId?: string;
  readonly leadId?: string;
}

// ---- State --------------------------------------------------------------------------------------------------------

export type Account = { readonly status: 'none' } | ExistingAccount;

export interface ExistingAccount extends Facts {
  readonly status: 'active' | 'archived';
  readonly parentId?: string;
  /** In the order in which they joined. Nobody is on it twice. */
  readonly committee: readonly CommitteeMember[];
}

export type AccountEvent = EventOf<typeof AccountEventSchema>;
type AccountEventInit = EventInitOf<typeof AccountEventSchema>;

// ---- Decide -------------------------------------------------------------------------------------------------------

function decide(command: AccountCommand, state: Account): readonly AccountEventInit[] {
  if (command.type === 'Create') return state.status === 'none' ? create(command) : [];
  if (state.status === 'none') throw new NotFound('account');
  if (command.type === 'Restore') return state.status === 'archived' ? [{ type: 'AccountRestored', data: {} }] : [];
  if (command.type === 'Archive') return state.status === 'archived' ? [] : [{ type: 'AccountArchived', data: {} }];
  if (state.status === 'archived') throw new RuleViolated('record.archived', 'This account is archived: restore it first.');
  switch (command.type) {
    case 'Update':
      return update(state, command);
    case 'AddCommitteeMember':
      return addMember(state, command.member);
    case 'ChangeCommitteeMember':
      return changeMember(state, command);
    case 'RemoveCommitteeMember':
      return removeMember(state, command.contactId);
  }
}

type CommandOf<T extends AccountCommand['type']> = Extract<AccountCommand, { type: T }>;

function create({ facts, parentId, origin }: CommandOf<'Create'>): readonly AccountEventInit[] {
  const { phone, tags = [], ...rest } = facts;
  return [{ type: 'AccountCreated', data: { ...rest, ...phoneData(phone), tags: [...tags], parentId, ...origin } }];
}

function update(account: ExistingAccount, { changes, parent }: CommandOf<'Update'>): readonly AccountEventInit[] {
  const next = apply(account, changes);
  const changed = (...fields: (keyof Facts)[]) => fields.some((field) => !equal(next[field], account[field]));
  const { name, domain, industry, employees, annualRevenue, founded, phone, address, tags, ownerId } = next;

  const events: AccountEventInit[] = [];
  if (changed('name')) events.push({ type: 'AccountRenamed', data: { name, previous: account.name } });
  if (changed('domain')) events.push({ type: 'AccountDomainChanged', data: { domain } });
  if (changed('industry', 'employees', 'founded') || !sameMoney(annualRevenue, account.annualRevenue)) {
    events.push({ type: 'AccountFirmographicsChanged', data: { industry, employees, annualRevenue, founded } });
  }
  if (changed('phone')) events.push({ type: 'AccountPhoneChanged', data: phoneData(phone) });
  if (changed('address')) events.push({ type: 'AccountAddressChanged', data: { address } });
  if (changed('tags')) events.push({ type: 'AccountTagsChanged', data: { tags: [...tags], ...difference(tags, account.tags) } });
  if (changed('ownerId')) events.push({ type: 'AccountAssigned', data: { ownerId, previousOwnerId: account.ownerId } });
  return parent ? [...events, ...moveUnder(account, parent)] : events;
}

function moveUnder(account: ExistingAccount, { id: parentId, above, of }: NewParent): readonly AccountEventInit[] {
  if ((account.parentId ?? null) === parentId) return [];
  if (parentId === of) throw new InvalidInput({ parentId: 'is the account itself' });
  if (above.includes(of)) throw new InvalidInput({ parentId: 'is an account that stands below this one' });
  return [{ type: 'AccountMovedUnder', data: { parentId: parentId ?? '', previousParentId: account.parentId } }];
}

// ---- The buying committee -----------------------------------------------------------------------------------------

function addMember({ committee }: ExistingAccount, member: CommitteeMember): readonly AccountEventInit[] {
  const known = committee.find(({ contactId }) => contactId === member.contactId);
  if (known?.role === member.role && known.stance === member.stance) return [];
  if (known) throw new InvalidInput({ contactId: 'is on the committee already: change the role' });
  // It is shown whole, wherever its account is.
  if (committee.length >= 100) throw new RuleViolated('committee.size', 'A buying committee has at most 100 people.');
  return [{ type: 'AccountCommitteeMemberAdded', data: { ...member } }];
}

function changeMember(
  { committee }: ExistingAccount,
  { contactId, role, stance }: CommandOf<'ChangeCommitteeMember'>,
): readonly AccountEventInit[] {
  const known = committee.find((member) => member.contactId === contactId);
  if (!known) throw new InvalidInput({ contactId: 'is not on the committee' });
  const events: AccountEventInit[] = [];
  if (role !== undefined && role !== known.role) {
    events.push({ type: 'AccountCommitteeRoleChanged', data: { contactId, role, previous: known.role } });
  }
  if (stance !== undefined && stance !== known.stance) {
    events.push({ type: 'AccountCommitteeStanceChanged', data: { contactId, stance, previous: known.stance } });
  }
  return events;
}

/** Who is not on the committee, or no more, is what was asked for. */
function removeMember({ committee }: ExistingAccount, contactId: string): readonly AccountEventInit[] {
  const known = committee.find((member) => member.contactId === contactId);
  return known ? [{ type: 'AccountCommitteeMemberRemoved', data: { contactId, role: known.role } }] : [];
}

// ---- Evolve -------------------------------------------------------------------------------------------------------

function evolve(state: Account, { type, data }: AccountEvent): Account {
  if (type === 'AccountCreated') {
    return present<ExistingAccount>({
      status: 'active',
      name: data.name,
      domain: data.domain,
      parentId: data.parentId,
      ...firmographics(data),
      phone: phone(data),
      address: address(data.address),
      tags: data.tags,
      ownerId: data.ownerId,
      committee: [],
    });
  }
  if (state.status === 'none') return state;
  switch (type) {
    case 'AccountRenamed':
      return { ...state, name: data.name };
    case 'AccountDomainChanged':
      return { ...state, domain: orAbsent(data.domain) };
    case 'AccountMovedUnder':
      return { ...state, parentId: orAbsent(data.parentId) };
    case 'AccountFirmographicsChanged':
      return { ...state, ...firmographics(data) };
    case 'AccountPhoneChanged':
      return { ...state, phone: phone(data) };
    case 'AccountAddressChanged':
      return { ...state, address: address(data.address) };
    case 'AccountTagsChanged':
      return { ...state, tags: data.tags };
    case 'AccountAssigned':
      return { ...state, ownerId: orAbsent(data.ownerId) };
    case 'AccountCommitteeMemberAdded': {
      const { contactId, role, stance } = data;
      return { ...state, committee: [...state.committee, { contactId, role, stance }] };
    }
    case 'AccountCommitteeRoleChanged':
      return { ...state, committee: changed(state.committee, data.contactId, { role: data.role }) };
    case 'AccountCommitteeStanceChanged':
      return { ...state, committee: changed(state.committee, data.contactId, { stance: data.stance }) };
    case 'AccountCommitteeMemberRemoved':
      return { ...state, committee: state.committee.filter(({ contactId }) => contactId !== data.contactId) };
    case 'AccountArchived':
      return { ...state, status: 'archived' };
    case 'AccountRestored':
      return { ...state, status: 'active' };
  }
}

const changed = (committee: readonly CommitteeMember[], contactId: string, change: Partial<CommitteeMember>) =>
  committee.map((member) => (member.contactId === contactId ? { ...member, ...change } : member));

export const account = {
  category: 'account',
  events: AccountEventSchema,
  initialState: { status: 'none' } as Account,
  decide,
  evolve,
} satisfies Decider<Account, AccountCommand, AccountEvent, AccountEventInit> & { events: unknown };

// ---- Between proto and facts --------------------------------------------------------------------------------------

type DataOf<T extends AccountEvent['type']> = Extract<AccountEvent, { type: T }>['data'];

const phoneData = (phone: Phone | undefined) => ({ phone: phone?.number, phoneE164: phone?.e164 });

export const phone = (data: DataOf<'AccountPhoneChanged'> | DataOf<'AccountCreated'>): Phone | undefined =>
  data.phone ? present({ number: data.phone, e164: data.phoneE164 }) : undefined;

export const address = (data: DataOf<'AccountCreated'>['address']): Address | undefined =>
  data && present({ street: data.street, postalCode: data.postalCode, city: data.city, region: data.region, country: data.country });

export const firmographics = (data: DataOf<'AccountFirmographicsChanged'> | DataOf<'AccountCreated'>) => ({
  industry: orAbsent(data.industry),
  employees: data.employees,
  annualRevenue: data.annualRevenue && { amount: data.annualRevenue.amount, currency: data.annualRevenue.currency },
  founded: data.founded,
});

function apply(account: ExistingAccount, changes: CommandOf<'Update'>['changes']): ExistingAccount {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  const empty: Partial<Facts> = { name: '', tags: [] };
  return { ...account, ...Object.fromEntries(given.map(([field, value]) => [field, value ?? empty[field as keyof Facts]])) };
}
