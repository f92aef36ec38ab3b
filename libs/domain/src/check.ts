import { InvalidInput } from '@throughline/decider';

/** Thrown by `parse..`; the message completes a sentence about the field: "is not an e-mail address". */
export class InvalidValue extends Error {}

type Present<V> = Exclude<V, null | undefined>;
type Missing<V> = Extract<V, null | undefined>;

/** Collects what is wrong with an input, field by field, so that a person sees all of it at once. */
export class Check {
  private readonly fields: Record<string, string> = {};

  /** Notes a problem that no parser finds. The first problem of a field is the one told. */
  refuse(path: string, message: string): void {
    this.fields[path] ??= message;
  }

  /** The parsed value; absent and null pass through as they are ("stays" and "clears"). */
  optional<V, T>(path: string, value: V, parse: (value: Present<V>) => T): T | Missing<V> {
    if (value === null || value === undefined) return value as Missing<V>;
    return this.attempt(path, () => parse(value as Present<V>));
  }

  /** As {@link optional}, where null, absent and blank are refused. */
  required<V, T>(path: string, value: V, parse: (value: Present<V>) => T): T {
    if (value === null || value === undefined || (typeof value === 'string' && value.trim() === '')) {
      this.refuse(path, 'is required');
      return undefined as T;
    }
    return this.attempt(path, () => parse(value as Present<V>));
  }

  /** Each item with a function that names its fields: `at('address')` is `emails.0.address`, `at()` is `emails.0`. */
  list<I, T>(path: string, items: readonly I[], item: (item: I, at: (field?: string) => string) => T, options: { max?: number } = {}): T[] {
    const max = options.max ?? 50;
    if (items.length > max) this.refuse(path, `has more than ${max} entries`);
    return items.slice(0, max).map((each, index) => item(each, (field) => (field ? `${path}.${index}.${field}` : `${path}.${index}`)));
  }

  /** Throws InvalidInput if anything was refused. Values parsed before it are only to be used after it. */
  done(): void {
    if (Object.keys(this.fields).length > 0) throw new InvalidInput(this.fields);
  }

  private attempt<T>(path: string, parse: () => T): T {
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof InvalidValue)) throw error;
      this.refuse(path, error.message);
      return undefined as T;
    }
  }
}

/** What a new record is made from: there, null is as good as absent. */
export const withoutNulls = <T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], null> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], null>;
  };
