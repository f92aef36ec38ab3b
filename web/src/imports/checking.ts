import { ask, problemOf } from '../app/graph';
import { translated } from '../app/messages';
import type { ChosenFile } from './chosen-file';
import { parseCsv, type Rows } from './csv';
import { ImportById, type ImportByIdQuery } from './imports.graphql';
import type { ImportKind } from './kinds';
import type { ImportPlan } from './mapping';
import { check } from './upload';
import { newId } from '../app/new-id';

export type ImportRun = NonNullable<ImportByIdQuery['import']>;

/** What would happen, and why some rows would be refused. */
export interface Checked {
  readonly run: ImportRun;
  /** The rows as they are in the file. */
  readonly refused: readonly RefusedRow[];
}

export interface RefusedRow {
  readonly cells: readonly string[];
  readonly reason: string;
}

/** A reason with all rows that it is told of, the most frequent first. */
export interface Problem {
  readonly reason: string;
  readonly rows: readonly RefusedRow[];
  /** The field that it begins with. */
  readonly field?: string | undefined;
  /** A cell of that field that it names: it may only be spelled otherwise. */
  readonly spelled?: string | undefined;
}

const ROWS_SHOWN = 5_000;

export async function wouldDo(kind: ImportKind, chosen: ChosenFile, plan: ImportPlan, signal: AbortSignal): Promise<Checked> {
  const id = await check({ kind, chosen, plan, key: newId(), signal });
  for (;;) {
    const { import: run } = await ask(ImportById, { id }, { signal });
    if (run?.status === 'FAILED' || (run?.status === 'DONE' && run.failed === 0)) return { run, refused: [] };
    if (run?.status === 'DONE') return { run, refused: refusedOf(await errorsOf(id, signal)) };
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
}

export const errorsPath = (id: string): string => `/imports/${id}/errors.csv`;

async function errorsOf(id: string, signal: AbortSignal): Promise<Rows> {
  const answer = await fetch(errorsPath(id), { signal });
  if (!answer.ok) throw problemOf(answer.statusText);
  return parseCsv(await answer.text(), { limit: ROWS_SHOWN + 1, delimiter: ',' });
}

const refusedOf = (rows: Rows): readonly RefusedRow[] => rows.slice(1).map((row) => ({ cells: row.slice(0, -1), reason: row.at(-1)! }));

export function problemsOf(refused: readonly RefusedRow[], header: readonly string[], { mapping, values }: ImportPlan): readonly Problem[] {
  const columns = new Map(Object.entries(mapping).map(([column, field]) => [field, header.indexOf(column)]));
  return [...Map.groupBy(refused, ({ reason }) => reason)]
    .map(([told, rows]): Problem => {
      const [, field, reason] = /^(\w+): (.+)$/s.exec(told) ?? [];
      if (field === undefined || !columns.has(field)) return { reason: translated(told), rows };
      const cell = rows[0]!.cells[columns.get(field)!]?.trim() ?? '';
      const named = cell !== '' && reason!.includes(values[field]?.[cell] ?? cell);
      return { reason: translated(reason!), rows, field, spelled: named ? cell : undefined };
    })
    .toSorted((one, other) => other.rows.length - one.rows.length);
}
