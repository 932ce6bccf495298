import { rootDir } from '../lib/workspace.mjs';
import { libraryNames } from './library-names.mjs';

/** Jest for the projects that run in browsers: jsdom, as CommonJS. */
export default {
  preset: 'jest-preset-angular',
  testEnvironment: `${rootDir}tools/jest/one-page-environment.cjs`,
  runtime: `${rootDir}tools/jest/kept-packages-runtime.cjs`,
  setupFilesAfterEnv: [`${rootDir}tools/jest/page-setup.ts`],
  moduleNameMapper: libraryNames,
  transform: {
    '\\.svg$': `${rootDir}tools/jest/text-transformer.cjs`,
    '^.+\\.(ts|mjs|js|html)$': [
      'jest-preset-angular',
      { tsconfig: `${rootDir}tools/jest/page-tsconfig.json`, stringifyContentPathRegex: '\\.html$' },
    ],
  },
  transformIgnorePatterns: ['node_modules/(?!.*\\.(mjs|svg)$|@jsverse/|flat/)'],
};
