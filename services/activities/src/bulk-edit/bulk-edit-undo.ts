import type { EventInitOf, EventOf } from '@throughline/contracts';
import { BulkEditUndoEventSchema } from '@throughline/contracts/activities';
import type { Decider } from '@throughline/decider';

export interface RequestUndo {
  readonly bulkEditId: string;
  readonly requestedBy: string;
}

/** That a bulk edit is to be taken back, which is said once. The service whose edit it is does it. */
export const bulkEditUndo: Decider<
  RequestUndo | null,
  RequestUndo,
  EventOf<typeof BulkEditUndoEventSchema>,
  EventInitOf<typeof BulkEditUndoEventSchema>
> & { readonly events: typeof BulkEditUndoEventSchema } = {
  category: 'bulk_edit_undo',
  events: BulkEditUndoEventSchema,
  initialState: null,
  decide: (request, requested) => (requested ? [] : [{ type: 'BulkEditUndoRequested', data: { ...request } }]),
  evolve: (_, { data: { bulkEditId, requestedBy } }) => ({ bulkEditId, requestedBy }),
};
