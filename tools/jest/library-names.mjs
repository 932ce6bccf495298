import { readDoors, rootDir } from '../lib/workspace.mjs';

/** For Jest's `moduleNameMapper`: our libraries by their names, and our files by the `.js` they will have. */
export const libraryNames = {
  ...Object.fromEntries(readDoors().map(({ name, file }) => [`^${name}$`, rootDir + file])),
  '^(\\.{1,2}/.*)\\.js$': '$1',
};
