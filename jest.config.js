// Workers of one run share one Kafka and one OpenSearch.
process.env['THROUGHLINE_TEST_RUN'] ??= String(process.pid);
// What V8 makes of the code, for every process that a test starts.
process.env['NODE_COMPILE_CACHE'] ??= new URL('.cache/compiled', import.meta.url).pathname;

/** One configuration for every package: sources are compiled by swc as they are loaded, types are checked by `tsc` beside it. */
export default {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest'] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['/dist/'],
  testMatch: ['**/*.spec.ts'],
  testSequencer: './tools/test-order.mjs',
  testPathIgnorePatterns: ['/node_modules/', '/data/', '/data-distributed/', '/.cache/'],
  // Real servers on a busy machine: a test that hangs ends, a slow one passes.
  testTimeout: 180_000,
  maxWorkers: 2,
};
