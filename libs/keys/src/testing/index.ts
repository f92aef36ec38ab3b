export { MemorySubjectKeys } from './memory-subject-keys.js';
export { subjectKeysContract } from './subject-keys.contract.js';
