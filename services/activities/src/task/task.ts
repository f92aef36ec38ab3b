import type { EventInitOf, EventOf } from '@throughline/contracts';
import { TaskEventSchema } from '@throughline/contracts/activities';
import { NotFound, RuleViolated, type Decider } from '@throughline/decider';

// ---- Commands -----------------------------------------------------------------------------------------------------

export type TaskCommand =
  | { type: 'Create'; facts: Pick<Facts, 'title' | 'about'> & Partial<Facts>; id: string }
  /** What is absent stays as it is; null clears. */
  | { type: 'Update'; changes: { readonly [K in keyof Facts]?: Facts[K] | null }; id: string }
  | { type: 'Reassign'; assigneeId: string }
  | { type: 'Complete' }
  | { type: 'Reopen' }
  /** Its due time has come. */
  | { type: 'FallDue'; dueAt: string }
  /** It is still open, so long after its due time that others are to know. */
  | { type: 'Escalate'; dueAt: string; to: readonly string[]; daysOverdue: number }
  | { type: 'Archive' }
  | { type: 'Restore' };

type CommandOf<T extends TaskCommand['type']> = Extract<TaskCommand, { type: T }>;

export interface Facts {
  readonly title: string;
  readonly body: string;
  readonly kind: string;
  /** ISO 8601 UTC; empty: whenever. */
  readonly dueAt: string;
  readonly assigneeId: string;
  readonly about: readonly string[];
}

// ---- State --------------------------------------------------------------------------------------------------------

export type Task = { readonly status: 'none' } | ExistingTask;

interface ExistingTask extends Facts {
  readonly status: 'open' | 'completed';
  readonly archived: boolean;
  /** The due times its assignee was told of. */
  readonly remindedOf: readonly string[];
  /** The due times for which it was escalated. */
  readonly escalatedOf: readonly string[];
}

export type TaskEvent = EventOf<typeof TaskEventSchema>;
type TaskEventInit = EventInitOf<typeof TaskEventSchema>;

// ---- Decide -------------------------------------------------------------------------------------------------------

function decide(command: TaskCommand, state: Task): readonly TaskEventInit[] {
  if (command.type === 'Create') {
    if (state.status !== 'none') return [];
    const { about, ...facts } = command.facts;
    return [{ type: 'TaskCreated', data: { ...facts, about: [...about], subjectId: subjectOf(about, command.id) } }];
  }
  if (state.status === 'none') throw new NotFound('task');
  if (command.type === 'Restore') return state.archived ? [{ type: 'TaskRestored', data: {} }] : [];
  if (command.type === 'Archive') return state.archived ? [] : [{ type: 'TaskArchived', data: {} }];
  if (command.type === 'FallDue') return fallDue(state, command);
  if (command.type === 'Escalate') return escalate(state, command);
  if (state.archived) throw new RuleViolated('record.archived', 'This task is archived: restore it first.');
  switch (command.type) {
    case 'Update':
      return update(state, command);
    case 'Reassign':
      return reassign(state, command.assigneeId);
    case 'Complete':
      return state.status === 'completed' ? [] : [{ type: 'TaskCompleted', data: {} }];
    case 'Reopen':
      return state.status === 'open' ? [] : [{ type: 'TaskReopened', data: {} }];
  }
}

function update(task: ExistingTask, { changes, id }: CommandOf<'Update'>): readonly TaskEventInit[] {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  const next: Facts = { ...task, ...Object.fromEntries(given.map(([key, value]) => [key, value ?? (key === 'about' ? [] : '')])) };
  const { title, body, kind, dueAt, assigneeId, about } = next;
  const events: TaskEventInit[] = [];
  if (title !== task.title || body !== task.body || kind !== task.kind || about.join() !== task.about.join()) {
    events.push({ type: 'TaskDescribed', data: { title, body, kind, about: [...about], subjectId: subjectOf(about, id) } });
  }
  if (dueAt !== task.dueAt) events.push({ type: 'TaskRescheduled', data: { dueAt, previous: task.dueAt } });
  return [...events, ...reassign(task, assigneeId)];
}

const reassign = (task: ExistingTask, assigneeId: string): readonly TaskEventInit[] =>
  assigneeId === task.assigneeId ? [] : [{ type: 'TaskReassigned', data: { assigneeId, previousAssigneeId: task.assigneeId } }];

/** Once for each due time, also where the task comes back to one that it had before. */
const fallDue = (task: ExistingTask, { dueAt }: CommandOf<'FallDue'>): readonly TaskEventInit[] =>
  isOverdue(task, dueAt) && !task.remindedOf.includes(dueAt) ? [{ type: 'TaskFellDue', data: { dueAt, assigneeId: task.assigneeId } }] : [];

/** As {@link fallDue}. */
const escalate = (task: ExistingTask, { dueAt, to, daysOverdue }: CommandOf<'Escalate'>): readonly TaskEventInit[] =>
  isOverdue(task, dueAt) && !task.escalatedOf.includes(dueAt)
    ? [{ type: 'TaskEscalated', data: { dueAt, assigneeId: task.assigneeId, toIds: [...to], daysOverdue } }]
    : [];

/** Whether this still is the due time of a task that is still to be done. */
const isOverdue = (task: ExistingTask, dueAt: string): boolean => task.status === 'open' && !task.archived && task.dueAt === dueAt;

/** Whose key seals the words: the first record they are about, else the task itself. */
const subjectOf = (about: readonly string[], id: string): string => about[0] ?? id;

// ---- Evolve -------------------------------------------------------------------------------------------------------

function evolve(state: Task, { type, data }: TaskEvent): Task {
  if (type === 'TaskCreated') {
    const { title, body, kind, dueAt, assigneeId, about } = data;
    return { status: 'open', archived: false, remindedOf: [], escalatedOf: [], title, body, kind, dueAt, assigneeId, about };
  }
  if (state.status === 'none') return state;
  switch (type) {
    case 'TaskDescribed':
      return { ...state, title: data.title, body: data.body, kind: data.kind, about: data.about };
    case 'TaskRescheduled':
      return { ...state, dueAt: data.dueAt };
    case 'TaskReassigned':
      return { ...state, assigneeId: data.assigneeId };
    case 'TaskCompleted':
      return { ...state, status: 'completed' };
    case 'TaskReopened':
      return { ...state, status: 'open' };
    case 'TaskFellDue':
      return { ...state, remindedOf: [...state.remindedOf, data.dueAt] };
    case 'TaskEscalated':
      return { ...state, escalatedOf: [...state.escalatedOf, data.dueAt] };
    case 'TaskArchived':
      return { ...state, archived: true };
    case 'TaskRestored':
      return { ...state, archived: false };
  }
}

export const task = {
  category: 'task',
  events: TaskEventSchema,
  initialState: { status: 'none' } as Task,
  decide,
  evolve,
} satisfies Decider<Task, TaskCommand, TaskEvent, TaskEventInit> & { events: unknown };
