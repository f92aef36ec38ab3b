export * from './decider.js';
export * from './errors.js';
export { createCommandHandler, type CommandHandler, type Executed, type ExecuteOptions } from './command-handler.js';
export { newId } from './ids.js';
