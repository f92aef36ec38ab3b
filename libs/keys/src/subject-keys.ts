/**
 * The keys of data subjects (people, and whatever record holds personal fields of its own: a lead, a form submission). Every personal
 * field of every event is sealed with its subject's key from the first event on, so that destroying one key erases the person from
 * events, bus, backups and everything rebuilt from them. Keys never stand in the event export.
 *
 * The adapter (`postgres-subject-keys.ts`) keeps keys in a database of their own, wrapped by a master key. Where that cannot be reached, every
 * method throws {@link KeysUnavailable}.
 */
export interface SubjectKeys {
  /** The subject's key, made if there is none. Throws {@link SubjectErased} for a destroyed key: an erased subject gets no new facts. */
  forSealing(tenant: string, subjects: readonly string[]): Promise<ReadonlyMap<string, SubjectKey>>;
  /** The keys there are; a destroyed or unknown subject is absent. */
  forOpening(tenant: string, subjects: readonly string[]): Promise<ReadonlyMap<string, SubjectKey>>;
  /** For ever. Every process of the installation stops opening the subject's fields within seconds. */
  destroy(tenant: string, subject: string): Promise<void>;
  close(): Promise<void>;
}

export interface SubjectKey {
  readonly subject: string;
  /** Wrapped nowhere but in memory. AES-256. */
  readonly key: import('node:crypto').KeyObject;
}

export class SubjectErased extends Error {
  override readonly name = 'SubjectErased';
}

/** The keys could not be reached in time; the same may be asked again. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

/** HMAC-SHA-256 under the installation's key, in base64url: for values that are compared but may not be read. */
export type Hmac = (purpose: string, value: string) => string;
