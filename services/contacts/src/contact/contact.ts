import type { EventInitOf, EventOf } from '@throughline/contracts';
import { ContactEventSchema } from '@throughline/contracts/contacts';
import { InvalidInput, NotFound, RuleViolated, type Decider } from '@throughline/decider';
import { emailKey, phoneKey, type Address, type Phone } from '@throughline/domain';
import { difference, equal, kept, orAbsent, present } from '../values.js';

// ---- Commands -----------------------------------------------------------------------------------------------------

export type ContactCommand =
  | { type: 'Create'; facts: Partial<Facts>; position?: PositionFacts; origin?: Origin }
  /** What is absent stays as it is; null clears. `accountId` is the account the person is shown with. */
  | { type: 'Update'; changes: ContactChanges }
  | { type: 'LinkToAccount'; position: PositionChanges; primary?: boolean }
  | { type: 'RemovePosition'; positionId: string }
  | { type: 'Archive' }
  | { type: 'Restore' };

export type ContactChanges = { readonly [K in keyof Facts]?: Facts[K] | null } & {
  readonly accountId?: string | null;
  /** The first of the addresses; the others stay. */
  readonly address?: Facts['addresses'][number] | null;
  /** The primary e-mail address and the first number; the others stay. */
  readonly email?: string;
  readonly phone?: Phone;
};

export interface Facts {
  readonly givenName: string;
  readonly familyName: string;
  /** One of them is primary. */
  readonly emails: readonly Email[];
  readonly phones: readonly (Phone & { readonly kind?: string })[];
  readonly addresses: readonly (Address & { readonly kind?: string })[];
  /** Job title. */
  readonly title: string;
  /** BCP 47: `pt-BR`. */
  readonly language: string;
  readonly handles: readonly { readonly network: string; readonly handle: string }[];
  readonly note: string;
  readonly tags: readonly string[];
  readonly ownerId?: string;
}

export interface Email {
  readonly address: string;
  readonly kind?: string;
  readonly primary: boolean;
}

/** A job with an account. Dates are calendar days; without `until` it goes on. */
export interface PositionFacts {
  readonly accountId: string;
  readonly title?: string;
  readonly since?: string;
  readonly until?: string;
}

export type PositionChanges = { readonly accountId: string } & { readonly [K in 'title' | 'since' | 'until']?: string | null };

/** Where the record comes from; fixed when it is made. */
export interface Origin {
  readonly externalId?: string;
  readonly leadId?: string;
}

// ---- State --------------------------------------------------------------------------------------------------------

export type Contact = { readonly status: 'none' } | Person;

export interface Person extends Facts {
  readonly status: 'active' | 'archived';
  /** In the order in which they were told. */
  readonly positions: readonly Position[];
  /** The position the person is shown with. */
  readonly primary?: string;
  readonly lastPosition: number;
}

export interface Position extends PositionFacts {
  readonly id: string;
}

export type ContactEvent = EventOf<typeof ContactEventSchema>;
type ContactEventInit = EventInitOf<typeof ContactEventSchema>;

// ---- Decide -------------------------------------------------------------------------------------------------------

function decide(command: ContactCommand, state: Contact, { now }: { readonly now: string }): readonly ContactEventInit[] {
  if (command.type === 'Create') return state.status === 'none' ? create(command) : [];
  if (state.status === 'none') throw new NotFound('contact');
  if (command.type === 'Restore') return state.status === 'archived' ? [{ type: 'ContactRestored', data: {} }] : [];
  if (command.type === 'Archive') return state.status === 'archived' ? [] : [{ type: 'ContactArchived', data: {} }];
  if (state.status === 'archived') throw new RuleViolated('record.archived', 'This person is archived: restore the record first.');
  const today = now.slice(0, 10);
  switch (command.type) {
    case 'Update':
      return update(state, command.changes, today);
    case 'LinkToAccount':
      return link(state, command, today);
    case 'RemovePosition':
      return removePosition(state, command.positionId);
  }
}

type CommandOf<T extends ContactCommand['type']> = Extract<ContactCommand, { type: T }>;

