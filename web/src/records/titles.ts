import { useQueries } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ask, type TypedOperation } from '../app/graph';
import { recordType } from '../slices';
import { ME } from './filter';
import type { RecordValues } from './record-type';

/** What records of a kind, or users, that are known by their ids are called; what the reader may not see is not there. */
export function useTitles(of: string, ids: readonly string[]): ReadonlyMap<string, string> {
  return useTitlesOf(ids.map((id) => ({ kind: of, id })));
}

/** As {@link useTitles}, of records of any kinds. */
export function useTitlesOf(records: readonly { readonly kind: string; readonly id: string }[]): ReadonlyMap<string, string> {
  const { t } = useTranslation('records');
  const answers = useQueries({
    queries: records.map(({ kind: of, id }) => ({
      queryKey: ['title', of, id],
      enabled: id !== ME && (of === 'USER' || recordType(of) !== undefined),
      staleTime: 60_000,
      queryFn: ({ signal }: { signal: AbortSignal }) => askTitle(of, id, signal),
    })),
  });
  return new Map(
    records.flatMap(({ id }, at) => (id === ME ? [[id, t('me')] as const] : answers[at]?.data ? [[id, answers[at].data] as const] : [])),
  );
}

async function askTitle(of: string, id: string, signal: AbortSignal): Promise<string | null> {
  const type = recordType(of);
  const [one, select] = type ? [type.one, type.titleSelect] : ['user', 'name'];
  const operation = `query Title($id: ID!) { record: ${one}(id: $id) { id ${select} } }` as TypedOperation<
    { record: RecordValues | null },
    object
  >;
  const { record } = await ask(operation, { id }, { signal });
  return record && (type ? type.title(record) : String(record['name']));
}
