import type { EventInitOf, EventOf, StreamSchema } from '@throughline/contracts';
import { NotFound, type Decider } from '@throughline/decider';

// ---- Commands -----------------------------------------------------------------------------------------------------

export type BulkEditCommand =
  | {
      type: 'Start';
      kind: string;
      recordIds: readonly string[];
      /** JSON; empty where it takes another one back. */
      values: string;
      fields: readonly string[];
      requestedBy: string;
      undoes?: string;
    }
  | { type: 'Progress'; progress: Progress; refused: readonly Refusal[] }
  | { type: 'Finish' }
  | { type: 'Fail'; reason: string };

/** Counts of records. */
export interface Progress {
  readonly done: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly failed: number;
}

/** Why one record was left as it is, in words. */
export interface Refusal {
  readonly recordId: string;
  readonly message: string;
}

export const nothingDone: Progress = { done: 0, changed: 0, unchanged: 0, failed: 0 };

// ---- State --------------------------------------------------------------------------------------------------------

export type BulkEditState =
  | { readonly status: 'none' }
  | {
      readonly status: 'started' | 'ended';
      readonly kind: string;
      readonly recordIds: readonly string[];
      readonly values: string;
      readonly fields: readonly string[];
      readonly requestedBy: string;
      readonly undoes?: string;
      readonly progress: Progress;
    };

/** What each service's bulk edit events have in common; their types begin with the service's own word. */
export type BulkEditFact =
  | { type: 'Requested'; data: { recordIds: readonly string[]; values: string; fields: readonly string[] } }
  | { type: 'Started'; data: { kind: string; total: number; requestedBy: string; undoes?: string } }
  | { type: 'Progressed'; data: { progress?: Progress; refused: readonly Refusal[] } }
  | { type: 'Finished'; data: object }
  | { type: 'Failed'; data: { reason: string } };

// ---- Decide, evolve -----------------------------------------------------------------------------------------------

function decide(command: BulkEditCommand, state: BulkEditState): readonly BulkEditFact[] {
  if (command.type === 'Start') {
    if (state.status !== 'none') return [];
    const { kind, recordIds, values, fields, requestedBy, undoes } = command;
    return [
      { type: 'Requested', data: { recordIds, values, fields } },
      { type: 'Started', data: { kind, total: recordIds.length, requestedBy, undoes } },
    ];
  }
  if (state.status === 'none') throw new NotFound('bulk edit');
  if (state.status === 'ended') return [];
  switch (command.type) {
    case 'Progress':
      return [{ type: 'Progressed', data: { progress: command.progress, refused: command.refused } }];
    case 'Finish':
      return [{ type: 'Finished', data: {} }];
    case 'Fail':
      return [{ type: 'Failed', data: { reason: command.reason } }];
  }
}

const asked: Exclude<BulkEditState, { status: 'none' }> = {
  status: 'started',
  kind: '',
  recordIds: [],
  values: '',
  fields: [],
  requestedBy: '',
  progress: nothingDone,
};

function evolve(state: BulkEditState, { type, data }: BulkEditFact): BulkEditState {
  if (type === 'Requested') return { ...asked, recordIds: data.recordIds, values: data.values, fields: data.fields };
  if (state.status === 'none') return state;
  switch (type) {
    case 'Started':
      return { ...state, kind: data.kind, requestedBy: data.requestedBy, undoes: data.undoes || undefined };
    case 'Progressed':
      return { ...state, progress: data.progress ?? nothingDone };
    case 'Finished':
    case 'Failed':
      return { ...state, status: 'ended' };
  }
}

/** `Started` of `ContactsBulkEditStarted`, in a stream of ContactsBulkEditEvent. */
export function factOf(event: { readonly type: string; readonly data: unknown }): BulkEditFact {
  return { type: event.type.replace(/^.*BulkEdit(?=[A-Z])/, ''), data: event.data } as BulkEditFact;
}

export type BulkEditDecider<S extends StreamSchema> = Decider<BulkEditState, BulkEditCommand, EventOf<S>, EventInitOf<S>> & {
  readonly events: S;
};

/** The bulk edit of a service, by its events: `ContactsBulkEditEventSchema`. */
export function bulkEditDecider<S extends StreamSchema>(events: S): BulkEditDecider<S> {
  const word = events.typeName.replace(/^.*\./, '').replace(/Event$/, '');
  return {
    category: 'bulk_edit',
    events,
    initialState: { status: 'none' } as BulkEditState,
    decide: (command, state) =>
      decide(command, state).map(({ type, data }) => ({ type: `${word}${type}`, data }) as unknown as EventInitOf<S>),
    evolve: (state, event) => evolve(state, factOf(event)),
  };
}