function create({ facts, position, origin }: CommandOf<'Create'>): readonly ContactEventInit[] {
  needsAName({ ...NOTHING_KNOWN, ...facts });
  const created: ContactEventInit = { type: 'ContactCreated', data: { ...mutable({ ...NOTHING_KNOWN, ...facts }), ...origin } };
  return position ? [created, joined('1', position, true)] : [created];
}

function update(
  person: Person,
  { accountId, address, email, phone, ...changes }: ContactChanges,
  today: string,
): readonly ContactEventInit[] {
  const next = {
    ...apply(person, changes),
    ...(address !== undefined && { addresses: [...(address ? [address] : []), ...person.addresses.slice(1)] }),
    ...(email && { emails: withPrimary(person.emails, email) }),
    ...(phone && { phones: withFirst(person.phones, phone) }),
  };
  needsAName(next);
  const changed = (...fields: (keyof Facts)[]) => fields.some((field) => !equal(next[field], person[field]));
  const { givenName, familyName, emails, phones, title, language, handles, note, tags } = mutable(next);

  const events: ContactEventInit[] = [];
  if (changed('givenName', 'familyName')) events.push({ type: 'ContactRenamed', data: { givenName, familyName } });
  if (changed('emails')) events.push({ type: 'ContactEmailsChanged', data: { emails } });
  if (changed('phones')) events.push({ type: 'ContactPhonesChanged', data: { phones } });
  if (changed('addresses')) events.push({ type: 'ContactAddressesChanged', data: { addresses: [...next.addresses] } });
  if (changed('title')) events.push({ type: 'ContactTitleChanged', data: { title } });
  if (changed('language')) events.push({ type: 'ContactLanguageChanged', data: { language } });
  if (changed('handles')) events.push({ type: 'ContactHandlesChanged', data: { handles } });
  if (changed('note')) events.push({ type: 'ContactNoteChanged', data: { note } });
  if (changed('tags')) events.push({ type: 'ContactTagsChanged', data: { tags, ...difference(tags, person.tags) } });
  if (changed('ownerId')) events.push({ type: 'ContactAssigned', data: { ownerId: next.ownerId, previousOwnerId: person.ownerId } });
  if (accountId !== undefined) events.push(...changeAccount(person, accountId, today));
  return events;
}

function withPrimary(emails: Facts['emails'], address: string): Facts['emails'] {
  const key = emailKey(address);
  const known = emails.find((email) => emailKey(email.address) === key);
  if (known?.primary) return emails;
  return [
    { ...(known ?? { address }), primary: true },
    ...emails.filter((email) => email !== known).map((email) => ({ ...email, primary: false })),
  ];
}

function withFirst(phones: Facts['phones'], phone: Phone): Facts['phones'] {
  const key = phoneKey(phone);
  const known = phones.find((each) => phoneKey(each) === key);
  return known && known === phones[0] ? phones : [known ?? phone, ...phones.filter((each) => each !== known)];
}

// ---- Positions ----------------------------------------------------------------------------------------------------

/** Somebody changed the company on the person's card: people change jobs, so the former position ends and stays in the record. */
function changeAccount(person: Person, accountId: string | null, today: string): readonly ContactEventInit[] {
  const former = primaryPosition(person);
  if ((former?.accountId ?? null) === accountId) return [];
  const events: ContactEventInit[] = [];
  if (former && isCurrent(former, today)) {
    // Someone who joined today, or will, and leaves before it began, leaves on the day of joining.
    const until = former.since && former.since > today ? former.since : today;
    events.push({ type: 'ContactLeftAccount', data: { positionId: former.id, accountId: former.accountId, until } });
  }
  if (accountId === null) return [...events, ...(former ? [shownWith(undefined)] : [])];
  const known = person.positions.find((position) => position.accountId === accountId && position.until === undefined);
  return [...events, known ? shownWith(known) : joined(nextPosition(person), { accountId }, true)];
}

/**
 * A position with the account that overlaps in time is the one that is meant, and is corrected or ended; otherwise it is a further one, so that a
 * person who came back has two.
 */
