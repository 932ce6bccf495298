/**
 * Every project's tests. `npm test -- --only unit` runs them in two goes: those of Node as ES modules on a private Redis
 * (`NODE_OPTIONS=--experimental-vm-modules`), those of the page (`--selectProjects tasks-ui`) as CommonJS.
 */
export default {
  projects: [
    '<rootDir>/libs/*/jest.config.ts',
    '<rootDir>/apps/api/jest.config.ts',
    '<rootDir>/examples/*/jest.config.ts',
    '<rootDir>/tools/jest.config.ts',
  ],
};
