/* Generated from schema.graphql by tools/generate-schema-types.mjs. */
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A calendar day: 2026-11-23. */
  Date: { input: string; output: string; }
  /** A moment: ISO 8601 in UTC. */
  DateTime: { input: string; output: string; }
  /** An exact decimal number, as a string. */
  Decimal: { input: string; output: string; }
  /** Any JSON value. */
  JSON: { input: unknown; output: unknown; }
  link__Import: { input: string; output: string; }
  federation__FieldSet: { input: string; output: string; }
  federation__Scope: { input: unknown; output: unknown; }
  federation__Policy: { input: unknown; output: unknown; }
  federation__ContextFieldValue: { input: unknown; output: unknown; }
  _Any: { input: unknown; output: unknown; }
};

/** A person we deal with. */
export type Contact = {
  readonly id: Scalars['ID']['output'];
  /** From 1; each fact counts, so that a creation or a change that tells several ends that much higher. What `expectedRevision` is compared with. */
  readonly revision: Scalars['Int']['output'];
  readonly createdAt: Scalars['DateTime']['output'];
  readonly updatedAt: Scalars['DateTime']['output'];
  /** Given and family name; without them the e-mail address or phone number. */
  readonly name: Scalars['String']['output'];
  readonly givenName: Maybe<Scalars['String']['output']>;
  readonly familyName: Maybe<Scalars['String']['output']>;
  /** Job title. */
  readonly title: Maybe<Scalars['String']['output']>;
  /** The primary address. */
  readonly email: Maybe<Scalars['String']['output']>;
  readonly emails: ReadonlyArray<EmailAddress>;
  /** The first number, as typed. */
  readonly phone: Maybe<Scalars['String']['output']>;
  readonly phones: ReadonlyArray<PhoneNumber>;
  /** The first address. */
  readonly address: Maybe<PostalAddress>;
  readonly addresses: ReadonlyArray<PostalAddress>;
  /** BCP 47, such as pt-BR. */
  readonly language: Maybe<Scalars['String']['output']>;
  readonly handles: ReadonlyArray<SocialHandle>;
  readonly note: Maybe<Scalars['String']['output']>;
  readonly tags: ReadonlyArray<Scalars['String']['output']>;
  /** The account the person is shown with. */
  readonly account: Maybe<Account>;
  readonly accountId: Maybe<Scalars['ID']['output']>;
  /** Where the person works and has worked, in the order in which it was told. */
  readonly positions: ReadonlyArray<Position>;
  /** The buying committees the person is on, of the accounts that the reader may see. */
  readonly committees: ReadonlyArray<CommitteeMember>;
  readonly owner: Maybe<User>;
  readonly ownerId: Maybe<Scalars['ID']['output']>;
  readonly leadId: Maybe<Scalars['ID']['output']>;
  readonly externalId: Maybe<Scalars['String']['output']>;
  readonly archived: Scalars['Boolean']['output'];
  /** What happened to its fields, newest first; of one field where it is named. */
  readonly changes: FieldChangeConnection;
};


