import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SubjectErased, type SubjectKey, type SubjectKeys } from '../subject-keys.js';

/** What every store of subject keys keeps. `open` gives two of them over the same keys, as two processes have. */
export function subjectKeysContract(
  name: string,
  open: () => Promise<{ one: SubjectKeys; other: SubjectKeys; close(): Promise<void> }>,
): void {
  describe(`subject keys: ${name}`, () => {
    let keys: Awaited<ReturnType<typeof open>>;
    beforeAll(async () => {
      keys = await open();
    });
    afterAll(() => keys.close());

    const bytes = (found: ReadonlyMap<string, SubjectKey>, subject: string) => found.get(subject)?.key.export().toString('hex');

    it('makes a key for a subject once, whoever asks', async () => {
      const subject = randomUUID();
      const asked = await Promise.all([...Array(20).keys()].map((n) => (n % 2 ? keys.one : keys.other).forSealing('acme', [subject])));
      const made = new Set(asked.map((found) => bytes(found, subject)));
      expect(made.size).toBe(1);
      expect([...made][0]).toMatch(/^[0-9a-f]{64}$/);
      expect(bytes(await keys.other.forOpening('acme', [subject]), subject)).toBe([...made][0]);
    });

    it('gives each subject a key of its own, in each tenant', async () => {
      const subjects = [...Array(500)].map(() => randomUUID());
      const acme = await keys.one.forSealing('acme', subjects);
      const other = await keys.one.forSealing('other', subjects);
      expect(new Set(subjects.flatMap((subject) => [bytes(acme, subject), bytes(other, subject)])).size).toBe(1000);
    });

    it('makes no key to open with', async () => {
      const subject = randomUUID();
      expect(await keys.one.forOpening('acme', [subject])).toEqual(new Map());
      expect(await keys.other.forOpening('acme', [subject])).toEqual(new Map());
    });

    it('finds some and misses others in one question', async () => {
      const [known, unknown] = [randomUUID(), randomUUID()];
      await keys.one.forSealing('acme', [known]);
      expect([...(await keys.one.forOpening('acme', [unknown, known])).keys()]).toEqual([known]);
    });

    it('never opens or seals for a subject whose key is destroyed', async () => {
      const [erased, kept] = [randomUUID(), randomUUID()];
      await keys.one.forSealing('acme', [erased, kept]);
      await keys.one.destroy('acme', erased);
      expect([...(await keys.one.forOpening('acme', [erased, kept])).keys()]).toEqual([kept]);
      await expect(keys.one.forSealing('acme', [kept, erased])).rejects.toThrow(SubjectErased);
      await keys.one.destroy('acme', erased);
      expect(await keys.one.forOpening('acme', [erased])).toEqual(new Map());
    });

    it('destroys the key of a subject that never had one: it gets none later', async () => {
      const subject = randomUUID();
      await keys.one.destroy('acme', subject);
      await expect(keys.other.forSealing('acme', [subject])).rejects.toThrow(SubjectErased);
    });

    it('destroys in one tenant only', async () => {
      const subject = randomUUID();
      await keys.one.forSealing('acme', [subject]);
      await keys.one.forSealing('other', [subject]);
      await keys.one.destroy('acme', subject);
      expect((await keys.one.forOpening('other', [subject])).size).toBe(1);
    });

    it('stops opening in other processes that had the key in use', async () => {
      const subject = randomUUID();
      await keys.one.forSealing('acme', [subject]);
      expect((await keys.other.forOpening('acme', [subject])).size).toBe(1);
      await keys.one.destroy('acme', subject);
      while ((await keys.other.forOpening('acme', [subject])).size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
      await expect(keys.other.forSealing('acme', [subject])).rejects.toThrow(SubjectErased);
    });
  });
}
