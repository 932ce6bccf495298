import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import subsetFont from 'subset-font';
import { codesOf, joinFonts } from './join.mjs';

/** Noto Sans SC in pieces, each with the characters it is for; there is no whole one (decision 54). */
const PIECES = 'node_modules/@fontsource-variable/noto-sans-sc';
const FOLDER = process.argv[2] ?? 'dist/web-font';

/** Chinese begins here: what stands before it is in the piece for Latin. */
const FIRST_CHINESE = 0x2e80;
/** A piece of which our texts use more than that is taken whole: the most common characters, which people's texts have too. */
const MOST = 0.6;
const COMMA = '，'.codePointAt(0);

const own = ownCodes();
const cuts = piecesOf(readFileSync(join(PIECES, 'index.css'), 'utf8'))
  .map(({ file, codes }) => ({ file, codes, used: codes.filter((code) => own.has(code)) }))
  .filter(({ used }) => used.length > 0)
  .map(({ file, codes, used }) => ({ file, codes: used.length > MOST * codes.length ? codes : used }))
  // The one with the comma first: how punctuation stands beside other punctuation is told by rules, of which the first's are kept.
  .sort((a, b) => Number(b.codes.includes(COMMA)) - Number(a.codes.includes(COMMA)));

mkdirSync(FOLDER, { recursive: true });
const rules = [];
const parts = [];
for (const [at, { file, codes }] of cuts.entries()) {
  const piece = readFileSync(join(PIECES, file));
  const marks = at === 0 ? [] : codes.filter(isPunctuation);
  const letters = codes.filter((code) => !marks.includes(code));
  if (letters.length > 0) {
    parts.push(await cut(piece, letters, 'sfnt'));
  }
  if (marks.length > 0) {
    await write(`marks-${at}.woff2`, await cut(piece, marks, 'sfnt'));
  }
}
await write('own.woff2', joinFonts(parts));
writeFileSync(
  join(FOLDER, 'own.css'),
  `/* After the rules of the pieces: of two for one character, the last is asked first. */\n${rules.join('')}`,
);

/** Writes a font, and the rule by which it is asked for the characters that it has. */
async function write(name, font) {
  const codes = codesOf(font);
  writeFileSync(join(FOLDER, name), await cut(font, codes, 'woff2'));
  rules.push(`@font-face {
  font-family: 'Noto Sans SC Variable';
  font-style: normal;
  font-display: swap;
  font-weight: 100 900;
  src: url(./${name}) format('woff2-variations');
  unicode-range: ${rangesOf(codes)};
}
`);
}

function isPunctuation(code) {
  return /[\p{P}\p{S}]/u.test(String.fromCodePoint(code));
}

/** The Chinese that our texts are written in, comments and all, in every language: each is named in its own. */
function ownCodes() {
  const folders = ['apps/web', ...readdirSync('libs').map((name) => join('libs', name))]
    .map((root) => join(root, 'src', 'i18n'))
    .filter((folder) => existsSync(folder));
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
      .map((file) => join(folder, file)),
  );
  const codes = files.flatMap((file) => [...readFileSync(file, 'utf8')].map((character) => character.codePointAt(0)));
  return new Set(codes.filter((code) => code >= FIRST_CHINESE));
}

/** The files of a style sheet's fonts and the characters they are for. */
function piecesOf(css) {
  return [...css.matchAll(/url\(\.\/([^)]+)\)[^}]*?unicode-range: ([^;]+);/g)].map(([, file, ranges]) => ({
    file,
    codes: ranges
      .split(',')
      .flatMap(codesIn)
      .filter((code) => code >= FIRST_CHINESE),
  }));
}

/** A range of a style sheet, as numbers. */
function codesIn(range) {
  const [from, to] = range
    .replace('U+', '')
    .split('-')
    .map((code) => parseInt(code, 16));
  return Array.from({ length: (to ?? from) - from + 1 }, (_, at) => from + at);
}

function cut(font, codes, targetFormat) {
  return subsetFont(font, String.fromCodePoint(...codes), { targetFormat });
}

/** Numbers in rising order, as a style sheet's unicode-range. */
function rangesOf(codes) {
  const ranges = [];
  for (const code of codes) {
    const last = ranges.at(-1);
    if (last?.to === code - 1) {
      last.to = code;
    } else {
      ranges.push({ from: code, to: code });
    }
  }
  const hex = (code) => code.toString(16);
  return ranges.map(({ from, to }) => `U+${hex(from)}${to === from ? '' : `-${hex(to)}`}`).join(', ');
}
