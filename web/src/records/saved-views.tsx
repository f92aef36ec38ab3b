import type { ListSearch } from './list-search';
import type { RecordType } from './record-type';

interface Props {
  readonly type: RecordType;
  readonly search: ListSearch;
  readonly onChange: (change: Partial<ListSearch>) => void;
}

/** Lists that people named, for themselves or for others. */
export function SavedViews(_props: Props) {
  return null;
}
