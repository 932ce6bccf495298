export * from './error-codes.js';
export * from './task.js';
export * from './task-events.js';
export * from './task-filter.js';
export * from './task-rules.js';
export * from './tasks-api.js';
export * from './inexact-number.js';
