import { useCallback, useRef, useState } from 'react';

/**
 * What somebody types, kept by the browser for this tab until it is put back to how it began. What is `given` stands in place of what was kept.
 */
export function useKept<T extends object>(key: string, initial: T, given: Partial<T> = {}): [T, (value: Partial<T>) => void, () => void] {
  const beginning = useRef(initial);
  const [value, setValue] = useState<T>(() => {
    try {
      return { ...initial, ...(JSON.parse(sessionStorage.getItem(key) ?? '{}') as Partial<T>), ...given };
    } catch {
      return { ...initial, ...given };
    }
  });
  const change = useCallback(
    (changes: Partial<T>) =>
      setValue((before) => {
        const after = { ...before, ...changes };
        sessionStorage.setItem(key, JSON.stringify(after));
        return after;
      }),
    [key],
  );
  const reset = useCallback(() => {
    sessionStorage.removeItem(key);
    setValue(beginning.current);
  }, [key]);
  return [value, change, reset];
}

/**
 * As {@link useKept}, of something that others may change as well: what is not touched here is as they leave it. From the first change on `revision` is the one
 * that was seen then, so that nothing of theirs is written over unseen.
 */
export function useKeptRecord<T extends { readonly revision: number }>(
  key: string,
  record: T,
): [T, (value: Partial<T>) => void, () => void] {
  const [kept, keep, reset] = useKept<Partial<T>>(key, {});
  const value = { ...record, ...kept };
  return [value, (changes) => keep({ revision: value.revision, ...changes }), reset];
}
