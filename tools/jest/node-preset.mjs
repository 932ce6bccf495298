import { rootDir } from '../lib/workspace.mjs';
import { libraryNames } from './library-names.mjs';

/** Jest for the projects that run on Node: native ES modules (hence --experimental-vm-modules), decorators by swc. */
export default {
  testEnvironment: `${rootDir}tools/jest/one-realm-environment.cjs`,
  runtime: `${rootDir}tools/jest/kept-packages-runtime.cjs`,
  testMatch: ['**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts', '.lua'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'lua'],
  moduleNameMapper: libraryNames,
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
    '\\.lua$': `${rootDir}tools/jest/text-transformer.cjs`,
  },
  globalSetup: `${rootDir}tools/jest/redis-global-setup.mjs`,
  globalTeardown: `${rootDir}tools/jest/redis-global-teardown.mjs`,
};
