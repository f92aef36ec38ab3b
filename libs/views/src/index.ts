export { ViewRow, tableOf, type AnyView, type RowData, type View } from './view.js';
export * from './policy.js';
export { viewsDataSource } from './data-source.js';
export { ViewRunner, type Lag, type ViewRunnerOptions } from './view-runner.js';
export { parkedByPolicies, PolicyRunner, type PolicyRunnerOptions } from './policy-runner.js';
export { verifyViews, type Difference, type Verified, type VerifyOptions } from './verify.js';
export type { ParkedEvent } from './replay.js';
export { ViewStore } from './view-store.js';