function link(person: Person, { position: given, primary }: CommandOf<'LinkToAccount'>, today: string): readonly ContactEventInit[] {
  const known = person.positions.find((position) => position.accountId === given.accountId && overlap(position, given));
  if (!known) {
    const position: PositionFacts = {
      accountId: given.accountId,
      ...present({ title: given.title, since: given.since, until: given.until }),
    };
    inOrder(position);
    const shown = primary ?? (isCurrent(position, today) && !person.primary);
    return [joined(nextPosition(person), position, shown)];
  }
  const next: Position = {
    id: known.id,
    accountId: known.accountId,
    ...present({ title: kept(given.title, known.title), since: kept(given.since, known.since), until: kept(given.until, known.until) }),
  };
  inOrder(next);
  const { id: positionId, accountId, title, since, until } = next;
  const events: ContactEventInit[] = [];
  if (title !== known.title || since !== known.since || (until !== known.until && (!until || known.until))) {
    events.push({ type: 'ContactPositionChanged', data: { positionId, accountId, title, since, until } });
  } else if (until !== known.until) events.push({ type: 'ContactLeftAccount', data: { positionId, accountId, until } });
  return [...events, ...reshow(person, next, primary, today)];
}

/** After a position has changed: the person is shown with it, or no longer, by what was asked for or because it has ended. */
function reshow(person: Person, changed: Position, primary: boolean | undefined, today: string): readonly ContactEventInit[] {
  const isShown = person.primary === changed.id;
  const shown = primary ?? (isCurrent(changed, today) && (isShown || !person.primary));
  if (shown === isShown) return [];
  return [shownWith(shown ? changed : person.positions.find((other) => other.id !== changed.id && isCurrent(other, today)))];
}

function removePosition(person: Person, positionId: string): readonly ContactEventInit[] {
  const position = person.positions.find(({ id }) => id === positionId);
  // Numbers are given once, so a number that was given and is gone has been removed: a repeat.
  if (!position && /^[1-9]\d*$/.test(positionId) && Number(positionId) <= person.lastPosition) return [];
  if (!position) throw new InvalidInput({ positionId: 'is not a position of this person' });
  const removed: ContactEventInit = { type: 'ContactPositionRemoved', data: { positionId, accountId: position.accountId } };
  if (person.primary !== positionId) return [removed];
  return [removed, shownWith(person.positions.find(({ id, until }) => id !== positionId && until === undefined))];
}

const joined = (positionId: string, position: PositionFacts, primary: boolean): ContactEventInit => ({
  type: 'ContactJoinedAccount',
  data: { positionId, ...position, primary },
});

const shownWith = (position: Position | undefined): ContactEventInit => ({
  type: 'ContactPrimaryAccountChanged',
  data: { positionId: position?.id, accountId: position?.accountId },
});

export const primaryPosition = (person: Person): Position | undefined => person.positions.find(({ id }) => id === person.primary);

/** Whether a person works there on a day; one that is to begin counts. */
export const isCurrent = (position: Pick<PositionFacts, 'until'>, today: string): boolean => !position.until || position.until >= today;

const nextPosition = (person: Person): string => String(person.lastPosition + 1);

function overlap(a: Omit<PositionFacts, 'accountId'>, b: Omit<PositionChanges, 'accountId'>): boolean {
  const before = (until: string | null | undefined, since: string | null | undefined) => Boolean(until && since && until < since);
  return !before(a.until, b.since) && !before(b.until, a.since);
}

function inOrder({ since, until }: PositionFacts): void {
  if (since && until && until < since) throw new InvalidInput({ until: 'is before `since`' });
}

// ---- Evolve -------------------------------------------------------------------------------------------------------

