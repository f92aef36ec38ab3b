import { ask, offline, problemOf } from '../app/graph';
import { csvOf } from './csv';
import { contentOf, type ChosenFile } from './chosen-file';
import { Imports } from './imports.graphql';
import type { ImportKind } from './kinds';
import { optionsOf, type ImportPlan } from './mapping';

interface Upload {
  readonly kind: ImportKind;
  readonly chosen: ChosenFile;
  readonly plan: ImportPlan;
  /** The same file and plan under the same key are the same import, however often they are sent. */
  readonly key: string;
  /** From 0 to 1. */
  readonly onProgress?: (part: number) => void;
  readonly signal?: AbortSignal;
}

/** A larger file is checked by its first rows. */
const CHECKED_WHOLE = 5_000;

export const checksWhole = ({ total }: ChosenFile): boolean => total <= CHECKED_WHOLE;

/** Answers the import's id. Rejects with {@link GraphProblem}, of options by their path: `options.mapping.Name`. */
export async function upload(upload: Upload): Promise<string> {
  return send(upload, await contentOf(upload.chosen), optionsOf(upload.plan, false));
}

/** Begins to count what would happen. Answers the id of an import that does nothing. */
export async function check(upload: Upload): Promise<string> {
  const { chosen } = upload;
  const content = checksWhole(chosen) ? await contentOf(chosen) : new Blob([csvOf([chosen.header, ...chosen.rows])]);
  return send(upload, content, optionsOf(upload.plan, true));
}

async function send(upload: Upload, content: Blob, options: string, again = true): Promise<string> {
  const { status, body } = await post(upload, content, options);
  if (status === 202) return String(body['id']);
  if (status === 401 && again) {
    // Whatever asks the graph waits until there is a session again.
    await ask(Imports, {});
    return send(upload, content, options, false);
  }
  throw problemOf(String(body['message'] ?? ''), { code: 'INTERNAL', ...body });
}

/** By XMLHttpRequest, as `fetch` does not tell how far an upload is. */
function post({ kind, chosen, key, onProgress, signal }: Upload, content: Blob, options: string) {
  const form = new FormData();
  form.set('options', options);
  form.set('file', content, chosen.file.name);
  return new Promise<{ status: number; body: Readonly<Record<string, unknown>> }>((resolve, reject) => {
    const sending = new XMLHttpRequest();
    sending.open('POST', `/imports/${kind.name}`);
    sending.setRequestHeader('idempotency-key', key);
    sending.responseType = 'json';
    sending.upload.onprogress = ({ loaded, total }) => onProgress?.(total > 0 ? loaded / total : 0);
    sending.onload = () => resolve({ status: sending.status, body: (sending.response as Record<string, unknown> | null) ?? {} });
    sending.onerror = () => reject(offline());
    sending.onabort = () => reject(new DOMException('', 'AbortError'));
    signal?.addEventListener('abort', () => sending.abort());
    sending.send(form);
  });
}
