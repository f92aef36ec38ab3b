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
  link__Import: { input: string; output: string; }
  federation__FieldSet: { input: string; output: string; }
  federation__Scope: { input: unknown; output: unknown; }
  federation__Policy: { input: unknown; output: unknown; }
  federation__ContextFieldValue: { input: unknown; output: unknown; }
  _Any: { input: unknown; output: unknown; }
};

/** A person who signs in, or did. */
export type User = {
  readonly id: Scalars['ID']['output'];
  readonly revision: Scalars['Int']['output'];
  readonly createdAt: Scalars['DateTime']['output'];
  readonly updatedAt: Scalars['DateTime']['output'];
  readonly name: Scalars['String']['output'];
  readonly email: Scalars['String']['output'];
  readonly role: Role;
  readonly team: Maybe<Team>;
  readonly teamId: Maybe<Scalars['ID']['output']>;
  /** False once deactivated: the records stay theirs, and they cannot sign in. */
  readonly active: Scalars['Boolean']['output'];
  /** True until they have followed the link they were given; until then they cannot sign in. */
  readonly invited: Scalars['Boolean']['output'];
  /** Account executive, say. */
  readonly title: Maybe<Scalars['String']['output']>;
  readonly phone: Maybe<Scalars['String']['output']>;
  /** BCP 47, such as en or de-AT. Null: as the browser asks for. */
  readonly language: Maybe<Scalars['String']['output']>;
  /** IANA name. Null: the organisation's. */
  readonly timeZone: Maybe<Scalars['String']['output']>;
  readonly theme: Theme;
};

/** Records to try things on: what `npm start -- --demo` adds. */
export type SampleCompany = {
  readonly status: SampleCompanyStatus;
};

export type SampleCompanyStatus =
  /** This installation has none to offer. */
  | 'UNAVAILABLE'
  | 'ABSENT'
  | 'LOADING'
  /** Loading it was cut short: loading it again goes on with it. */
  | 'HALTED'
  | 'LOADED'
  | 'REMOVING'
  /** It is not added again. */
  | 'REMOVED';

export type Theme =
  /** As the device has it. */
  | 'SYSTEM'
  | 'LIGHT'
  | 'DARK';

/** What the page behind a link shows, before anybody has signed in. */
export type PasswordLink = {
  readonly email: Scalars['String']['output'];
  readonly name: Scalars['String']['output'];
  readonly organisation: Scalars['String']['output'];
  readonly expiresAt: Scalars['DateTime']['output'];
};

export type Role =
  /** Everything. */
  | 'ADMIN'
  /** Edits what it sees, and configures pipelines, rules and forms. */
  | 'MANAGER'
  /** Edits what it sees. */
  | 'MEMBER'
  /** Never changes anything. */
  | 'READ_ONLY';

/** Members see the records of their team and of the teams below. */
export type Team = {
  readonly id: Scalars['ID']['output'];
  readonly revision: Scalars['Int']['output'];
  readonly createdAt: Scalars['DateTime']['output'];
  readonly updatedAt: Scalars['DateTime']['output'];
  readonly name: Scalars['String']['output'];
  /** The team above; null at the top. */
  readonly parent: Maybe<Team>;
  readonly parentId: Maybe<Scalars['ID']['output']>;
  readonly children: ReadonlyArray<Team>;
  /** Active users, by name. */
  readonly members: ReadonlyArray<User>;
};

/** A program's way in: `Authorization: Bearer tl_...`. */
export type ApiKey = {
  readonly id: Scalars['ID']['output'];
  readonly revision: Scalars['Int']['output'];
  readonly createdAt: Scalars['DateTime']['output'];
  readonly updatedAt: Scalars['DateTime']['output'];
  readonly name: Scalars['String']['output'];
  readonly role: Role;
  readonly team: Maybe<Team>;
  /** Null: until it is revoked. */
  readonly expiresAt: Maybe<Scalars['DateTime']['output']>;
  readonly revoked: Scalars['Boolean']['output'];
};

export type Organisation = {
  readonly name: Scalars['String']['output'];
  /** IANA name, such as Europe/Berlin. */
  readonly timeZone: Scalars['String']['output'];
  /** ISO days of the week: 1 is Monday. */
  readonly workingDays: ReadonlyArray<Scalars['Int']['output']>;
  /** Days that nobody works on. */
  readonly holidays: ReadonlyArray<Scalars['Date']['output']>;
  /** ISO 4217; totals are told in it. */
  readonly currency: Scalars['String']['output'];
  /** From 1; 0 before it is set up. */
  readonly revision: Scalars['Int']['output'];
};

