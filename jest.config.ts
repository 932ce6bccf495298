import nodePreset from './tools/jest/node-preset.mjs';
import pagePreset from './tools/jest/page-preset.mjs';
import { readProjects, rootDir } from './tools/lib/workspace.mjs';

/**
 * Every project's tests, by the tags of its `project.json`. Those of the page are CommonJS; the others are ES modules,
 * and need `NODE_OPTIONS=--experimental-vm-modules`: `npm test` sees to that.
 */
export default {
  testSequencer: `${rootDir}tools/jest/longest-first.cjs`,
  testTimeout: 30_000, // nothing here says how fast, and the machine may have other things to do; Jest hears no project's own
  projects: readProjects()
    .filter(({ type }) => type !== 'e2e') // Playwright's
    .map(({ name, root, platform }) => ({
      ...(platform === 'browser' ? pagePreset : nodePreset),
      displayName: name,
      rootDir: rootDir + root,
    })),
};
