import { useQuery } from '@tanstack/react-query';
import i18next from 'i18next';
import { request } from '../app/graph';
import { useMe } from '../records/queries';
import type { Field, RecordType } from '../records/record-type';
import { inputName } from '../records/values';
import { recordTypes } from '../slices';

/** What a file of a kind may bring, as `GET /imports/<kind>` says. */
export interface ImportKind {
  /** `contacts` */
  readonly name: string;
  readonly type: RecordType;
  readonly fields: readonly ImportField[];
  readonly matchOn: readonly string[];
  readonly creatable: readonly string[];
}

export interface ImportField {
  readonly key: string;
  readonly label: string;
  readonly kind: 'text' | 'tags' | 'integer' | 'decimal' | 'date' | 'boolean' | 'enum';
  readonly values?: readonly string[];
  readonly aliases?: readonly string[];
}

type Described = Pick<ImportKind, 'fields' | 'matchOn' | 'creatable'>;

/** Of every kind of record that files can bring. */
export function useImportKinds() {
  const role = useMe()?.role;
  return useQuery({
    queryKey: ['imports', 'kinds'],
    enabled: role !== undefined && role !== 'READ_ONLY',
    staleTime: Infinity,
    queryFn: async ({ signal }) => {
      const described = await Promise.all(
        recordTypes.map(async (type): Promise<ImportKind | undefined> => {
          if (type.files === undefined || type.exportOnly) return undefined;
          return { name: type.files, type, ...((await request(`/imports/${type.files}`, { signal })) as Described) };
        }),
      );
      return described.filter((kind) => kind !== undefined);
    },
  });
}

/** As pages call it; what only files have is named here. */
export function fieldLabel({ type }: ImportKind, { key, label }: ImportField): string {
  const field = type.fields.find((one) => importName(one) === key);
  if (field) return i18next.t(field.label);
  const word = `imports:field_${key}`;
  return i18next.exists(word) ? i18next.t(word) : label;
}

const importName = (field: Field): string | undefined => (field.importAs === false ? undefined : (field.importAs ?? inputName(field)));
