/** Proto's empty text is a value that is not there. */
export const orAbsent = (text: string): string | undefined => text || undefined;

/** Without the fields that are undefined, null or empty. */
export const present = <T extends object>(fields: { readonly [K in keyof T]: T[K] | null | undefined }): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null && value !== '')) as T;

/** What a field becomes by a change: absent stays, null clears. */
export const kept = <T>(change: T | null | undefined, before: T | undefined): T | undefined =>
  change === undefined ? before : (change ?? undefined);

export const equal = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

export function difference(next: readonly string[], before: readonly string[]): { added: string[]; removed: string[] } {
  return { added: next.filter((tag) => !before.includes(tag)), removed: before.filter((tag) => !next.includes(tag)) };
}
