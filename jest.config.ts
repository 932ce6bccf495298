/** Every project's tests in one run: `npx jest` with `NODE_OPTIONS=--experimental-vm-modules`. */
export default {
  projects: ['<rootDir>/libs/*/jest.config.ts', '<rootDir>/apps/api/jest.config.ts', '<rootDir>/tools/jest.config.ts'],
};
