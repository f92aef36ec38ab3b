import { useCallback, useMemo, useRef, useState } from 'react';
import type { Line } from './list-table';

/** The rows that are chosen: by their ids, or all that the list's filter lets through, loaded or not. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly all: boolean;
  readonly count: number;
  has(id: string): boolean;
  /** Of one row; with `range`, all from the one that was toggled last. */
  readonly toggle: (row: number, range: boolean) => void;
  readonly extend: (from: number, to: number) => void;
  readonly selectLoaded: () => void;
  readonly selectAll: () => void;
  readonly clear: () => void;
}

const nothing: ReadonlySet<string> = new Set();

export function useSelection(lines: readonly Line[], total: number): Selection {
  const [ids, setIds] = useState(nothing);
  const [all, setAll] = useState(false);
  const anchor = useRef(0);
  const shown = useRef(lines);
  shown.current = lines;

  const toggle = useCallback((row: number, range: boolean) => {
    const at = (index: number) => {
      const line = shown.current[index];
      return line?.kind === 'record' ? [line.record.id] : [];
    };
    setAll(false);
    setIds((before) => {
      const after = new Set(before);
      const [id] = at(row);
      if (id === undefined) return before;
      if (range) {
        const [from, to] = [Math.min(anchor.current, row), Math.max(anchor.current, row)];
        for (let index = from; index <= to; index++) for (const one of at(index)) after.add(one);
      } else if (after.has(id)) after.delete(id);
      else after.add(id);
      return after;
    });
    if (!range) anchor.current = row;
  }, []);
  const extend = useCallback((from: number, to: number) => {
    const chosen = [from, to].flatMap((index) => {
      const line = shown.current[index];
      return line?.kind === 'record' ? [line.record.id] : [];
    });
    setAll(false);
    setIds((before) => new Set([...before, ...chosen]));
  }, []);
  const selectLoaded = useCallback(() => {
    setIds(new Set(shown.current.flatMap((line) => (line.kind === 'record' ? [line.record.id] : []))));
  }, []);
  const selectAll = useCallback(() => {
    selectLoaded();
    setAll(true);
  }, [selectLoaded]);
  const clear = useCallback(() => {
    setIds(nothing);
    setAll(false);
  }, []);
  return useMemo(
    () => ({
      ids,
      all,
      count: all ? total : ids.size,
      has: (id: string) => all || ids.has(id),
      toggle,
      extend,
      selectLoaded,
      selectAll,
      clear,
    }),
    [ids, all, total, toggle, extend, selectLoaded, selectAll, clear],
  );
}
