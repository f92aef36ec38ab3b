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

/** A form that visitors post. It is shown and posted under its key; what is posted is kept whole. */
export type Form = {
  readonly id: Scalars['ID']['output'];
  readonly revision: Scalars['Int']['output'];
  readonly createdAt: Scalars['DateTime']['output'];
  readonly updatedAt: Scalars['DateTime']['output'];
  /** Part of the address: `POST /forms/{key}`. */
  readonly key: Scalars['String']['output'];
  readonly name: Scalars['String']['output'];
  readonly fields: ReadonlyArray<FormField>;
  readonly onSubmit: FormOnSubmit;
  /** Origins whose pages may post by script; empty: every origin. */
  readonly allowedOrigins: ReadonlyArray<Scalars['String']['output']>;
  readonly archived: Scalars['Boolean']['output'];
  readonly submissions: FormSubmissionConnection;
};


/** A form that visitors post. It is shown and posted under its key; what is posted is kept whole. */
export type FormSubmissionsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

export type FormField = {
  /** The name it is posted under. */
  readonly key: Scalars['String']['output'];
  readonly label: Scalars['String']['output'];
  readonly kind: FormFieldKind;
  readonly required: Scalars['Boolean']['output'];
  /** For CHOICE. */
  readonly choices: ReadonlyArray<Scalars['String']['output']>;
};

export type FormFieldKind =
  | 'TEXT'
  | 'LONG_TEXT'
  | 'EMAIL'
  | 'PHONE'
  | 'NUMBER'
  | 'DATE'
  | 'CHOICE'
  | 'CHECKBOX';

export type FormOnSubmit = {
  readonly createLead: Scalars['Boolean']['output'];
  readonly followUp: Maybe<FormFollowUp>;
  /** What visitors read when they have posted. */
  readonly thankYou: Maybe<Scalars['String']['output']>;
  /** Where they are taken instead. */
  readonly redirectTo: Maybe<Scalars['String']['output']>;
};

export type FormFollowUp = {
  readonly title: Scalars['String']['output'];
  readonly dueInBusinessDays: Scalars['Int']['output'];
};

/** One visitor's post. */
export type FormSubmission = {
  readonly id: Scalars['ID']['output'];
  readonly createdAt: Scalars['DateTime']['output'];
  readonly form: Maybe<Form>;
  readonly values: ReadonlyArray<FormValue>;
  readonly utmSource: Maybe<Scalars['String']['output']>;
  readonly utmMedium: Maybe<Scalars['String']['output']>;
  readonly utmCampaign: Maybe<Scalars['String']['output']>;
  readonly utmTerm: Maybe<Scalars['String']['output']>;
  readonly utmContent: Maybe<Scalars['String']['output']>;
  readonly referrer: Maybe<Scalars['String']['output']>;
};

export type FormValue = {
  readonly key: Scalars['String']['output'];
  readonly label: Scalars['String']['output'];
  readonly value: Scalars['String']['output'];
};

export type Query = {
  readonly form: Maybe<Form>;
  readonly forms: FormConnection;
  /** For managers and administrators. */
  readonly formSubmissions: FormSubmissionConnection;
  readonly _entities: ReadonlyArray<Maybe<_Entity>>;
  readonly _service: _Service;
};


export type QueryFormArgs = {
  id: Scalars['ID']['input'];
};


