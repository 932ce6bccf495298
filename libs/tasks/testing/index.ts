export * from './fill-tasks.js';
export * from './lane-tickets.js';
export * from './orphan-sweep.js';
export * from './redis-fixture.js';
export * from './run-task.js';
export * from './task-engine.js';
