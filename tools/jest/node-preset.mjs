import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const lib = (path) => `${root}libs/${path}/index.ts`;

/** Jest for the projects that run on Node: native ES modules (hence --experimental-vm-modules), decorators by swc. */
export default {
  testEnvironment: 'node',
  testMatch: ['**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts', '.lua'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'lua'],
  moduleNameMapper: {
    '^@task-queue/contracts$': lib('contracts/src'),
    '^@task-queue/problems$': lib('problems/src'),
    '^@task-queue/redis$': lib('redis/src'),
    '^@task-queue/tasks$': lib('tasks/src'),
    '^@task-queue/tasks/testing$': lib('tasks/testing'),
    '^@task-queue/task-handlers$': lib('task-handlers/src'),
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          target: 'es2024',
        },
        module: { type: 'es6' },
      },
    ],
    '\\.lua$': `${root}tools/jest/text-transformer.cjs`,
  },
  globalSetup: `${root}tools/jest/redis-global-setup.mjs`,
  globalTeardown: `${root}tools/jest/redis-global-teardown.mjs`,
};
