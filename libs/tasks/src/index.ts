export * from './artifacts/artifact-storage.js';
export * from './domain/errors.js';
export * from './domain/identity.js';
export * from './handlers/task-context.js';
export * from './handlers/task-handler.js';
export * from './tasks-options.js';
export * from './tasks.service.js';
