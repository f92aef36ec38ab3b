import type { RecordType } from './records/record-type';
import type { Role, Slice } from './slice';

const found = import.meta.glob<Slice>('./*/slice.tsx', { eager: true, import: 'slice' });

/** Every department's, by name. */
export const slices: readonly Slice[] = Object.values(found).toSorted((one, other) => one.name.localeCompare(other.name));

export const recordTypes: readonly RecordType[] = slices.flatMap(({ recordTypes = [] }) => recordTypes);

interface OfRoles {
  readonly roles?: readonly Role[];
}

/** Those that are not for other roles only. */
export function forRole<One extends OfRoles>(ones: readonly One[], role: string | undefined): readonly One[] {
  return ones.filter(({ roles }) => !roles || roles.some((one) => one === role));
}

/** Undefined for a kind that no slice describes. */
export function recordType(kind: string): RecordType | undefined {
  return recordTypes.find((type) => type.kind === kind);
}
