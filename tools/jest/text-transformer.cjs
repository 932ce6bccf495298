/** Lets a test import a file as its text, from ES modules and CommonJS alike. */
module.exports = {
  process(text, _path, { supportsStaticESM }) {
    const literal = JSON.stringify(text);
    return { code: supportsStaticESM ? `export default ${literal};` : `module.exports = ${literal};` };
  },
};
