import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'rolldown';

/** Where Angular's builder puts the page: a part for whatever several pages and dialogs share, more than a hundred. */
const PARTS = 'dist/web-parts';
const PAGE = 'dist/apps/web';

const index = readFileSync(join(PARTS, 'browser', 'index.html'), 'utf8');
const main = /src="(main-[\w-]+\.js)"/.exec(index)[1];

/** The page as it is served: the parts that are needed together in one file each (decision 53). */
export default defineConfig({
  input: join(PARTS, 'browser', main),
  preserveEntrySignatures: false,
  plugins: [{ name: 'page', writeBundle: (_options, bundle) => copyTheRest(Object.values(bundle)) }],
  output: {
    dir: join(PAGE, 'browser'),
    cleanDir: true,
    minify: { mangle: false, compress: false }, // Angular's builder has done the rest
    entryFileNames: nameOf,
    chunkFileNames: nameOf,
    codeSplitting: {
      // With what they import, but for what the ones before them have.
      groups: [
        { name: 'main', tags: ['$initial'], priority: 6 },
        { name: 'sign-in', test: /\/login-(page|form)-/, priority: 5 },
        { name: 'frame', test: /\/shell-/, priority: 4 },
        { name: 'list', test: /\/tasks\.routes-/, priority: 3 },
        { name: 'zh-cn', test: /\/zh-cn-/, priority: 2 },
        { name: 'en', test: /\/en-/, priority: 2 },
        { name: 'shared', minShareCount: 2, entriesAware: true, entriesAwareMergeThreshold: 30_000, priority: 1 },
      ],
    },
  },
});

/** Without the hash that it had as a part, and without the names of those who share it. */
function nameOf({ name }) {
  const [plain] = name.split('~');
  return `${plain.replace(/-[\w-]{8}$/, '')}-[hash].js`;
}

/** What is no part, licenses too, and the start page, which names the first file and what all others need beside it. */
function copyTheRest(files) {
  cpSync(PARTS, PAGE, { recursive: true, filter: (file) => !/-[\w-]{8}\.js$/.test(file) });
  const first = files.find(({ isEntry }) => isEntry);
  const runtime = files.find(({ name }) => name === 'rolldown-runtime');
  const page = index
    .replaceAll(/<link rel="modulepreload"[^>]*>/g, '')
    .replace('<script ', `<link rel="modulepreload" href="${runtime.fileName}" nonce="__CSP_NONCE__"><script `)
    .replace(main, first.fileName);
  writeFileSync(join(PAGE, 'browser', 'index.html'), page);
}
