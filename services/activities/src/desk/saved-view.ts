import type { EventInitOf, EventOf } from '@throughline/contracts';
import { SavedViewAudience as Audience, SavedViewEventSchema } from '@throughline/contracts/activities';
import { NotFound, RuleViolated, type Decider } from '@throughline/decider';

export { Audience };

// ---- Commands -----------------------------------------------------------------------------------------------------

export interface SavedViewFields {
  readonly name: string;
  /** JSON: filter, order, columns, group, layout. */
  readonly definition: string;
  readonly sharedWith: Audience;
  /** Among the views of its kind: the lowest comes first. */
  readonly position: number;
}

export type SavedViewCommand =
  /** `kind`: of the records it lists, such as CONTACT. */
  | ({ type: 'Create'; ownerId: string; kind: string } & SavedViewFields)
  /** What is absent stays as it is. */
  | { type: 'Update'; changes: Partial<SavedViewFields> }
  | { type: 'Archive' }
  | { type: 'Restore' };

// ---- State --------------------------------------------------------------------------------------------------------

export type SavedViewState =
  | { readonly status: 'none' }
  | ({ readonly status: 'kept' | 'archived'; readonly ownerId: string; readonly kind: string } & SavedViewFields);

export type SavedViewEvent = EventOf<typeof SavedViewEventSchema>;
export type SavedViewEventInit = EventInitOf<typeof SavedViewEventSchema>;

// ---- Decide -------------------------------------------------------------------------------------------------------

function decide(command: SavedViewCommand, state: SavedViewState): readonly SavedViewEventInit[] {
  if (command.type === 'Create') {
    const { type: _, ...data } = command;
    return state.status === 'none' ? [{ type: 'SavedViewCreated', data }] : [];
  }
  if (state.status === 'none') throw new NotFound('saved view');
  switch (command.type) {
    case 'Update': {
      if (state.status === 'archived') throw new RuleViolated('savedView.archived', 'This view has been archived: restore it first.');
      const { name = state.name, definition = state.definition } = command.changes;
      const { sharedWith = state.sharedWith, position = state.position } = command.changes;
      const events: SavedViewEventInit[] = [];
      if (name !== state.name) events.push({ type: 'SavedViewRenamed', data: { name } });
      if (definition !== state.definition) events.push({ type: 'SavedViewRedefined', data: { definition } });
      if (sharedWith !== state.sharedWith) events.push({ type: 'SavedViewShared', data: { sharedWith } });
      if (position !== state.position) events.push({ type: 'SavedViewMoved', data: { position } });
      return events;
    }
    case 'Archive':
      return state.status === 'archived' ? [] : [{ type: 'SavedViewArchived', data: {} }];
    case 'Restore':
      return state.status === 'kept' ? [] : [{ type: 'SavedViewRestored', data: {} }];
  }
}

// ---- Evolve -------------------------------------------------------------------------------------------------------

function evolve(state: SavedViewState, { type, data }: SavedViewEvent): SavedViewState {
  if (type === 'SavedViewCreated') {
    const { ownerId, kind, name, definition, sharedWith, position } = data;
    return { status: 'kept', ownerId, kind, name, definition, sharedWith, position };
  }
  if (state.status === 'none') return state;
  switch (type) {
    case 'SavedViewRenamed':
      return { ...state, name: data.name };
    case 'SavedViewRedefined':
      return { ...state, definition: data.definition };
    case 'SavedViewShared':
      return { ...state, sharedWith: data.sharedWith };
    case 'SavedViewMoved':
      return { ...state, position: data.position };
    case 'SavedViewArchived':
      return { ...state, status: 'archived' };
    case 'SavedViewRestored':
      return { ...state, status: 'kept' };
  }
}

export const savedView = {
  category: 'saved_view',
  events: SavedViewEventSchema,
  initialState: { status: 'none' } as SavedViewState,
  decide,
  evolve,
} satisfies Decider<SavedViewState, SavedViewCommand, SavedViewEvent, SavedViewEventInit> & { events: unknown };
