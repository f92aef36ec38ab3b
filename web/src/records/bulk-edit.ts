import { ask, type TypedOperation } from '../app/graph';
import { translated } from '../app/messages';
import { upper } from './queries';
import type { RecordType } from './record-type';
import { newId } from '../app/new-id';

export interface BulkEdit {
  readonly id: string;
  readonly status: 'QUEUED' | 'RUNNING' | 'DONE' | 'FAILED';
  readonly total: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly failed: number;
  readonly refused: readonly { readonly id: string; readonly message: string }[];
  readonly problem: string | null;
}

/** Which records: named one by one, or all that a filter lets through. */
export type BulkRange = { readonly ids: readonly string[] } | { readonly filter: Readonly<Record<string, unknown>> };

type Operation<Result> = TypedOperation<Result, Readonly<Record<string, unknown>>>;

const selected = 'id status total changed unchanged failed refused { id message } problem';

export async function startBulkEdit(type: RecordType, range: BulkRange, change: Readonly<Record<string, unknown>>): Promise<BulkEdit> {
  const { bulk } = type.mutations;
  const operation = `mutation Bulk($input: ${upper(bulk!)}Input!) { done: ${bulk}(input: $input) { bulkEdit { ${selected} } } }`;
  const input = { ...range, ...change, commandId: newId() };
  return inWords((await ask(operation as Operation<{ done: { bulkEdit: BulkEdit } }>, { input })).done.bulkEdit);
}

/** What was refused, and why, in the reader's language. */
const inWords = (edit: BulkEdit): BulkEdit => ({
  ...edit,
  problem: edit.problem && translated(edit.problem),
  refused: edit.refused.map(({ id, message }) => ({ id, message: translated(message) })),
});

/** Until it is done. */
export async function follow(type: RecordType, begun: BulkEdit, progress: (edit: BulkEdit) => void): Promise<BulkEdit> {
  let edit = begun;
  while (edit.status === 'QUEUED' || edit.status === 'RUNNING') {
    progress(edit);
    await new Promise((resolve) => setTimeout(resolve, 400));
    edit = (await askBulkEdit(type, edit.id)) ?? edit;
  }
  return edit;
}

async function askBulkEdit(_type: RecordType, id: string): Promise<BulkEdit | null> {
  const operation = `query BulkEdit($id: ID!) { bulkEdit(id: $id) { ${selected} } }` as Operation<{ bulkEdit: BulkEdit | null }>;
  const { bulkEdit } = await ask(operation, { id });
  return bulkEdit && inWords(bulkEdit);
}

export async function undoBulkEdit(_type: RecordType, id: string): Promise<BulkEdit> {
  const operation = `mutation Undo($input: UndoBulkEditInput!) { done: undoBulkEdit(input: $input) { bulkEdit { ${selected} } } }`;
  const input = { id, commandId: newId() };
  return inWords((await ask(operation as Operation<{ done: { bulkEdit: BulkEdit } }>, { input })).done.bulkEdit);
}
