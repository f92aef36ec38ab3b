import { useLocalStorage } from '@mantine/hooks';
import { useMemo } from 'react';
import { useFormats } from '../app/formats';
import type { ChosenFile } from './chosen-file';
import { fieldLabel, type ImportKind } from './kinds';
import { guessPlan, type ImportPlan } from './mapping';

/** How a file is taken: as the last one with the same columns, else as it can be guessed. */
export function usePlan(kind: ImportKind, chosen: ChosenFile): [ImportPlan, (change: Partial<ImportPlan>) => void] {
  const { locale } = useFormats();
  const guessed = useMemo(() => guessPlan(kind.fields, chosen, (field) => [fieldLabel(kind, field)], locale), [kind, chosen, locale]);
  const [kept, keep] = useLocalStorage<ImportPlan | null>({
    key: `import ${kind.name} ${chosen.header.join('\t')}`,
    defaultValue: null,
    getInitialValueInEffect: false,
  });
  const plan = kept ?? guessed;
  return [plan, (change) => keep({ ...plan, ...change })];
}
