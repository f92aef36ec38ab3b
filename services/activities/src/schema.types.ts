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

/** Something somebody has to do. */
export type Task = {
  readonly id: Scalars['ID']['output'];
  /** From 1; each fact counts, so that a creation or a change that tells several ends that much higher. What `expectedRevision` is compared with. */
  readonly revision: Scalars['Int']['output'];
  readonly createdAt: Scalars['DateTime']['output'];
  readonly updatedAt: Scalars['DateTime']['output'];
  readonly title: Scalars['String']['output'];
  readonly body: Maybe<Scalars['String']['output']>;
  /** One of the organisation's task kinds. */
  readonly kind: Maybe<Scalars['String']['output']>;
  readonly dueAt: Maybe<Scalars['DateTime']['output']>;
  readonly assignee: Maybe<User>;
  readonly assigneeId: Maybe<Scalars['ID']['output']>;
  /** Only what the reader may see. */
  readonly about: ReadonlyArray<TimelineRecord>;
  readonly createdBy: Actor;
  readonly open: Scalars['Boolean']['output'];
  readonly completedAt: Maybe<Scalars['DateTime']['output']>;
  /** It stayed overdue for longer than the organisation's rule allows, until it is done or due at another time. */
  readonly escalated: Scalars['Boolean']['output'];
  readonly escalatedAt: Maybe<Scalars['DateTime']['output']>;
  readonly archived: Scalars['Boolean']['output'];
  /** What happened to its fields, newest first; of one field where it is named. */
  readonly changes: FieldChangeConnection;
};


