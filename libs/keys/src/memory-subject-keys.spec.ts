import { MemorySubjectKeys, subjectKeysContract } from './testing/index.js';

subjectKeysContract('in memory', async () => {
  const keys = new MemorySubjectKeys();
  return { one: keys, other: keys, close: () => keys.close() };
});
