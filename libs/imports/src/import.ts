import type { EventInitOf, EventOf, StreamSchema } from '@throughline/contracts';
import type { ImportProgress } from '@throughline/contracts/import_progress';
import { NotFound, type Decider } from '@throughline/decider';

// ---- Commands -----------------------------------------------------------------------------------------------------

export type ImportCommand =
  | { type: 'Start'; kind: string; file: string; dryRun: boolean }
  | { type: 'Progress'; progress: Progress }
  | { type: 'Finish'; progress: Progress }
  | { type: 'Fail'; reason: string };

export type Progress = Readonly<Omit<ImportProgress, '$typeName' | '$unknown'>>;

export const nothingDone: Progress = { rows: 0, created: 0, updated: 0, unchanged: 0, failed: 0, linked: 0 };

// ---- State --------------------------------------------------------------------------------------------------------

export type ImportState =
  | { readonly status: 'none' }
  | {
      readonly status: 'started' | 'done' | 'failed';
      readonly kind: string;
      readonly file: string;
      readonly dryRun: boolean;
      /** Undefined until the first row. */
      readonly progress?: Progress;
    };

/** What each service's import events have in common; their types begin with the service's own word. */
export type ImportFact =
  | { type: 'Started'; data: { kind: string; file: string; dryRun: boolean } }
  | { type: 'Progressed'; data: { progress?: Progress } }
  | { type: 'Finished'; data: { progress?: Progress } }
  | { type: 'Failed'; data: { reason: string } };

// ---- Decide, evolve -----------------------------------------------------------------------------------------------

function decide(command: ImportCommand, state: ImportState): readonly ImportFact[] {
  if (command.type === 'Start') {
    const { kind, file, dryRun } = command;
    return state.status === 'none' ? [{ type: 'Started', data: { kind, file, dryRun } }] : [];
  }
  if (state.status === 'none') throw new NotFound('import');
  if (state.status !== 'started') return [];
  switch (command.type) {
    case 'Progress':
      return [{ type: 'Progressed', data: { progress: command.progress } }];
    case 'Finish':
      return [{ type: 'Finished', data: { progress: command.progress } }];
    case 'Fail':
      return [{ type: 'Failed', data: { reason: command.reason } }];
  }
}

function evolve(state: ImportState, { type, data }: ImportFact): ImportState {
  if (type === 'Started') return { status: 'started', kind: data.kind, file: data.file, dryRun: data.dryRun };
  if (state.status === 'none') return state;
  switch (type) {
    case 'Progressed':
      return { ...state, progress: data.progress };
    case 'Finished':
      return { ...state, status: 'done', progress: data.progress };
    case 'Failed':
      return { ...state, status: 'failed' };
  }
}

/** `Started` of `ContactsImportStarted`, in a stream of ContactsImportEvent. */
export function factOf(event: { readonly type: string; readonly data: unknown }): ImportFact {
  return { type: event.type.replace(/^.*Import(?=[A-Z])/, ''), data: event.data } as ImportFact;
}

export type ImportDecider<S extends StreamSchema> = Decider<ImportState, ImportCommand, EventOf<S>, EventInitOf<S>> & {
  readonly events: S;
};

/** The import of a service, by its events: `ContactsImportEventSchema`. */
export function importDecider<S extends StreamSchema>(events: S): ImportDecider<S> {
  const word = events.typeName.replace(/^.*\./, '').replace(/Event$/, '');
  return {
    category: 'import',
    events,
    initialState: { status: 'none' } as ImportState,
    decide: (command, state) =>
      decide(command, state).map(({ type, data }) => ({ type: `${word}${type}`, data }) as unknown as EventInitOf<S>),
    evolve: (state, event) => evolve(state, factOf(event)),
  };
}