export type QueryFormsArgs = {
  filter?: InputMaybe<FormFilter>;
  orderBy?: InputMaybe<ReadonlyArray<FormOrderBy>>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type QueryFormSubmissionsArgs = {
  filter?: InputMaybe<FormSubmissionFilter>;
  orderBy?: InputMaybe<ReadonlyArray<FormSubmissionOrderBy>>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type Query_EntitiesArgs = {
  representations: ReadonlyArray<Scalars['_Any']['input']>;
};

export type Mutation = {
  readonly createForm: CreateFormPayload;
  readonly updateForm: UpdateFormPayload;
  readonly archiveForm: ArchiveFormPayload;
  readonly restoreForm: RestoreFormPayload;
};


export type MutationCreateFormArgs = {
  input: CreateFormInput;
};


export type MutationUpdateFormArgs = {
  input: UpdateFormInput;
};


export type MutationArchiveFormArgs = {
  input: ArchiveFormInput;
};


export type MutationRestoreFormArgs = {
  input: RestoreFormInput;
};

export type CreateFormInput = {
  /** Letters, digits and hyphens; unique. */
  readonly key: Scalars['String']['input'];
  readonly name: Scalars['String']['input'];
  readonly fields: ReadonlyArray<FormFieldInput>;
  readonly onSubmit?: InputMaybe<FormOnSubmitInput>;
  readonly allowedOrigins?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
};

export type CreateFormPayload = {
  readonly form: Form;
};

export type UpdateFormInput = {
  readonly id: Scalars['ID']['input'];
  readonly name?: InputMaybe<Scalars['String']['input']>;
  readonly fields?: InputMaybe<ReadonlyArray<FormFieldInput>>;
  readonly onSubmit?: InputMaybe<FormOnSubmitInput>;
  readonly allowedOrigins?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type UpdateFormPayload = {
  readonly form: Form;
};

export type ArchiveFormInput = {
  readonly id: Scalars['ID']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type ArchiveFormPayload = {
  readonly form: Form;
};

export type RestoreFormInput = {
  readonly id: Scalars['ID']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type RestoreFormPayload = {
  readonly form: Form;
};

export type FormFieldInput = {
  readonly key: Scalars['String']['input'];
  /** Default: the key. */
  readonly label?: InputMaybe<Scalars['String']['input']>;
  readonly kind?: InputMaybe<FormFieldKind>;
  readonly required?: InputMaybe<Scalars['Boolean']['input']>;
  readonly choices?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

export type FormOnSubmitInput = {
  readonly createLead?: InputMaybe<Scalars['Boolean']['input']>;
  readonly followUp?: InputMaybe<FormFollowUpInput>;
  readonly thankYou?: InputMaybe<Scalars['String']['input']>;
  /** An address that begins with https:// or http://. */
  readonly redirectTo?: InputMaybe<Scalars['String']['input']>;
};

export type FormFollowUpInput = {
  readonly title: Scalars['String']['input'];
  readonly dueInBusinessDays?: InputMaybe<Scalars['Int']['input']>;
};

export type FormConnection = {
  readonly edges: ReadonlyArray<FormEdge>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
  readonly totalCountExact: Scalars['Boolean']['output'];
};

export type FormEdge = {
  readonly node: Form;
  readonly cursor: Scalars['String']['output'];
};

export type FormFilter = {
  readonly and?: InputMaybe<ReadonlyArray<FormFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<FormFilter>>;
  readonly not?: InputMaybe<FormFilter>;
  readonly id?: InputMaybe<IdFilter>;
  readonly key?: InputMaybe<TextFilter>;
  readonly name?: InputMaybe<TextFilter>;
  readonly archived?: InputMaybe<BooleanFilter>;
  readonly createdAt?: InputMaybe<DateTimeFilter>;
  readonly updatedAt?: InputMaybe<DateTimeFilter>;
};

export type FormOrderBy = {
  readonly field: FormOrderField;
  readonly direction?: InputMaybe<OrderDirection>;
};

export type FormOrderField =
  | 'name'
  | 'createdAt'
  | 'updatedAt';

export type FormSubmissionConnection = {
  readonly edges: ReadonlyArray<FormSubmissionEdge>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
  readonly totalCountExact: Scalars['Boolean']['output'];
};

export type FormSubmissionEdge = {
  readonly node: FormSubmission;
  readonly cursor: Scalars['String']['output'];
};

export type FormSubmissionFilter = {
  readonly and?: InputMaybe<ReadonlyArray<FormSubmissionFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<FormSubmissionFilter>>;
  readonly not?: InputMaybe<FormSubmissionFilter>;
  readonly id?: InputMaybe<IdFilter>;
  readonly formId?: InputMaybe<IdFilter>;
  readonly email?: InputMaybe<TextFilter>;
  readonly utmSource?: InputMaybe<TextFilter>;
  readonly utmMedium?: InputMaybe<TextFilter>;
  readonly utmCampaign?: InputMaybe<TextFilter>;
  readonly referrer?: InputMaybe<TextFilter>;
  readonly createdAt?: InputMaybe<DateTimeFilter>;
};

export type FormSubmissionOrderBy = {
  readonly field: FormSubmissionOrderField;
  readonly direction?: InputMaybe<OrderDirection>;
};

export type FormSubmissionOrderField =
  | 'createdAt';

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

export type _Entity = Form | FormSubmission;