export type Query = {
  /** Who is signed in; null for an API key. */
  readonly me: Maybe<User>;
  readonly user: Maybe<User>;
  readonly users: UserConnection;
  readonly team: Maybe<Team>;
  readonly teams: TeamConnection;
  /** For administrators. */
  readonly apiKeys: ReadonlyArray<ApiKey>;
  readonly organisation: Organisation;
  /** For administrators. */
  readonly sampleCompany: SampleCompany;
  /** For whoever bears the token, without signing in. Null: used, replaced by another one, over, or never made. */
  readonly invitation: Maybe<PasswordLink>;
  /** As `invitation`, of `createPasswordReset`. */
  readonly passwordReset: Maybe<PasswordLink>;
  readonly _entities: ReadonlyArray<Maybe<_Entity>>;
  readonly _service: _Service;
};


export type QueryUserArgs = {
  id: Scalars['ID']['input'];
};


export type QueryUsersArgs = {
  filter?: InputMaybe<UserFilter>;
  orderBy?: InputMaybe<ReadonlyArray<UserOrderBy>>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type QueryTeamArgs = {
  id: Scalars['ID']['input'];
};


export type QueryTeamsArgs = {
  filter?: InputMaybe<TeamFilter>;
  orderBy?: InputMaybe<ReadonlyArray<TeamOrderBy>>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type QueryInvitationArgs = {
  token: Scalars['String']['input'];
};


export type QueryPasswordResetArgs = {
  token: Scalars['String']['input'];
};


export type Query_EntitiesArgs = {
  representations: ReadonlyArray<Scalars['_Any']['input']>;
};

export type Mutation = {
  readonly signIn: SignInPayload;
  /** Another access token; the refresh token is good once and gives way to the one answered here. */
  readonly refresh: SignInPayload;
  /** Ends the session of the refresh token, or that of the access token. */
  readonly signOut: SignOutPayload;
  /** One's own, by the present password; an administrator sets another's. Ends the user's other sessions. */
  readonly changePassword: ChangePasswordPayload;
  readonly createUser: UserPayload;
  /** Makes a user who chooses a password by a link, good for 7 days and once. Of an address that was invited before it makes another link, and the former is good no longer. */
  readonly inviteUser: PasswordLinkPayload;
  /** With the token of an invitation; signs in. */
  readonly acceptInvitation: SignInPayload;
  /** A link by which a user chooses another password, good for 24 hours and once. */
  readonly createPasswordReset: PasswordLinkPayload;
  /** With the token of a password reset; ends the user's sessions, and signs in. */
  readonly resetPassword: SignInPayload;
  /** An administrator changes anybody; everybody their own name. */
  readonly updateUser: UserPayload;
  /** One's own. How one is shown things is for every role to choose; READ_ONLY changes nothing that others read. */
  readonly updateProfile: UserPayload;
  readonly deactivateUser: UserPayload;
  /** They sign in with the password they had; who had none yet needs `createPasswordReset`. */
  readonly reactivateUser: UserPayload;
  readonly createTeam: TeamPayload;
  readonly updateTeam: TeamPayload;
  /** A team that nobody is in, with none below it, and no API key that is good. */
  readonly archiveTeam: ArchiveTeamPayload;
  /** The secret is shown this once. */
  readonly createApiKey: CreateApiKeyPayload;
  readonly revokeApiKey: ApiKeyPayload;
  readonly updateOrganisation: OrganisationPayload;
  /** Answers when it has begun; it takes a minute or so. */
  readonly loadSampleCompany: SampleCompanyPayload;
  /** As `loadSampleCompany`. Its records are archived and its users deactivated; what people added since stays. */
  readonly removeSampleCompany: SampleCompanyPayload;
  /** A new key for access tokens. Tokens signed by the old ones stay good until they expire, or are refused at once with `revokeOld`. */
  readonly rotateSigningKey: RotateSigningKeyPayload;
};


export type MutationSignInArgs = {
  input: SignInInput;
};


export type MutationRefreshArgs = {
  input: RefreshInput;
};


export type MutationSignOutArgs = {
  input?: InputMaybe<SignOutInput>;
};


export type MutationChangePasswordArgs = {
  input: ChangePasswordInput;
};


export type MutationCreateUserArgs = {
  input: CreateUserInput;
};


export type MutationInviteUserArgs = {
  input: InviteUserInput;
};


export type MutationAcceptInvitationArgs = {
  input: AcceptInvitationInput;
};


export type MutationCreatePasswordResetArgs = {
  input: CreatePasswordResetInput;
};


export type MutationResetPasswordArgs = {
  input: ResetPasswordInput;
};


export type MutationUpdateUserArgs = {
  input: UpdateUserInput;
};


export type MutationUpdateProfileArgs = {
  input: UpdateProfileInput;
};


export type MutationDeactivateUserArgs = {
  input: DeactivateUserInput;
};


export type MutationReactivateUserArgs = {
  input: ReactivateUserInput;
};


export type MutationCreateTeamArgs = {
  input: CreateTeamInput;
};


export type MutationUpdateTeamArgs = {
  input: UpdateTeamInput;
};


export type MutationArchiveTeamArgs = {
  input: ArchiveTeamInput;
};


export type MutationCreateApiKeyArgs = {
  input: CreateApiKeyInput;
};


export type MutationRevokeApiKeyArgs = {
  input: RevokeApiKeyInput;
};


export type MutationUpdateOrganisationArgs = {
  input: UpdateOrganisationInput;
};


export type MutationRotateSigningKeyArgs = {
  input?: InputMaybe<RotateSigningKeyInput>;
};

export type SignInInput = {
  readonly email: Scalars['String']['input'];
  readonly password: Scalars['String']['input'];
};

export type SignInPayload = {
  readonly accessToken: Scalars['String']['output'];
  /** Of the access token. */
  readonly expiresAt: Scalars['DateTime']['output'];
  readonly refreshToken: Scalars['String']['output'];
  readonly user: User;
};

export type RefreshInput = {
  readonly refreshToken: Scalars['String']['input'];
};

export type SignOutInput = {
  readonly refreshToken?: InputMaybe<Scalars['String']['input']>;
  /** All sessions of the user whose access token it is. */
  readonly everywhere?: InputMaybe<Scalars['Boolean']['input']>;
};

export type SignOutPayload = {
  readonly signedOut: Scalars['Boolean']['output'];
};

export type ChangePasswordInput = {
  /** Default: one's own. */
  readonly userId?: InputMaybe<Scalars['ID']['input']>;
  readonly currentPassword?: InputMaybe<Scalars['String']['input']>;
  readonly newPassword: Scalars['String']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
};

export type ChangePasswordPayload = {
  readonly user: User;
};

export type CreateUserInput = {
  readonly email: Scalars['String']['input'];
  readonly name: Scalars['String']['input'];
  /** At least 10 characters. Without one the user cannot sign in until an administrator sets it. */
  readonly password?: InputMaybe<Scalars['String']['input']>;
  readonly teamId?: InputMaybe<Scalars['ID']['input']>;
  readonly role: Role;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
};

export type InviteUserInput = {
  readonly email: Scalars['String']['input'];
  readonly name: Scalars['String']['input'];
  readonly teamId?: InputMaybe<Scalars['ID']['input']>;
  readonly role: Role;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
};

export type AcceptInvitationInput = {
  readonly token: Scalars['String']['input'];
  /** At least 10 characters. */
  readonly password: Scalars['String']['input'];
  /** Default: as the administrator wrote it. */
  readonly name?: InputMaybe<Scalars['String']['input']>;
};

export type CreatePasswordResetInput = {
  readonly userId: Scalars['ID']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
};

export type ResetPasswordInput = {
  readonly token: Scalars['String']['input'];
  /** At least 10 characters. */
  readonly password: Scalars['String']['input'];
};

export type PasswordLinkPayload = {
  readonly user: User;
  /** Stands in the link, and is shown this once. Null where this is the repeat of a command: it was shown then. */
  readonly token: Maybe<Scalars['String']['output']>;
  readonly expiresAt: Maybe<Scalars['DateTime']['output']>;
};

/** What is absent stays as it is, null clears. */
export type UpdateProfileInput = {
  readonly name?: InputMaybe<Scalars['String']['input']>;
  readonly title?: InputMaybe<Scalars['String']['input']>;
  readonly phone?: InputMaybe<Scalars['String']['input']>;
  readonly language?: InputMaybe<Scalars['String']['input']>;
  readonly timeZone?: InputMaybe<Scalars['String']['input']>;
  readonly theme?: InputMaybe<Theme>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type UpdateUserInput = {
  readonly id: Scalars['ID']['input'];
  readonly name?: InputMaybe<Scalars['String']['input']>;
  readonly role?: InputMaybe<Role>;
  readonly teamId?: InputMaybe<Scalars['ID']['input']>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type DeactivateUserInput = {
  readonly id: Scalars['ID']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type UserPayload = {
  readonly user: User;
};

export type ReactivateUserInput = {
  readonly id: Scalars['ID']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type CreateTeamInput = {
  readonly name: Scalars['String']['input'];
  readonly parentId?: InputMaybe<Scalars['ID']['input']>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
};

export type UpdateTeamInput = {
  readonly id: Scalars['ID']['input'];
  readonly name?: InputMaybe<Scalars['String']['input']>;
  readonly parentId?: InputMaybe<Scalars['ID']['input']>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type ArchiveTeamInput = {
  readonly id: Scalars['ID']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type ArchiveTeamPayload = {
  readonly id: Scalars['ID']['output'];
};

export type TeamPayload = {
  readonly team: Team;
};

export type CreateApiKeyInput = {
  readonly name: Scalars['String']['input'];
  readonly role: Role;
  readonly teamId?: InputMaybe<Scalars['ID']['input']>;
  readonly expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
};

export type CreateApiKeyPayload = {
  readonly apiKey: ApiKey;
  /** Null where this is the repeat of a command: it was shown then. */
  readonly secret: Maybe<Scalars['String']['output']>;
};

export type RevokeApiKeyInput = {
  readonly id: Scalars['ID']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type ApiKeyPayload = {
  readonly apiKey: ApiKey;
};

export type UpdateOrganisationInput = {
  readonly name?: InputMaybe<Scalars['String']['input']>;
  readonly timeZone?: InputMaybe<Scalars['String']['input']>;
  readonly workingDays?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
  readonly holidays?: InputMaybe<ReadonlyArray<Scalars['Date']['input']>>;
  readonly currency?: InputMaybe<Scalars['String']['input']>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type OrganisationPayload = {
  readonly organisation: Organisation;
};

export type SampleCompanyPayload = {
  readonly sampleCompany: SampleCompany;
};

export type RotateSigningKeyInput = {
  readonly revokeOld?: InputMaybe<Scalars['Boolean']['input']>;
};

export type RotateSigningKeyPayload = {
  readonly keyId: Scalars['ID']['output'];
};

export type UserConnection = {
  readonly edges: ReadonlyArray<UserEdge>;
  readonly pageInfo: PageInfo;
  /** Exact to 10,000. */
  readonly totalCount: Scalars['Int']['output'];
  readonly totalCountExact: Scalars['Boolean']['output'];
};

export type UserEdge = {
  readonly node: User;
  readonly cursor: Scalars['String']['output'];
};

export type UserFilter = {
  readonly and?: InputMaybe<ReadonlyArray<UserFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<UserFilter>>;
  readonly not?: InputMaybe<UserFilter>;
  readonly id?: InputMaybe<IdFilter>;
  readonly name?: InputMaybe<TextFilter>;
  readonly email?: InputMaybe<TextFilter>;
  readonly role?: InputMaybe<RoleFilter>;
  readonly teamId?: InputMaybe<IdFilter>;
  readonly active?: InputMaybe<BooleanFilter>;
  readonly invited?: InputMaybe<BooleanFilter>;
  readonly createdAt?: InputMaybe<DateTimeFilter>;
  readonly updatedAt?: InputMaybe<DateTimeFilter>;
};

export type RoleFilter = {
  readonly eq?: InputMaybe<Role>;
  readonly ne?: InputMaybe<Role>;
  readonly in?: InputMaybe<ReadonlyArray<Role>>;
  readonly isNull?: InputMaybe<Scalars['Boolean']['input']>;
};

export type UserOrderField =
  | 'name'
  | 'email'
  | 'createdAt'
  | 'updatedAt';

export type UserOrderBy = {
  readonly field: UserOrderField;
  readonly direction?: InputMaybe<OrderDirection>;
};

export type TeamConnection = {
  readonly edges: ReadonlyArray<TeamEdge>;
  readonly pageInfo: PageInfo;
  /** Exact to 10,000. */
  readonly totalCount: Scalars['Int']['output'];
  readonly totalCountExact: Scalars['Boolean']['output'];
};

export type TeamEdge = {
  readonly node: Team;
  readonly cursor: Scalars['String']['output'];
};

export type TeamFilter = {
  readonly and?: InputMaybe<ReadonlyArray<TeamFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<TeamFilter>>;
  readonly not?: InputMaybe<TeamFilter>;
  readonly id?: InputMaybe<IdFilter>;
  readonly name?: InputMaybe<TextFilter>;
  readonly parentId?: InputMaybe<IdFilter>;
  readonly createdAt?: InputMaybe<DateTimeFilter>;
  readonly updatedAt?: InputMaybe<DateTimeFilter>;
};

export type TeamOrderField =
  | 'name'
  | 'createdAt'
  | 'updatedAt';

export type TeamOrderBy = {
  readonly field: TeamOrderField;
  readonly direction?: InputMaybe<OrderDirection>;
};

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

export type Link__Purpose =
  /** `SECURITY` features provide metadata necessary to securely resolve fields. */
  | 'SECURITY'
  /** `EXECUTION` features provide metadata necessary for operation execution. */
  | 'EXECUTION';

export type _Service = {
  readonly sdl: Maybe<Scalars['String']['output']>;
};

export type _Entity = Team | User;

