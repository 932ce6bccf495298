export * from './redis-fixture.js';
export * from './run-task.js';
