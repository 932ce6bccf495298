/**
 * Every project's tests. `npm test` runs them in three goes: `unit` and `integration` as ES modules
 * (`NODE_OPTIONS=--experimental-vm-modules`), the latter on a private Redis, and those of the page as CommonJS.
 */
export default {
  projects: [
    '<rootDir>/libs/*/jest.config.ts',
    '<rootDir>/apps/api/jest.config.ts',
    '<rootDir>/examples/*/jest.config.ts',
    '<rootDir>/tools/jest.config.ts',
  ],
};
