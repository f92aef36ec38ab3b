import { createSecretKey, randomBytes } from 'node:crypto';
import { SubjectErased, type SubjectKey, type SubjectKeys } from '../subject-keys.js';

/** For tests of what is built on keys. Forgets everything with its process. */
export class MemorySubjectKeys implements SubjectKeys {
  readonly #keys = new Map<string, SubjectKey | 'erased'>();

  async forSealing(tenant: string, subjects: readonly string[]): Promise<ReadonlyMap<string, SubjectKey>> {
    return new Map(
      subjects.map((subject) => {
        const id = `${tenant}\0${subject}`;
        const key = this.#keys.get(id) ?? { subject, key: createSecretKey(randomBytes(32)) };
        if (key === 'erased') throw new SubjectErased(`The data subject ${subject} has been erased.`);
        this.#keys.set(id, key);
        return [subject, key];
      }),
    );
  }

  async forOpening(tenant: string, subjects: readonly string[]): Promise<ReadonlyMap<string, SubjectKey>> {
    const found = new Map<string, SubjectKey>();
    for (const subject of subjects) {
      const key = this.#keys.get(`${tenant}\0${subject}`);
      if (key && key !== 'erased') found.set(subject, key);
    }
    return found;
  }

  async destroy(tenant: string, subject: string): Promise<void> {
    this.#keys.set(`${tenant}\0${subject}`, 'erased');
  }

  async close(): Promise<void> {}
}