/** A person we deal with. */
export type ContactChangesArgs = {
  field?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

export type EmailAddress = {
  readonly address: Scalars['String']['output'];
  /** Such as work or private. */
  readonly kind: Maybe<Scalars['String']['output']>;
  readonly primary: Scalars['Boolean']['output'];
};

export type PhoneNumber = {
  /** As typed. */
  readonly number: Scalars['String']['output'];
  /** Where the number could be parsed. */
  readonly e164: Maybe<Scalars['String']['output']>;
  /** Such as mobile or work. */
  readonly kind: Maybe<Scalars['String']['output']>;
};

export type PostalAddress = {
  readonly street: Maybe<Scalars['String']['output']>;
  readonly postalCode: Maybe<Scalars['String']['output']>;
  readonly city: Maybe<Scalars['String']['output']>;
  readonly region: Maybe<Scalars['String']['output']>;
  /** As written, or an ISO 3166-1 code. */
  readonly country: Maybe<Scalars['String']['output']>;
  readonly kind: Maybe<Scalars['String']['output']>;
};

export type SocialHandle = {
  readonly network: Scalars['String']['output'];
  readonly handle: Scalars['String']['output'];
};

/** What a person is, or was, with an account. */
export type Position = {
  readonly id: Scalars['ID']['output'];
  /** Null where the reader may not see the account. */
  readonly account: Maybe<Account>;
  readonly accountId: Maybe<Scalars['ID']['output']>;
  readonly title: Maybe<Scalars['String']['output']>;
  readonly since: Maybe<Scalars['Date']['output']>;
  /** The last day; null: still there. */
  readonly until: Maybe<Scalars['Date']['output']>;
  /** The person is shown with this account. */
  readonly primary: Scalars['Boolean']['output'];
};

/** A company, a branch, a household. */
export type Account = {
  readonly id: Scalars['ID']['output'];
  /** From 1; each fact counts, so that a creation or a change that tells several ends that much higher. What `expectedRevision` is compared with. */
  readonly revision: Scalars['Int']['output'];
  readonly createdAt: Scalars['DateTime']['output'];
  readonly updatedAt: Scalars['DateTime']['output'];
  readonly name: Scalars['String']['output'];
  readonly domain: Maybe<Scalars['String']['output']>;
  /** The account it is a branch or a subsidiary of. */
  readonly parent: Maybe<Account>;
  readonly parentId: Maybe<Scalars['ID']['output']>;
  readonly children: AccountConnection;
  /** From the top of its tree down to its parent; ends where the reader may not see further. */
  readonly ancestors: ReadonlyArray<Account>;
  readonly industry: Maybe<Scalars['String']['output']>;
  readonly employees: Maybe<Scalars['Int']['output']>;
  readonly annualRevenue: Maybe<Money>;
  /** The year. */
  readonly founded: Maybe<Scalars['Int']['output']>;
  /** As typed. */
  readonly phone: Maybe<Scalars['String']['output']>;
  readonly address: Maybe<PostalAddress>;
  readonly tags: ReadonlyArray<Scalars['String']['output']>;
  /** People who are with it now; `past: true` asks for those who are no more. */
  readonly contacts: ContactConnection;
  /** Its buying committee: the people that the reader may see, in the order in which they joined. Archived people are left out until they are restored. */
  readonly committee: ReadonlyArray<CommitteeMember>;
  readonly owner: Maybe<User>;
  readonly ownerId: Maybe<Scalars['ID']['output']>;
  readonly leadId: Maybe<Scalars['ID']['output']>;
  readonly externalId: Maybe<Scalars['String']['output']>;
  readonly archived: Scalars['Boolean']['output'];
  /** What happened to its fields, newest first; of one field where it is named. */
  readonly changes: FieldChangeConnection;
};


/** A company, a branch, a household. */
export type AccountChildrenArgs = {
  filter?: InputMaybe<AccountFilter>;
  orderBy?: InputMaybe<ReadonlyArray<AccountOrderBy>>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


/** A company, a branch, a household. */
export type AccountContactsArgs = {
  past?: Scalars['Boolean']['input'];
  filter?: InputMaybe<ContactFilter>;
  orderBy?: InputMaybe<ReadonlyArray<ContactOrderBy>>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


/** A company, a branch, a household. */
export type AccountChangesArgs = {
  field?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

/** A person's part in what an account decides to buy. */
export type CommitteeMember = {
  readonly account: Account;
  readonly contact: Contact;
  readonly role: CommitteeRole;
  /** Where the person stands towards us; null: not known. */
  readonly stance: Maybe<CommitteeStance>;
  /** Since when the person has had the role. */
  readonly since: Scalars['DateTime']['output'];
};

export type CommitteeRole =
  /** Says yes or no in the end. */
  | 'DECISION_MAKER'
  /** Has the budget. */
  | 'ECONOMIC_BUYER'
  /** Holds the product against what it has to do. */
  | 'TECHNICAL_BUYER'
  /** Argues for us when we are not in the room. */
  | 'CHAMPION'
  /** Is listened to by those who decide. */
  | 'INFLUENCER'
  /** Will work with what is bought. */
  | 'USER'
  /** Decides who gets to talk to whom: an assistant, purchasing. */
  | 'GATEKEEPER'
  /** Can stop it, and wants to. */
  | 'BLOCKER';

export type CommitteeStance =
  | 'SUPPORTS'
  | 'NEUTRAL'
  | 'OPPOSES';

export type User = {
  readonly id: Scalars['ID']['output'];
};

export type Query = {
  readonly contact: Maybe<Contact>;
  readonly contacts: ContactConnection;
  readonly account: Maybe<Account>;
  readonly accounts: AccountConnection;
  /** People that are likely the one who is about to be entered, of those the reader may see. */
  readonly possibleDuplicates: ReadonlyArray<PossibleDuplicate>;
  /** Accounts that are likely the one that is about to be entered, of those the reader may see. */
  readonly possibleDuplicateAccounts: ReadonlyArray<PossibleDuplicateAccount>;
  readonly _entities: ReadonlyArray<Maybe<_Entity>>;
  readonly _service: _Service;
};


export type QueryContactArgs = {
  id: Scalars['ID']['input'];
};


export type QueryContactsArgs = {
  filter?: InputMaybe<ContactFilter>;
  orderBy?: InputMaybe<ReadonlyArray<ContactOrderBy>>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type QueryAccountArgs = {
  id: Scalars['ID']['input'];
};


export type QueryAccountsArgs = {
  filter?: InputMaybe<AccountFilter>;
  orderBy?: InputMaybe<ReadonlyArray<AccountOrderBy>>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type QueryPossibleDuplicatesArgs = {
  input: PossibleDuplicatesInput;
};


export type QueryPossibleDuplicateAccountsArgs = {
  input: PossibleDuplicateAccountsInput;
};


export type Query_EntitiesArgs = {
  representations: ReadonlyArray<Scalars['_Any']['input']>;
};

export type Mutation = {
  readonly createContact: CreateContactPayload;
  readonly updateContact: UpdateContactPayload;
  readonly archiveContact: ArchiveContactPayload;
  readonly restoreContact: RestoreContactPayload;
  /** Says, or corrects, where a person works and when. A position with the account that overlaps in time is the one that is meant. */
  readonly linkContactToAccount: LinkContactToAccountPayload;
  /** Takes back a position that had been told by mistake; to end one, link with `until`. */
  readonly removeContactPosition: RemoveContactPositionPayload;
  readonly createAccount: CreateAccountPayload;
  readonly updateAccount: UpdateAccountPayload;
  readonly archiveAccount: ArchiveAccountPayload;
  readonly restoreAccount: RestoreAccountPayload;
  /** Puts a person on the account's buying committee. Nobody is on it twice. */
  readonly addCommitteeMember: AddCommitteeMemberPayload;
  readonly changeCommitteeMember: ChangeCommitteeMemberPayload;
  readonly removeCommitteeMember: RemoveCommitteeMemberPayload;
  /** Changes many people at a time, as one operation that can be taken back: see `bulkEdit` and `undoBulkEdit`. */
  readonly updateContacts: BulkEditPayload;
  /** As `updateContacts`. */
  readonly updateAccounts: BulkEditPayload;
};


export type MutationCreateContactArgs = {
  input: CreateContactInput;
};


export type MutationUpdateContactArgs = {
  input: UpdateContactInput;
};


export type MutationArchiveContactArgs = {
  input: ArchiveContactInput;
};


export type MutationRestoreContactArgs = {
  input: RestoreContactInput;
};


export type MutationLinkContactToAccountArgs = {
  input: LinkContactToAccountInput;
};


export type MutationRemoveContactPositionArgs = {
  input: RemoveContactPositionInput;
};


export type MutationCreateAccountArgs = {
  input: CreateAccountInput;
};


export type MutationUpdateAccountArgs = {
  input: UpdateAccountInput;
};


export type MutationArchiveAccountArgs = {
  input: ArchiveAccountInput;
};


export type MutationRestoreAccountArgs = {
  input: RestoreAccountInput;
};


export type MutationAddCommitteeMemberArgs = {
  input: AddCommitteeMemberInput;
};


export type MutationChangeCommitteeMemberArgs = {
  input: ChangeCommitteeMemberInput;
};


export type MutationRemoveCommitteeMemberArgs = {
  input: RemoveCommitteeMemberInput;
};


export type MutationUpdateContactsArgs = {
  input: UpdateContactsInput;
};


export type MutationUpdateAccountsArgs = {
  input: UpdateAccountsInput;
};

export type EmailAddressInput = {
  readonly address: Scalars['String']['input'];
  readonly kind?: InputMaybe<Scalars['String']['input']>;
  /** One address is; the first where none is. */
  readonly primary?: InputMaybe<Scalars['Boolean']['input']>;
};

export type PhoneNumberInput = {
  readonly number: Scalars['String']['input'];
  readonly kind?: InputMaybe<Scalars['String']['input']>;
};

export type PostalAddressInput = {
  readonly street?: InputMaybe<Scalars['String']['input']>;
  readonly postalCode?: InputMaybe<Scalars['String']['input']>;
  readonly city?: InputMaybe<Scalars['String']['input']>;
  readonly region?: InputMaybe<Scalars['String']['input']>;
  readonly country?: InputMaybe<Scalars['String']['input']>;
  readonly kind?: InputMaybe<Scalars['String']['input']>;
};

export type SocialHandleInput = {
  readonly network: Scalars['String']['input'];
  readonly handle: Scalars['String']['input'];
};

/** A person needs a name, an e-mail address or a phone number. */
export type CreateContactInput = {
  readonly givenName?: InputMaybe<Scalars['String']['input']>;
  readonly familyName?: InputMaybe<Scalars['String']['input']>;
  readonly emails?: InputMaybe<ReadonlyArray<EmailAddressInput>>;
  readonly phones?: InputMaybe<ReadonlyArray<PhoneNumberInput>>;
  readonly title?: InputMaybe<Scalars['String']['input']>;
  readonly accountId?: InputMaybe<Scalars['ID']['input']>;
  /** The only or first address; `addresses` are all of them. */
  readonly address?: InputMaybe<PostalAddressInput>;
  readonly addresses?: InputMaybe<ReadonlyArray<PostalAddressInput>>;
  readonly language?: InputMaybe<Scalars['String']['input']>;
  readonly handles?: InputMaybe<ReadonlyArray<SocialHandleInput>>;
  readonly note?: InputMaybe<Scalars['String']['input']>;
  readonly tags?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Without an owner it belongs to whoever creates it. */
  readonly ownerId?: InputMaybe<Scalars['ID']['input']>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
};

export type CreateContactPayload = {
  readonly contact: Contact;
  readonly possibleDuplicates: ReadonlyArray<PossibleDuplicate>;
};

export type UpdateContactInput = {
  readonly id: Scalars['ID']['input'];
  readonly givenName?: InputMaybe<Scalars['String']['input']>;
  readonly familyName?: InputMaybe<Scalars['String']['input']>;
  readonly emails?: InputMaybe<ReadonlyArray<EmailAddressInput>>;
  readonly phones?: InputMaybe<ReadonlyArray<PhoneNumberInput>>;
  readonly title?: InputMaybe<Scalars['String']['input']>;
  /** Another account: the position with the present one ends today, and stays in the record. */
  readonly accountId?: InputMaybe<Scalars['ID']['input']>;
  /** Replaces the first address; `addresses` replace all of them. */
  readonly address?: InputMaybe<PostalAddressInput>;
  readonly addresses?: InputMaybe<ReadonlyArray<PostalAddressInput>>;
  readonly language?: InputMaybe<Scalars['String']['input']>;
  readonly handles?: InputMaybe<ReadonlyArray<SocialHandleInput>>;
  readonly note?: InputMaybe<Scalars['String']['input']>;
  readonly tags?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly ownerId?: InputMaybe<Scalars['ID']['input']>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type UpdateContactPayload = {
  readonly contact: Contact;
};

export type ArchiveContactInput = {
  readonly id: Scalars['ID']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type ArchiveContactPayload = {
  readonly contact: Contact;
};

export type RestoreContactInput = {
  readonly id: Scalars['ID']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type RestoreContactPayload = {
  readonly contact: Contact;
};

export type LinkContactToAccountInput = {
  readonly contactId: Scalars['ID']['input'];
  readonly accountId: Scalars['ID']['input'];
  readonly title?: InputMaybe<Scalars['String']['input']>;
  readonly since?: InputMaybe<Scalars['Date']['input']>;
  /** The last day. */
  readonly until?: InputMaybe<Scalars['Date']['input']>;
  /** Whether the person is shown with this account; by default if it is current and there is no other. */
  readonly primary?: InputMaybe<Scalars['Boolean']['input']>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type LinkContactToAccountPayload = {
  readonly contact: Contact;
  readonly account: Maybe<Account>;
};

export type RemoveContactPositionInput = {
  readonly contactId: Scalars['ID']['input'];
  readonly positionId: Scalars['ID']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type RemoveContactPositionPayload = {
  readonly contact: Contact;
};

export type CreateAccountInput = {
  readonly name: Scalars['String']['input'];
  readonly domain?: InputMaybe<Scalars['String']['input']>;
  readonly parentId?: InputMaybe<Scalars['ID']['input']>;
  readonly industry?: InputMaybe<Scalars['String']['input']>;
  readonly employees?: InputMaybe<Scalars['Int']['input']>;
  readonly annualRevenue?: InputMaybe<MoneyInput>;
  readonly founded?: InputMaybe<Scalars['Int']['input']>;
  readonly phone?: InputMaybe<Scalars['String']['input']>;
  readonly address?: InputMaybe<PostalAddressInput>;
  /** Without an owner it belongs to whoever creates it. */
  readonly ownerId?: InputMaybe<Scalars['ID']['input']>;
  readonly tags?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
};

export type CreateAccountPayload = {
  readonly account: Account;
  readonly possibleDuplicates: ReadonlyArray<PossibleDuplicateAccount>;
};

export type UpdateAccountInput = {
  readonly id: Scalars['ID']['input'];
  readonly name?: InputMaybe<Scalars['String']['input']>;
  readonly domain?: InputMaybe<Scalars['String']['input']>;
  readonly parentId?: InputMaybe<Scalars['ID']['input']>;
  readonly industry?: InputMaybe<Scalars['String']['input']>;
  readonly employees?: InputMaybe<Scalars['Int']['input']>;
  readonly annualRevenue?: InputMaybe<MoneyInput>;
  readonly founded?: InputMaybe<Scalars['Int']['input']>;
  readonly phone?: InputMaybe<Scalars['String']['input']>;
  readonly address?: InputMaybe<PostalAddressInput>;
  readonly ownerId?: InputMaybe<Scalars['ID']['input']>;
  readonly tags?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type UpdateAccountPayload = {
  readonly account: Account;
};

export type ArchiveAccountInput = {
  readonly id: Scalars['ID']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type ArchiveAccountPayload = {
  readonly account: Account;
};

export type RestoreAccountInput = {
  readonly id: Scalars['ID']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type RestoreAccountPayload = {
  readonly account: Account;
};

export type AddCommitteeMemberInput = {
  readonly accountId: Scalars['ID']['input'];
  readonly contactId: Scalars['ID']['input'];
  readonly role: CommitteeRole;
  readonly stance?: InputMaybe<CommitteeStance>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type AddCommitteeMemberPayload = {
  readonly account: Account;
  readonly member: Maybe<CommitteeMember>;
};

export type ChangeCommitteeMemberInput = {
  readonly accountId: Scalars['ID']['input'];
  readonly contactId: Scalars['ID']['input'];
  readonly role?: InputMaybe<CommitteeRole>;
  readonly stance?: InputMaybe<CommitteeStance>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type ChangeCommitteeMemberPayload = {
  readonly account: Account;
  readonly member: Maybe<CommitteeMember>;
};

export type RemoveCommitteeMemberInput = {
  readonly accountId: Scalars['ID']['input'];
  readonly contactId: Scalars['ID']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type RemoveCommitteeMemberPayload = {
  readonly account: Account;
};

export type UpdateContactsInput = {
  /** The people, or a `filter` says which of those that the reader sees; 10,000 at most. */
  readonly ids?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  readonly filter?: InputMaybe<ContactFilter>;
  readonly set?: InputMaybe<ContactValues>;
  readonly addTags?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly removeTags?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** False brings them back. */
  readonly archive?: InputMaybe<Scalars['Boolean']['input']>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
};

/** What many people can have alike. What is absent stays as it is; null clears. */
export type ContactValues = {
  readonly title?: InputMaybe<Scalars['String']['input']>;
  readonly accountId?: InputMaybe<Scalars['ID']['input']>;
  /** Replaces the first address. */
  readonly address?: InputMaybe<PostalAddressInput>;
  readonly language?: InputMaybe<Scalars['String']['input']>;
  readonly note?: InputMaybe<Scalars['String']['input']>;
  readonly tags?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly ownerId?: InputMaybe<Scalars['ID']['input']>;
};

export type UpdateAccountsInput = {
  /** The accounts, or a `filter` says which of those that the reader sees; 10,000 at most. */
  readonly ids?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  readonly filter?: InputMaybe<AccountFilter>;
  readonly set?: InputMaybe<AccountValues>;
  readonly addTags?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly removeTags?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** False brings them back. */
  readonly archive?: InputMaybe<Scalars['Boolean']['input']>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
};

/** What many accounts can have alike. What is absent stays as it is; null clears. */
export type AccountValues = {
  readonly parentId?: InputMaybe<Scalars['ID']['input']>;
  readonly industry?: InputMaybe<Scalars['String']['input']>;
  readonly employees?: InputMaybe<Scalars['Int']['input']>;
  readonly annualRevenue?: InputMaybe<MoneyInput>;
  readonly founded?: InputMaybe<Scalars['Int']['input']>;
  readonly phone?: InputMaybe<Scalars['String']['input']>;
  readonly address?: InputMaybe<PostalAddressInput>;
  readonly ownerId?: InputMaybe<Scalars['ID']['input']>;
  readonly tags?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

export type PossibleDuplicatesInput = {
  readonly givenName?: InputMaybe<Scalars['String']['input']>;
  readonly familyName?: InputMaybe<Scalars['String']['input']>;
  readonly emails?: InputMaybe<ReadonlyArray<EmailAddressInput>>;
  readonly phones?: InputMaybe<ReadonlyArray<PhoneNumberInput>>;
  readonly accountId?: InputMaybe<Scalars['ID']['input']>;
};

export type PossibleDuplicateAccountsInput = {
  readonly name?: InputMaybe<Scalars['String']['input']>;
  readonly domain?: InputMaybe<Scalars['String']['input']>;
  readonly phone?: InputMaybe<Scalars['String']['input']>;
};

export type DuplicateReason =
  | 'SAME_EMAIL'
  | 'SAME_PHONE'
  | 'SAME_DOMAIN'
  | 'SAME_NAME'
  /** A close name at the same account. */
  | 'CLOSE_NAME';

export type PossibleDuplicate = {
  readonly contact: Contact;
  readonly reason: DuplicateReason;
};

export type PossibleDuplicateAccount = {
  readonly account: Account;
  readonly reason: DuplicateReason;
};

export type ContactConnection = {
  readonly edges: ReadonlyArray<ContactEdge>;
  readonly pageInfo: PageInfo;
  /** Exact to 10,000; above that 10,000. */
  readonly totalCount: Scalars['Int']['output'];
  readonly totalCountExact: Scalars['Boolean']['output'];
};

export type ContactEdge = {
  readonly node: Contact;
  readonly cursor: Scalars['String']['output'];
};

export type ContactFilter = {
  readonly and?: InputMaybe<ReadonlyArray<ContactFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<ContactFilter>>;
  readonly not?: InputMaybe<ContactFilter>;
  readonly id?: InputMaybe<IdFilter>;
  readonly name?: InputMaybe<TextFilter>;
  readonly givenName?: InputMaybe<TextFilter>;
  readonly familyName?: InputMaybe<TextFilter>;
  readonly title?: InputMaybe<TextFilter>;
  readonly email?: InputMaybe<TextFilter>;
  readonly emails?: InputMaybe<TextFilter>;
  readonly phone?: InputMaybe<TextFilter>;
  readonly phones?: InputMaybe<TextFilter>;
  readonly accountId?: InputMaybe<IdFilter>;
  /** Of all positions, past ones too. */
  readonly accountIds?: InputMaybe<IdFilter>;
  /** On any buying committee of an account that the reader sees; null: on none. */
  readonly committeeRole?: InputMaybe<CommitteeRoleFilter>;
  readonly street?: InputMaybe<TextFilter>;
  readonly postalCode?: InputMaybe<TextFilter>;
  readonly city?: InputMaybe<TextFilter>;
  readonly region?: InputMaybe<TextFilter>;
  readonly country?: InputMaybe<TextFilter>;
  readonly language?: InputMaybe<TextFilter>;
  readonly note?: InputMaybe<TextFilter>;
  readonly tags?: InputMaybe<TagsFilter>;
  readonly ownerId?: InputMaybe<IdFilter>;
  readonly leadId?: InputMaybe<IdFilter>;
  readonly externalId?: InputMaybe<TextFilter>;
  readonly archived?: InputMaybe<BooleanFilter>;
  readonly createdAt?: InputMaybe<DateTimeFilter>;
  readonly updatedAt?: InputMaybe<DateTimeFilter>;
};

export type CommitteeRoleFilter = {
  readonly eq?: InputMaybe<CommitteeRole>;
  readonly ne?: InputMaybe<CommitteeRole>;
  readonly in?: InputMaybe<ReadonlyArray<CommitteeRole>>;
  readonly isNull?: InputMaybe<Scalars['Boolean']['input']>;
};

export type ContactOrderBy = {
  readonly field: ContactOrderField;
  readonly direction?: OrderDirection;
};

export type ContactOrderField =
  | 'familyName'
  | 'email'
  | 'createdAt'
  | 'updatedAt';

export type AccountConnection = {
  readonly edges: ReadonlyArray<AccountEdge>;
  readonly pageInfo: PageInfo;
  /** Exact to 10,000; above that 10,000. */
  readonly totalCount: Scalars['Int']['output'];
  readonly totalCountExact: Scalars['Boolean']['output'];
};

export type AccountEdge = {
  readonly node: Account;
  readonly cursor: Scalars['String']['output'];
};

export type AccountFilter = {
  readonly and?: InputMaybe<ReadonlyArray<AccountFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<AccountFilter>>;
  readonly not?: InputMaybe<AccountFilter>;
  readonly id?: InputMaybe<IdFilter>;
  readonly name?: InputMaybe<TextFilter>;
  /** `eq`, `ne` and `in` take a domain however it is typed: `https://www.Acme.com/` is acme.com. */
  readonly domain?: InputMaybe<TextFilter>;
  readonly parentId?: InputMaybe<IdFilter>;
  readonly industry?: InputMaybe<TextFilter>;
  readonly employees?: InputMaybe<IntFilter>;
  readonly annualRevenue?: InputMaybe<DecimalFilter>;
  readonly founded?: InputMaybe<IntFilter>;
  readonly phone?: InputMaybe<TextFilter>;
  readonly street?: InputMaybe<TextFilter>;
  readonly postalCode?: InputMaybe<TextFilter>;
  readonly city?: InputMaybe<TextFilter>;
  readonly region?: InputMaybe<TextFilter>;
  readonly country?: InputMaybe<TextFilter>;
  readonly tags?: InputMaybe<TagsFilter>;
  /** Of the people on the buying committee, as far as the reader may see them. */
  readonly committeeContactIds?: InputMaybe<IdFilter>;
  readonly ownerId?: InputMaybe<IdFilter>;
  readonly leadId?: InputMaybe<IdFilter>;
  readonly externalId?: InputMaybe<TextFilter>;
  readonly archived?: InputMaybe<BooleanFilter>;
  readonly createdAt?: InputMaybe<DateTimeFilter>;
  readonly updatedAt?: InputMaybe<DateTimeFilter>;
};

export type AccountOrderBy = {
  readonly field: AccountOrderField;
  readonly direction?: OrderDirection;
};

export type AccountOrderField =
  | 'name'
  | 'industry'
  | 'employees'
  | 'annualRevenue'
  | 'createdAt'
  | 'updatedAt';

export type Money = {
  readonly amount: Scalars['Decimal']['output'];
  /** ISO 4217. */
  readonly currency: Scalars['String']['output'];
};

export type MoneyInput = {
  readonly amount: Scalars['Decimal']['input'];
  readonly currency: Scalars['String']['input'];
};

export type PageInfo = {
  readonly hasNextPage: Scalars['Boolean']['output'];
  readonly endCursor: Maybe<Scalars['String']['output']>;
};

export type OrderDirection =
  | 'ASC'
  | 'DESC';

/** On a reference. On a list of references, `eq` and `contains` ask whether it holds the id, `in` whether it holds any of them. */
export type IdFilter = {
  readonly eq?: InputMaybe<Scalars['ID']['input']>;
  readonly ne?: InputMaybe<Scalars['ID']['input']>;
  readonly in?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  readonly contains?: InputMaybe<Scalars['ID']['input']>;
  readonly isNull?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Case is ignored, except by `gt`, `gte`, `lt` and `lte`, which go by the order of lists. On a list of e-mails or phones any of them may match. */
export type TextFilter = {
  readonly eq?: InputMaybe<Scalars['String']['input']>;
  readonly ne?: InputMaybe<Scalars['String']['input']>;
  readonly in?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly gt?: InputMaybe<Scalars['String']['input']>;
  readonly gte?: InputMaybe<Scalars['String']['input']>;
  readonly lt?: InputMaybe<Scalars['String']['input']>;
  readonly lte?: InputMaybe<Scalars['String']['input']>;
  readonly contains?: InputMaybe<Scalars['String']['input']>;
  readonly startsWith?: InputMaybe<Scalars['String']['input']>;
  readonly isNull?: InputMaybe<Scalars['Boolean']['input']>;
};

/** `eq` and `contains` ask whether the record has the tag, `in` whether it has any of them, `ne` whether it lacks it. Tags ignore case. */
export type TagsFilter = {
  readonly eq?: InputMaybe<Scalars['String']['input']>;
  readonly ne?: InputMaybe<Scalars['String']['input']>;
  readonly in?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly contains?: InputMaybe<Scalars['String']['input']>;
  readonly startsWith?: InputMaybe<Scalars['String']['input']>;
  readonly isNull?: InputMaybe<Scalars['Boolean']['input']>;
};

export type BooleanFilter = {
  readonly eq?: InputMaybe<Scalars['Boolean']['input']>;
  readonly ne?: InputMaybe<Scalars['Boolean']['input']>;
  readonly isNull?: InputMaybe<Scalars['Boolean']['input']>;
};

export type IntFilter = {
  readonly eq?: InputMaybe<Scalars['Int']['input']>;
  readonly ne?: InputMaybe<Scalars['Int']['input']>;
  readonly in?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
  readonly gt?: InputMaybe<Scalars['Int']['input']>;
  readonly gte?: InputMaybe<Scalars['Int']['input']>;
  readonly lt?: InputMaybe<Scalars['Int']['input']>;
  readonly lte?: InputMaybe<Scalars['Int']['input']>;
  readonly isNull?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Of money it compares the amount. */
export type DecimalFilter = {
  readonly eq?: InputMaybe<Scalars['Decimal']['input']>;
  readonly ne?: InputMaybe<Scalars['Decimal']['input']>;
  readonly in?: InputMaybe<ReadonlyArray<Scalars['Decimal']['input']>>;
  readonly gt?: InputMaybe<Scalars['Decimal']['input']>;
  readonly gte?: InputMaybe<Scalars['Decimal']['input']>;
  readonly lt?: InputMaybe<Scalars['Decimal']['input']>;
  readonly lte?: InputMaybe<Scalars['Decimal']['input']>;
  readonly isNull?: InputMaybe<Scalars['Boolean']['input']>;
};

export type DateFilter = {
  readonly eq?: InputMaybe<Scalars['Date']['input']>;
  readonly ne?: InputMaybe<Scalars['Date']['input']>;
  readonly in?: InputMaybe<ReadonlyArray<Scalars['Date']['input']>>;
  readonly gt?: InputMaybe<Scalars['Date']['input']>;
  readonly gte?: InputMaybe<Scalars['Date']['input']>;
  readonly lt?: InputMaybe<Scalars['Date']['input']>;
  readonly lte?: InputMaybe<Scalars['Date']['input']>;
  readonly isNull?: InputMaybe<Scalars['Boolean']['input']>;
};

export type DateTimeFilter = {
  readonly eq?: InputMaybe<Scalars['DateTime']['input']>;
  readonly ne?: InputMaybe<Scalars['DateTime']['input']>;
  readonly in?: InputMaybe<ReadonlyArray<Scalars['DateTime']['input']>>;
  readonly gt?: InputMaybe<Scalars['DateTime']['input']>;
  readonly gte?: InputMaybe<Scalars['DateTime']['input']>;
  readonly lt?: InputMaybe<Scalars['DateTime']['input']>;
  readonly lte?: InputMaybe<Scalars['DateTime']['input']>;
  readonly isNull?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Who did something: a user, an API key, a rule, or a visitor. */
export type Actor = {
  readonly id: Scalars['ID']['output'];
  readonly name: Scalars['String']['output'];
};

/** What happened to one field of a record at one moment. */
export type FieldChange = {
  /** The field's key, as in filters and exports. */
  readonly field: Scalars['String']['output'];
  /**
   * By the field's kind: text, a number, true or false, `{ amount, currency }`, `{ kind, id }` for a reference, a list of these. Null: there was none, or it is an
   * id that the reader may not know.
   */
  readonly from: Maybe<Scalars['JSON']['output']>;
  readonly to: Maybe<Scalars['JSON']['output']>;
  readonly at: Scalars['DateTime']['output'];
  readonly by: Actor;
  /** The import or bulk edit it belongs to. */
  readonly operation: Maybe<Scalars['ID']['output']>;
  /** What did it: a command such as updateContact, updateContacts, undoBulkEdit or import.contacts, or a rule such as policy:assign-lead. */
  readonly cause: Scalars['String']['output'];
};

export type FieldChangeConnection = {
  readonly edges: ReadonlyArray<FieldChangeEdge>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
};

export type FieldChangeEdge = {
  readonly node: FieldChange;
  readonly cursor: Scalars['String']['output'];
};

export type BulkEditStatus =
  | 'QUEUED'
  | 'RUNNING'
  | 'DONE'
  /** It stopped as a whole; what was done stays. */
  | 'FAILED';

/** One change of many records, carried on in the background: see `bulkEdit`. */
export type BulkEdit = {
  readonly id: Scalars['ID']['output'];
  /** contacts, accounts, leads, opportunities or tasks. */
  readonly kind: Scalars['String']['output'];
  readonly status: BulkEditStatus;
  /** How many records it is about. */
  readonly total: Scalars['Int']['output'];
  readonly changed: Scalars['Int']['output'];
  /** They were so already. */
  readonly unchanged: Scalars['Int']['output'];
  readonly failed: Scalars['Int']['output'];
  /** Of each record that was left as it is, why. */
  readonly refused: ReadonlyArray<BulkEditRefusal>;
  /** Why it failed as a whole. */
  readonly problem: Maybe<Scalars['String']['output']>;
  /** The bulk edit that this one takes back. */
  readonly undoes: Maybe<Scalars['ID']['output']>;
  /** The bulk edit that took this one back. */
  readonly undoneBy: Maybe<Scalars['ID']['output']>;
  readonly createdAt: Scalars['DateTime']['output'];
  readonly finishedAt: Maybe<Scalars['DateTime']['output']>;
};

export type BulkEditRefusal = {
  readonly id: Scalars['ID']['output'];
  readonly message: Scalars['String']['output'];
};

export type BulkEditPayload = {
  readonly bulkEdit: BulkEdit;
};

export type Link__Purpose =
  /** `SECURITY` features provide metadata necessary to securely resolve fields. */
  | 'SECURITY'
  /** `EXECUTION` features provide metadata necessary for operation execution. */
  | 'EXECUTION';

export type _Service = {
  readonly sdl: Maybe<Scalars['String']['output']>;
};

export type _Entity = Account | Contact | User;

