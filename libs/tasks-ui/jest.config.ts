import { rootDir } from '../../tools/jest/root-dir.mjs';

/** Jest for the page's parts, in jsdom, as CommonJS. */
export default {
  displayName: 'tasks-ui',
  preset: 'jest-preset-angular',
  setupFilesAfterEnv: ['<rootDir>/testing/setup.ts'],
  moduleNameMapper: {
    '^@task-queue/contracts$': `${rootDir}libs/contracts/src/index.ts`,
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: {
    '\\.svg$': `${rootDir}tools/jest/text-transformer.cjs`,
    '^.+\\.(ts|mjs|js|html)$': [
      'jest-preset-angular',
      { tsconfig: '<rootDir>/tsconfig.spec.json', stringifyContentPathRegex: '\\.html$' },
    ],
  },
  transformIgnorePatterns: ['node_modules/(?!.*\\.(mjs|svg)$|@jsverse/|flat/)'],
};
