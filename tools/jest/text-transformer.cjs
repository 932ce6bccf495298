/** Lets a test import a file as its text. */
module.exports = {
  process: (text) => ({ code: `module.exports = ${JSON.stringify(text)};` }),
  processAsync: async (text) => ({ code: `export default ${JSON.stringify(text)};` }),
};