function evolve(state: Contact, { type, data }: ContactEvent): Contact {
  if (type === 'ContactCreated') {
    const { givenName, familyName, title, language, note, tags } = data;
    return {
      status: 'active',
      ...{ givenName, familyName, title, language, note, tags },
      emails: data.emails.map(email),
      phones: data.phones.map(phone),
      addresses: data.addresses.map(address),
      handles: data.handles.map(handle),
      ownerId: orAbsent(data.ownerId),
      positions: [],
      lastPosition: 0,
    };
  }
  if (state.status === 'none') return state;
  switch (type) {
    case 'ContactRenamed':
      return { ...state, givenName: data.givenName, familyName: data.familyName };
    case 'ContactEmailsChanged':
      return { ...state, emails: data.emails.map(email) };
    case 'ContactPhonesChanged':
      return { ...state, phones: data.phones.map(phone) };
    case 'ContactAddressesChanged':
      return { ...state, addresses: data.addresses.map(address) };
    case 'ContactTitleChanged':
      return { ...state, title: data.title };
    case 'ContactLanguageChanged':
      return { ...state, language: data.language };
    case 'ContactHandlesChanged':
      return { ...state, handles: data.handles.map(handle) };
    case 'ContactNoteChanged':
      return { ...state, note: data.note };
    case 'ContactTagsChanged':
      return { ...state, tags: data.tags };
    case 'ContactAssigned':
      return { ...state, ownerId: orAbsent(data.ownerId) };
    case 'ContactJoinedAccount':
      return {
        ...state,
        positions: [...state.positions, position(data)],
        lastPosition: Number(data.positionId),
        primary: data.primary ? data.positionId : state.primary,
      };
    case 'ContactPositionChanged':
      return { ...state, positions: state.positions.map((each) => (each.id === data.positionId ? position(data) : each)) };
    case 'ContactLeftAccount':
      return { ...state, positions: state.positions.map((each) => (each.id === data.positionId ? { ...each, until: data.until } : each)) };
    case 'ContactPositionRemoved':
      return { ...state, positions: state.positions.filter(({ id }) => id !== data.positionId) };
    case 'ContactPrimaryAccountChanged':
      return { ...state, primary: orAbsent(data.positionId) };
    case 'ContactArchived':
      return { ...state, status: 'archived' };
    case 'ContactRestored':
      return { ...state, status: 'active' };
  }
}

export const contact = {
  category: 'contact',
  events: ContactEventSchema,
  initialState: { status: 'none' } as Contact,
  decide,
  evolve,
} satisfies Decider<Contact, ContactCommand, ContactEvent, ContactEventInit> & { events: unknown };

// ---- Between proto and facts --------------------------------------------------------------------------------------

type DataOf<T extends ContactEvent['type']> = Extract<ContactEvent, { type: T }>['data'];

export const email = ({ address, kind, primary }: DataOf<'ContactCreated'>['emails'][number]): Email => present({ address, kind, primary });
export const phone = ({ number, e164, kind }: DataOf<'ContactCreated'>['phones'][number]): Facts['phones'][number] =>
  present({ number, e164, kind });
export const handle = ({ network, handle }: DataOf<'ContactCreated'>['handles'][number]): Facts['handles'][number] => ({ network, handle });
export const address = (data: DataOf<'ContactCreated'>['addresses'][number]): Facts['addresses'][number] => {
  const { street, postalCode, city, region, country, kind } = data;
  return present({ street, postalCode, city, region, country, kind });
};
export const position = (data: DataOf<'ContactJoinedAccount'> | DataOf<'ContactPositionChanged'>): Position => ({
  id: data.positionId,
  accountId: data.accountId,
  ...present({ title: data.title, since: data.since, until: data.until }),
});

const NOTHING_KNOWN: Facts = {
  givenName: '',
  familyName: '',
  emails: [],
  phones: [],
  addresses: [],
  title: '',
  language: '',
  handles: [],
  note: '',
  tags: [],
};

function apply(person: Facts, changes: Partial<{ readonly [K in keyof Facts]: Facts[K] | null }>): Facts {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { ...person, ...Object.fromEntries(given.map(([field, value]) => [field, value ?? NOTHING_KNOWN[field as keyof Facts]])) };
}

function needsAName({ givenName, familyName, emails, phones }: Facts): void {
  if (givenName || familyName || emails.length > 0 || phones.length > 0) return;
  throw new InvalidInput({ familyName: 'is required: a person needs a name, an e-mail address or a phone number' });
}

const mutable = (facts: Facts) => ({
  ...facts,
  emails: [...facts.emails],
  phones: [...facts.phones],
  addresses: [...facts.addresses],
  handles: [...facts.handles],
  tags: [...facts.tags],
});
