import { readFileSync } from 'node:fs';
import { rootDir } from './root-dir.mjs';

const { compilerOptions } = JSON.parse(readFileSync(`${rootDir}tsconfig.base.json`, 'utf8'));
const libraries = Object.entries(compilerOptions.paths).map(([name, [path]]) => [
  `^${name.replace('*', '([^/]+)')}$`,
  `${rootDir}${path.replace('*', '$1')}`,
]);

/** Jest for the page's libraries, in jsdom, as CommonJS. */
export default {
  preset: 'jest-preset-angular',
  setupFilesAfterEnv: [`${rootDir}libs/ui/testing/setup.ts`],
  moduleNameMapper: { ...Object.fromEntries(libraries), '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '\\.svg$': `${rootDir}tools/jest/text-transformer.cjs`,
    '^.+\\.(ts|mjs|js|html)$': [
      'jest-preset-angular',
      { tsconfig: '<rootDir>/tsconfig.spec.json', stringifyContentPathRegex: '\\.html$' },
    ],
  },
  transformIgnorePatterns: ['node_modules/(?!.*\\.(mjs|svg)$|@jsverse/|flat/)'],
};
