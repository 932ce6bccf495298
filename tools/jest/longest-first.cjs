const { readFileSync } = require('node:fs');
const { default: Sequencer } = require('@jest/test-sequencer');

/** The order in which files of tests begin: Jest's own, by their size, but for those of which it says nothing. */
module.exports = class LongestFirst extends Sequencer {
  async sort(tests) {
    const sorted = await super.sort(tests);
    const ranks = new Map(sorted.map(({ path }) => [path, rankOf(path)]));
    return sorted.toSorted((one, other) => ranks.get(one.path) - ranks.get(other.path));
  }
};

/**
 * First what collects garbage again and again: the more files a worker has had, the more it holds, and a collection that
 * takes some milliseconds takes a second in the end. Then what installs packages, of which little is in the file itself.
 */
function rankOf(path) {
  if (readFileSync(path, 'utf8').includes('--expose-gc')) {
    return 0;
  }
  return path.includes('/tools/hosts/') ? 1 : 2;
}