/** Something somebody has to do. */
export type TaskChangesArgs = {
  field?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

/** When a task that stays overdue is told to others, once for each due time, and to whom. */
export type TaskEscalation = {
  readonly enabled: Scalars['Boolean']['output'];
  /** At the end of which business day after the day it was due; 1 to 100. */
  readonly afterBusinessDays: Scalars['Int']['output'];
  /** Who is told, where they see the task. Null, or where they do not: the managers of the assignee's team, or of the nearest team above that has any; where none has, the administrators. */
  readonly toUser: Maybe<User>;
  /** Its changes, newest first. */
  readonly history: ReadonlyArray<TaskEscalationChange>;
};

export type TaskEscalationChange = {
  readonly at: Scalars['DateTime']['output'];
  readonly actor: Actor;
  readonly enabled: Scalars['Boolean']['output'];
  readonly afterBusinessDays: Scalars['Int']['output'];
  readonly toUser: Maybe<User>;
};

/** A call, a meeting, a mail or a note that somebody wrote down. */
export type Activity = {
  readonly id: Scalars['ID']['output'];
  /** From 1; each fact counts, so that a creation or a change that tells several ends that much higher. What `expectedRevision` is compared with. */
  readonly revision: Scalars['Int']['output'];
  readonly createdAt: Scalars['DateTime']['output'];
  readonly updatedAt: Scalars['DateTime']['output'];
  readonly kind: ActivityKind;
  readonly subject: Maybe<Scalars['String']['output']>;
  readonly body: Maybe<Scalars['String']['output']>;
  readonly at: Scalars['DateTime']['output'];
  readonly durationMinutes: Maybe<Scalars['Int']['output']>;
  readonly about: ReadonlyArray<TimelineRecord>;
  readonly mentions: ReadonlyArray<User>;
  readonly actor: Actor;
};

export type ActivityKind =
  | 'CALL'
  | 'MEETING'
  | 'EMAIL'
  | 'NOTE';

/** Who did something: a user, an API key, a rule, or a visitor. */
export type Actor = {
  readonly id: Scalars['ID']['output'];
  readonly name: Scalars['String']['output'];
};

/** A record that something is about. */
export type TimelineRecord = {
  readonly id: Scalars['ID']['output'];
  readonly kind: Scalars['String']['output'];
  readonly title: Scalars['String']['output'];
};

/** What happened, in one line of somebody's or some company's history. */
export type TimelineEntry = {
  readonly id: Scalars['ID']['output'];
  /** FORM_SUBMITTED CALL MEETING EMAIL NOTE LEAD_CREATED TASK_COMPLETED OPPORTUNITY_WON ..: the kind of fact. */
  readonly kind: Scalars['String']['output'];
  readonly title: Scalars['String']['output'];
  readonly body: Maybe<Scalars['String']['output']>;
  /** When it happened. */
  readonly at: Scalars['DateTime']['output'];
  readonly actor: Actor;
  /** The records it stands on, of those the reader may see. */
  readonly about: ReadonlyArray<TimelineRecord>;
  /** What somebody wrote down, where it is that: with what else they said of it. */
  readonly activity: Maybe<Activity>;
};

/** How much one person wrote down. */
export type LoggedCount = {
  readonly by: Actor;
  readonly calls: Scalars['Int']['output'];
  readonly meetings: Scalars['Int']['output'];
  readonly emails: Scalars['Int']['output'];
  readonly notes: Scalars['Int']['output'];
};

export type SearchKind =
  | 'CONTACT'
  | 'ACCOUNT'
  | 'LEAD'
  | 'OPPORTUNITY'
  | 'TASK';

export type SearchHit = {
  readonly kind: SearchKind;
  readonly id: Scalars['ID']['output'];
  readonly title: Scalars['String']['output'];
  readonly subtitle: Maybe<Scalars['String']['output']>;
  /** The text that matched, escaped as HTML, with the matching words in `<em>`. */
  readonly highlight: Maybe<Scalars['String']['output']>;
};

/** A list as somebody set it up. */
export type SavedView = {
  readonly id: Scalars['ID']['output'];
  /** From 1; each fact counts, so that a creation or a change that tells several ends that much higher. What `expectedRevision` is compared with. */
  readonly revision: Scalars['Int']['output'];
  readonly createdAt: Scalars['DateTime']['output'];
  readonly updatedAt: Scalars['DateTime']['output'];
  readonly name: Scalars['String']['output'];
  /** Of the records it lists, such as CONTACT. */
  readonly kind: Scalars['String']['output'];
  /** What its maker gave: filter, order, columns, group, layout. Null where it has been erased. */
  readonly definition: Maybe<Scalars['JSON']['output']>;
  readonly sharedWith: SavedViewAudience;
  /** Among the views of its kind: the lowest comes first. */
  readonly position: Scalars['Int']['output'];
  /** Null: an API key made it. */
  readonly owner: Maybe<User>;
  readonly archived: Scalars['Boolean']['output'];
};

export type SavedViewAudience =
  /** Its owner. */
  | 'NOBODY'
  /** The owner's team, the teams below it, and those above. */
  | 'TEAM'
  | 'EVERYONE';

export type NotificationKind =
  | 'ASSIGNED'
  | 'MENTIONED'
  | 'DUE'
  /** A task that somebody else left overdue. */
  | 'ESCALATED'
  | 'IMPORT_FINISHED'
  /** What happened to a record that the reader follows, by others and since then: another stage or owner, won or lost, a call, a note. */
  | 'FOLLOWED';

export type Notification = {
  readonly id: Scalars['ID']['output'];
  readonly kind: NotificationKind;
  readonly title: Scalars['String']['output'];
  readonly at: Scalars['DateTime']['output'];
  readonly read: Scalars['Boolean']['output'];
  /** The record it is about, if the reader may see it. */
  readonly about: Maybe<TimelineRecord>;
  /** Of FOLLOWED: what happened, as its timeline tells it. */
  readonly entry: Maybe<TimelineEntry>;
};

export type ChangeKind =
  | 'CONTACT'
  | 'ACCOUNT'
  | 'LEAD'
  | 'OPPORTUNITY'
  | 'TASK'
  /** Something new stands on the record's timeline, or something else does: what happened with the record itself is told by its own kind. */
  | 'TIMELINE'
  /** The reader's notifications. */
  | 'NOTIFICATION'
  /** Who has the record open: see `presence`. Told of the records only that `ids` names. */
  | 'PRESENCE'
  /** More than is told one by one, or than is known: ask for everything again. */
  | 'MANY';

/** Something to ask for again. What it is now, and whether the reader may still see it, the answer tells. */
export type Change = {
  readonly kind: ChangeKind;
  /** Of the record; null for NOTIFICATION and MANY. */
  readonly id: Maybe<Scalars['ID']['output']>;
  /** That the record has now, where it is one: a lower one that its service answers is an older record, to be asked for again in a moment. */
  readonly revision: Maybe<Scalars['Int']['output']>;
  /** Who did it: a user's id, `apikey:…`, `policy:…`, `visitor`; null where that is not told. */
  readonly by: Maybe<Scalars['ID']['output']>;
  readonly at: Scalars['DateTime']['output'];
};

/** Somebody who has a record open. */
export type Presence = {
  readonly user: Actor;
  /** About to change it. */
  readonly editing: Scalars['Boolean']['output'];
  /** When they came. */
  readonly since: Scalars['DateTime']['output'];
};

export type ImportStatus =
  | 'QUEUED'
  | 'RUNNING'
  | 'DONE'
  | 'FAILED';

/** A file of records on its way in. DONE: visible in its own service's lists. */
export type Import = {
  readonly id: Scalars['ID']['output'];
  readonly kind: Scalars['String']['output'];
  readonly status: ImportStatus;
  /** Counts what would happen, and does nothing. */
  readonly dryRun: Scalars['Boolean']['output'];
  readonly rows: Scalars['Int']['output'];
  readonly created: Scalars['Int']['output'];
  readonly updated: Scalars['Int']['output'];
  readonly unchanged: Scalars['Int']['output'];
  readonly failed: Scalars['Int']['output'];
  /** Why it failed as a whole. */
  readonly problem: Maybe<Scalars['String']['output']>;
  readonly startedAt: Maybe<Scalars['DateTime']['output']>;
  readonly finishedAt: Maybe<Scalars['DateTime']['output']>;
};

export type User = {
  readonly id: Scalars['ID']['output'];
};

export type Contact = {
  readonly id: Scalars['ID']['output'];
  readonly timeline: TimelineConnection;
  readonly tasks: TaskConnection;
};


export type ContactTimelineArgs = {
  kinds?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type ContactTasksArgs = {
  filter?: InputMaybe<TaskFilter>;
  orderBy?: InputMaybe<ReadonlyArray<TaskOrderBy>>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

export type Account = {
  readonly id: Scalars['ID']['output'];
  readonly timeline: TimelineConnection;
  readonly tasks: TaskConnection;
};


export type AccountTimelineArgs = {
  kinds?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type AccountTasksArgs = {
  filter?: InputMaybe<TaskFilter>;
  orderBy?: InputMaybe<ReadonlyArray<TaskOrderBy>>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

export type Lead = {
  readonly id: Scalars['ID']['output'];
  readonly timeline: TimelineConnection;
  readonly tasks: TaskConnection;
};


export type LeadTimelineArgs = {
  kinds?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type LeadTasksArgs = {
  filter?: InputMaybe<TaskFilter>;
  orderBy?: InputMaybe<ReadonlyArray<TaskOrderBy>>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

export type Opportunity = {
  readonly id: Scalars['ID']['output'];
  readonly timeline: TimelineConnection;
  readonly tasks: TaskConnection;
};


export type OpportunityTimelineArgs = {
  kinds?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type OpportunityTasksArgs = {
  filter?: InputMaybe<TaskFilter>;
  orderBy?: InputMaybe<ReadonlyArray<TaskOrderBy>>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

export type Query = {
  readonly task: Maybe<Task>;
  readonly tasks: TaskConnection;
  /** Everything any department did or received about a record, newest first: of an account also what stands on its deals, its leads, and on its people while they worked there. */
  readonly timeline: TimelineConnection;
  /** What people wrote down about whatever record the reader sees, newest first: by one of them, of some kinds, from a moment up to another. */
  readonly logged: TimelineConnection;
  /** How much of what `logged` answers is by whom, from a moment up to another; whoever did most first. */
  readonly loggedCounts: ReadonlyArray<LoggedCount>;
  /** One box over everything the reader may see, best first: beginnings of words, typos, digits of phones, e-mails. */
  readonly search: ReadonlyArray<SearchHit>;
  /** What to tell people about the answers of `search` at this moment, in words: another engine answers, since the usual one is away. Null where all is well. */
  readonly searchNotice: Maybe<Scalars['String']['output']>;
  readonly notifications: NotificationConnection;
  readonly unreadNotifications: Scalars['Int']['output'];
  readonly following: ReadonlyArray<TimelineRecord>;
  /** One's own and those that are shared with the reader, by position and name. */
  readonly savedViews: ReadonlyArray<SavedView>;
  readonly savedView: Maybe<SavedView>;
  /** The records that the reader keeps at hand, in the order in which they were added; without those that are archived or out of sight. */
  readonly favourites: ReadonlyArray<TimelineRecord>;
  /** An import the reader started, or any for administrators. */
  readonly import: Maybe<Import>;
  readonly imports: ImportConnection;
  /** A bulk edit the reader asked for, or any for administrators. */
  readonly bulkEdit: Maybe<BulkEdit>;
  /** Who else has the record open, the first who came first. */
  readonly presence: ReadonlyArray<Presence>;
  readonly taskKinds: ReadonlyArray<Scalars['String']['output']>;
  readonly taskEscalation: TaskEscalation;
  readonly _entities: ReadonlyArray<Maybe<_Entity>>;
  readonly _service: _Service;
};


export type QueryTaskArgs = {
  id: Scalars['ID']['input'];
};


export type QueryTasksArgs = {
  filter?: InputMaybe<TaskFilter>;
  orderBy?: InputMaybe<ReadonlyArray<TaskOrderBy>>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type QueryTimelineArgs = {
  about: Scalars['ID']['input'];
  kinds?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type QueryLoggedArgs = {
  by?: InputMaybe<Scalars['ID']['input']>;
  kinds?: InputMaybe<ReadonlyArray<ActivityKind>>;
  since?: InputMaybe<Scalars['DateTime']['input']>;
  until?: InputMaybe<Scalars['DateTime']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type QueryLoggedCountsArgs = {
  since: Scalars['DateTime']['input'];
  until: Scalars['DateTime']['input'];
};


export type QuerySearchArgs = {
  text: Scalars['String']['input'];
  kinds?: InputMaybe<ReadonlyArray<SearchKind>>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryNotificationsArgs = {
  unread?: InputMaybe<Scalars['Boolean']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type QuerySavedViewsArgs = {
  kind?: InputMaybe<Scalars['String']['input']>;
};


export type QuerySavedViewArgs = {
  id: Scalars['ID']['input'];
};


export type QueryImportArgs = {
  id: Scalars['ID']['input'];
};


export type QueryImportsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type QueryBulkEditArgs = {
  id: Scalars['ID']['input'];
};


export type QueryPresenceArgs = {
  id: Scalars['ID']['input'];
};


export type Query_EntitiesArgs = {
  representations: ReadonlyArray<Scalars['_Any']['input']>;
};

export type Subscription = {
  /**
   * What happens from now on to records that the reader sees, in any department; the last of a record is that it is out of sight. Of at most 1,000 `ids`, of these
   * `kinds`; absent: all. NOTIFICATION comes whatever the `ids`, and MANY whatever the `kinds`. At most about ten a second: what is beyond is told once, as MANY.
   */
  readonly changes: Change;
};


export type SubscriptionChangesArgs = {
  ids?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  kinds?: InputMaybe<ReadonlyArray<ChangeKind>>;
};

export type Mutation = {
  readonly createTask: CreateTaskPayload;
  readonly updateTask: UpdateTaskPayload;
  readonly completeTask: CompleteTaskPayload;
  readonly reopenTask: ReopenTaskPayload;
  readonly reassignTask: ReassignTaskPayload;
  readonly archiveTask: ArchiveTaskPayload;
  readonly restoreTask: RestoreTaskPayload;
  /** Changes many tasks at a time, as one operation that can be taken back. */
  readonly updateTasks: BulkEditPayload;
  /**
   * Gives each record of a bulk edit the values that it had before, unless one of them has changed since; such records are named in `refused`. For whoever
   * asked for the edit, and for administrators, within 30 days. It is a bulk edit itself, the same however often this is asked for.
   */
  readonly undoBulkEdit: BulkEditPayload;
  readonly logActivity: LogActivityPayload;
  readonly updateActivity: UpdateActivityPayload;
  readonly removeActivity: RemoveActivityPayload;
  readonly followRecord: FollowRecordPayload;
  readonly unfollowRecord: UnfollowRecordPayload;
  readonly markNotificationRead: MarkNotificationReadPayload;
  readonly markAllNotificationsRead: MarkAllNotificationsReadPayload;
  readonly createSavedView: SavedViewPayload;
  /** For its owner, and, of those that are shared, for administrators. */
  readonly updateSavedView: SavedViewPayload;
  readonly archiveSavedView: SavedViewPayload;
  readonly restoreSavedView: SavedViewPayload;
  readonly setFavourite: SetFavouritePayload;
  /** The reader has the record open: said every 20 seconds, it holds for 45. It is no command, and nothing of it is kept. */
  readonly present: PresentPayload;
  readonly setTaskKinds: SetTaskKindsPayload;
  /** For administrators. */
  readonly setTaskEscalation: SetTaskEscalationPayload;
};


export type MutationCreateTaskArgs = {
  input: CreateTaskInput;
};


export type MutationUpdateTaskArgs = {
  input: UpdateTaskInput;
};


export type MutationCompleteTaskArgs = {
  input: CompleteTaskInput;
};


export type MutationReopenTaskArgs = {
  input: ReopenTaskInput;
};


export type MutationReassignTaskArgs = {
  input: ReassignTaskInput;
};


export type MutationArchiveTaskArgs = {
  input: ArchiveTaskInput;
};


export type MutationRestoreTaskArgs = {
  input: RestoreTaskInput;
};


export type MutationUpdateTasksArgs = {
  input: UpdateTasksInput;
};


export type MutationUndoBulkEditArgs = {
  input: UndoBulkEditInput;
};


export type MutationLogActivityArgs = {
  input: LogActivityInput;
};


export type MutationUpdateActivityArgs = {
  input: UpdateActivityInput;
};


export type MutationRemoveActivityArgs = {
  input: RemoveActivityInput;
};


export type MutationFollowRecordArgs = {
  input: FollowRecordInput;
};


export type MutationUnfollowRecordArgs = {
  input: UnfollowRecordInput;
};


export type MutationMarkNotificationReadArgs = {
  input: MarkNotificationReadInput;
};


export type MutationMarkAllNotificationsReadArgs = {
  input: MarkAllNotificationsReadInput;
};


export type MutationCreateSavedViewArgs = {
  input: CreateSavedViewInput;
};


export type MutationUpdateSavedViewArgs = {
  input: UpdateSavedViewInput;
};


export type MutationArchiveSavedViewArgs = {
  input: ArchiveSavedViewInput;
};


export type MutationRestoreSavedViewArgs = {
  input: RestoreSavedViewInput;
};


export type MutationSetFavouriteArgs = {
  input: SetFavouriteInput;
};


export type MutationPresentArgs = {
  input: PresentInput;
};


export type MutationSetTaskKindsArgs = {
  input: SetTaskKindsInput;
};


export type MutationSetTaskEscalationArgs = {
  input: SetTaskEscalationInput;
};

export type CreateTaskInput = {
  readonly title: Scalars['String']['input'];
  readonly body?: InputMaybe<Scalars['String']['input']>;
  readonly kind?: InputMaybe<Scalars['String']['input']>;
  readonly dueAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Default: the one who makes it. */
  readonly assigneeId?: InputMaybe<Scalars['ID']['input']>;
  readonly about?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
};

export type CreateTaskPayload = {
  readonly task: Task;
};

export type UpdateTaskInput = {
  readonly id: Scalars['ID']['input'];
  readonly title?: InputMaybe<Scalars['String']['input']>;
  readonly body?: InputMaybe<Scalars['String']['input']>;
  readonly kind?: InputMaybe<Scalars['String']['input']>;
  readonly dueAt?: InputMaybe<Scalars['DateTime']['input']>;
  readonly assigneeId?: InputMaybe<Scalars['ID']['input']>;
  readonly about?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type UpdateTaskPayload = {
  readonly task: Task;
};

export type UpdateTasksInput = {
  /** The tasks, or a `filter` says which of those that the reader sees; 10,000 at most. */
  readonly ids?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  readonly filter?: InputMaybe<TaskFilter>;
  readonly set?: InputMaybe<TaskValues>;
  /** False brings them back. */
  readonly archive?: InputMaybe<Scalars['Boolean']['input']>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
};

/** What many tasks can have alike. What is absent stays as it is; null clears. */
export type TaskValues = {
  readonly body?: InputMaybe<Scalars['String']['input']>;
  readonly kind?: InputMaybe<Scalars['String']['input']>;
  readonly dueAt?: InputMaybe<Scalars['DateTime']['input']>;
  readonly assigneeId?: InputMaybe<Scalars['ID']['input']>;
  /** False completes them, true reopens them. */
  readonly open?: InputMaybe<Scalars['Boolean']['input']>;
};

export type UndoBulkEditInput = {
  readonly id: Scalars['ID']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
};

export type CompleteTaskInput = {
  readonly id: Scalars['ID']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type CompleteTaskPayload = {
  readonly task: Task;
};

export type ReopenTaskInput = {
  readonly id: Scalars['ID']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type ReopenTaskPayload = {
  readonly task: Task;
};

export type ReassignTaskInput = {
  readonly id: Scalars['ID']['input'];
  readonly assigneeId: Scalars['ID']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type ReassignTaskPayload = {
  readonly task: Task;
};

export type ArchiveTaskInput = {
  readonly id: Scalars['ID']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type ArchiveTaskPayload = {
  readonly task: Task;
};

export type RestoreTaskInput = {
  readonly id: Scalars['ID']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type RestoreTaskPayload = {
  readonly task: Task;
};

export type LogActivityInput = {
  readonly kind: ActivityKind;
  readonly about: ReadonlyArray<Scalars['ID']['input']>;
  readonly subject?: InputMaybe<Scalars['String']['input']>;
  /** `@` and a user's id in brackets mentions them: `@[3f2b...]`; or name them in `mentions`. */
  readonly body?: InputMaybe<Scalars['String']['input']>;
  readonly mentions?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Default: now. */
  readonly at?: InputMaybe<Scalars['DateTime']['input']>;
  readonly durationMinutes?: InputMaybe<Scalars['Int']['input']>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
};

export type LogActivityPayload = {
  readonly activity: Activity;
};

export type UpdateActivityInput = {
  readonly id: Scalars['ID']['input'];
  readonly about?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  readonly subject?: InputMaybe<Scalars['String']['input']>;
  readonly body?: InputMaybe<Scalars['String']['input']>;
  readonly mentions?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  readonly at?: InputMaybe<Scalars['DateTime']['input']>;
  readonly durationMinutes?: InputMaybe<Scalars['Int']['input']>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type UpdateActivityPayload = {
  readonly activity: Activity;
};

export type RemoveActivityInput = {
  readonly id: Scalars['ID']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type RemoveActivityPayload = {
  readonly id: Scalars['ID']['output'];
};

export type FollowRecordInput = {
  readonly id: Scalars['ID']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
};

export type FollowRecordPayload = {
  readonly following: ReadonlyArray<TimelineRecord>;
};

export type UnfollowRecordInput = {
  readonly id: Scalars['ID']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
};

export type UnfollowRecordPayload = {
  readonly following: ReadonlyArray<TimelineRecord>;
};

export type MarkNotificationReadInput = {
  readonly id: Scalars['ID']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
};

export type MarkNotificationReadPayload = {
  readonly unreadNotifications: Scalars['Int']['output'];
};

export type MarkAllNotificationsReadInput = {
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
};

export type MarkAllNotificationsReadPayload = {
  readonly unreadNotifications: Scalars['Int']['output'];
};

export type CreateSavedViewInput = {
  readonly name: Scalars['String']['input'];
  /** In capitals, such as CONTACT. */
  readonly kind: Scalars['String']['input'];
  /** Any JSON of at most 64 kB and 20 levels. */
  readonly definition: Scalars['JSON']['input'];
  readonly sharedWith?: InputMaybe<SavedViewAudience>;
  readonly position?: InputMaybe<Scalars['Int']['input']>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
};

/** What is absent stays as it is. */
export type UpdateSavedViewInput = {
  readonly id: Scalars['ID']['input'];
  readonly name?: InputMaybe<Scalars['String']['input']>;
  readonly definition?: InputMaybe<Scalars['JSON']['input']>;
  readonly sharedWith?: InputMaybe<SavedViewAudience>;
  readonly position?: InputMaybe<Scalars['Int']['input']>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type ArchiveSavedViewInput = {
  readonly id: Scalars['ID']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type RestoreSavedViewInput = {
  readonly id: Scalars['ID']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type SavedViewPayload = {
  readonly savedView: SavedView;
};

export type SetFavouriteInput = {
  readonly id: Scalars['ID']['input'];
  readonly favourite: Scalars['Boolean']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
};

export type SetFavouritePayload = {
  readonly favourites: ReadonlyArray<TimelineRecord>;
};

export type PresentInput = {
  readonly id: Scalars['ID']['input'];
  readonly editing?: InputMaybe<Scalars['Boolean']['input']>;
  /** The reader has closed it. */
  readonly left?: InputMaybe<Scalars['Boolean']['input']>;
};

export type PresentPayload = {
  /** Who else has the record open. */
  readonly presence: ReadonlyArray<Presence>;
};

export type SetTaskKindsInput = {
  readonly kinds: ReadonlyArray<Scalars['String']['input']>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
};

export type SetTaskKindsPayload = {
  readonly kinds: ReadonlyArray<Scalars['String']['output']>;
};

/** What is absent stays as it is. */
export type SetTaskEscalationInput = {
  readonly enabled?: InputMaybe<Scalars['Boolean']['input']>;
  readonly afterBusinessDays?: InputMaybe<Scalars['Int']['input']>;
  readonly toUserId?: InputMaybe<Scalars['ID']['input']>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
};

export type SetTaskEscalationPayload = {
  readonly escalation: TaskEscalation;
};

export type TaskConnection = {
  readonly edges: ReadonlyArray<TaskEdge>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
  readonly totalCountExact: Scalars['Boolean']['output'];
};

export type TaskEdge = {
  readonly node: Task;
  readonly cursor: Scalars['String']['output'];
};

export type TimelineConnection = {
  readonly edges: ReadonlyArray<TimelineEdge>;
  readonly pageInfo: PageInfo;
};

export type TimelineEdge = {
  readonly node: TimelineEntry;
  readonly cursor: Scalars['String']['output'];
};

export type NotificationConnection = {
  readonly edges: ReadonlyArray<NotificationEdge>;
  readonly pageInfo: PageInfo;
};

export type NotificationEdge = {
  readonly node: Notification;
  readonly cursor: Scalars['String']['output'];
};

export type ImportConnection = {
  readonly edges: ReadonlyArray<ImportEdge>;
  readonly pageInfo: PageInfo;
};

export type ImportEdge = {
  readonly node: Import;
  readonly cursor: Scalars['String']['output'];
};

export type TaskFilter = {
  readonly and?: InputMaybe<ReadonlyArray<TaskFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<TaskFilter>>;
  readonly not?: InputMaybe<TaskFilter>;
  readonly id?: InputMaybe<IdFilter>;
  readonly title?: InputMaybe<TextFilter>;
  readonly body?: InputMaybe<TextFilter>;
  readonly kind?: InputMaybe<TextFilter>;
  readonly open?: InputMaybe<BooleanFilter>;
  readonly dueAt?: InputMaybe<DateTimeFilter>;
  readonly completedAt?: InputMaybe<DateTimeFilter>;
  readonly escalated?: InputMaybe<BooleanFilter>;
  readonly escalatedAt?: InputMaybe<DateTimeFilter>;
  readonly assigneeId?: InputMaybe<IdFilter>;
  readonly about?: InputMaybe<IdFilter>;
  readonly archived?: InputMaybe<BooleanFilter>;
  readonly createdAt?: InputMaybe<DateTimeFilter>;
  readonly updatedAt?: InputMaybe<DateTimeFilter>;
};

export type TaskOrderBy = {
  readonly field: TaskOrderField;
  readonly direction?: InputMaybe<OrderDirection>;
};

export type TaskOrderField =
  | 'title'
  | 'dueAt'
  | 'completedAt'
  | 'escalatedAt'
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

export type _Entity = Account | Activity | Contact | Lead | Opportunity | Task | User;

