import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
// eslint-disable-next-line @nx/enforce-module-boundaries -- a compiler, which runs on Node: it reads templates here
import {
  parseTemplate,
  TmplAstBoundAttribute,
  TmplAstRecursiveVisitor,
  TmplAstText,
  TmplAstTextAttribute,
  tmplAstVisitAll,
} from '@angular/compiler';
import { describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import { readProjects, rootDir } from './lib/workspace.mjs';

/** The sources of everything that runs in a browser, by its tag. */
const FOLDERS = readProjects()
  .filter(({ platform }) => platform === 'browser')
  .map(({ root }) => join(root, 'src'));

/** Where a project has its texts, a file a language and below it a file a capability. */
const TEXTS = FOLDERS.map((folder) => join(folder, 'i18n')).filter((folder) => existsSync(join(folder, 'zh-cn.ts')));

/** Attributes that a person sees or hears. */
const SEEN = [
  'alt',
  'aria-description',
  'aria-label',
  'aria-roledescription',
  'label',
  'matTooltip',
  'placeholder',
  'title',
];
const CHINESE = /[\u3400-\u9fff\uff00-\uffef\u3000-\u303f]/;
const WORD = /\p{L}{2,}/u;

const files = FOLDERS.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => /\.(ts|html)$/.test(file) && !/\.spec\.ts$/.test(file)),
);
const isTexts = (file: string): boolean =>
  TEXTS.some((folder) => file.startsWith(folder) && /\/i18n\/(en|zh-cn)(\/[\w-]+)?\.ts$/.test(file));
const read = (file: string): string => readFileSync(file, 'utf8');
const parse = (file: string): ts.SourceFile => ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true);

/** A project's texts in a language, by their keys in full. */
async function textsOf(folder: string, language: string): Promise<Map<string, string>> {
  const module = (await import(pathToFileURL(resolve(folder, `${language}.ts`)).href)) as Record<string, object>;
  const found = new Map<string, string>();
  const walk = (node: object | string, path: string): void => {
    if (typeof node === 'string') {
      found.set(path, node);
    } else {
      Object.entries(node).forEach(([key, child]) =>
        walk(child as object | string, path === '' ? key : `${path}.${key}`),
      );
    }
  };
  Object.values(module).forEach((root) => walk(root, ''));
  return found;
}

/** The strings of a program, but for imports; a template literal gives its fixed parts. */
function stringsOf(file: string): { readonly text: string; readonly isTemplate: boolean }[] {
  const strings: { text: string; isTemplate: boolean }[] = [];
  const walk = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      return;
    }
    if (ts.isPropertyAssignment(node) && node.name.getText() === 'template') {
      strings.push({ text: (node.initializer as ts.StringLiteralLike).text, isTemplate: true });
      return;
    }
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      strings.push({ text: node.text, isTemplate: false });
    }
    ts.forEachChild(node, walk);
  };
  walk(parse(file));
  return strings;
}

/** What a template says in its own words rather than by a key. */
function wordsOf(template: string, file: string): string[] {
  const words: string[] = [];
  class Words extends TmplAstRecursiveVisitor {
    override visitText(text: TmplAstText): void {
      words.push(text.value);
    }
    override visitTextAttribute({ name, value }: TmplAstTextAttribute): void {
      if (SEEN.includes(name)) {
        words.push(value);
      }
    }
    override visitBoundAttribute({ name, value }: TmplAstBoundAttribute): void {
      const source = 'source' in value ? String(value.source) : '';
      if (SEEN.includes(name) && !source.includes('transloco')) {
        words.push(...(source.match(/'[^']*\s[^']*'/g) ?? []));
      }
    }
  }
  tmplAstVisitAll(new Words(), parseTemplate(template, file).nodes);
  const written = words.filter((text) => WORD.test(text)).map((text) => text.trim());
  return CHINESE.test(template.replace(/<!--.*?-->/gs, '')) ? [...written, 'Chinese'] : written;
}

const texts = new Map(
  await Promise.all(
    TEXTS.map(
      async (folder) => [folder, { zh: await textsOf(folder, 'zh-cn'), en: await textsOf(folder, 'en') }] as const,
    ),
  ),
);
/** What all keys of a library begin with. */
const SCOPES = new Set(
  [...texts]
    .filter(([folder]) => folder.startsWith('libs'))
    .flatMap(([, { zh }]) => [...zh.keys()].map((key) => key.split('.')[0])),
);
const all = new Map([...texts.values()].flatMap(({ zh }) => [...zh]));

describe('the page’s texts', () => {
  test('are there for every project that shows some', () => {
    expect(TEXTS).toEqual(FOLDERS.map((folder) => join(folder, 'i18n')));
  });

  test.each(TEXTS)('have the same keys and the same blanks in both languages: %s', (folder) => {
    const { zh, en } = texts.get(folder)!;
    const blanks = (text = ''): string[] => [...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name]) => name!).sort();
    expect([...en.keys()].sort()).toEqual([...zh.keys()].sort());
    for (const [key, text] of zh) {
      expect({ key, blanks: blanks(en.get(key)) }).toEqual({ key, blanks: blanks(text) });
    }
  });

  test.each(TEXTS)('that count in English have a form for one: %s', (folder) => {
    const { en } = texts.get(folder)!;
    const counting = [...en.keys()].filter((key) => /\{\{\w+\}\} (are|were|(?!is\b|was\b)\w+s)\b/.test(en.get(key)!));
    expect(counting.filter((key) => !key.endsWith('.other'))).toEqual([]);
    const one = (key: string): string | undefined => en.get(key.replace(/other$/, 'one'));
    expect(counting.filter((key) => one(key) === undefined || one(key) === en.get(key))).toEqual([]);
  });

  test('stand in the files of texts alone', () => {
    const found: string[] = [];
    for (const file of files.filter((one) => !isTexts(one))) {
      const strings = file.endsWith('.html') ? [{ text: read(file), isTemplate: true }] : stringsOf(file);
      for (const { text, isTemplate } of strings) {
        const words = isTemplate ? wordsOf(text, file) : CHINESE.test(text) ? [text] : [];
        found.push(...words.map((word) => `${file}: ${word}`));
      }
    }
    expect(found.filter((line) => !line.startsWith('apps/web/src/index.html'))).toEqual([]);
  });

  test.each([
    ['<p>Hello</p>', ['Hello']],
    ['<button aria-label="Close">×</button>', ['Close']],
    ['@if (open()) { <i [title]="isOld ? \'A while ago\' : key" title="{{ x }}">{{ when() }}</i> }', ["'A while ago'"]],
    ["<p>{{ ok ? '好' : '' }}</p>", ['Chinese']],
    ['<p [title]="\'tasks.title\' | transloco" class="some words">{{ \'tasks.title\' | transloco }} – 7</p>', []],
  ])('are told from what is none: %s', (template, words) => {
    expect(wordsOf(template, 'sample.html')).toEqual(words);
  });

  test('are written in characters that fonts cut for them have, and no Latin is asked of those', () => {
    const folder = mkdtempSync(join(tmpdir(), 'page-font-'));
    try {
      execFileSync(process.execPath, ['apps/web/font/cut.mjs', folder], { cwd: rootDir, env: { PATH: '' } });
      expect(readFileSync(join(folder, 'own.woff2'), 'latin1').slice(0, 4)).toBe('wOF2');
      const rules = [...read(join(folder, 'own.css')).matchAll(/unicode-range: (.+);/g)];
      const covered = rules.flatMap(([, ranges]) => ranges!.split(', ').map((range) => range.slice(2).split('-')));
      const isCovered = (code: number): boolean =>
        covered.some(([from, to = from]) => code >= parseInt(from!, 16) && code <= parseInt(to!, 16));
      const shown = new Set(
        [...texts.values()].flatMap(({ zh, en }) => [...[...zh.values(), ...en.values()].join('')]),
      );
      const chinese = [...shown].filter((character) => CHINESE.test(character));
      expect(chinese.length).toBeGreaterThan(500);
      expect(chinese.filter((character) => !isCovered(character.codePointAt(0)!))).toEqual([]);
      expect(Array.from({ length: 0x2000 }, (_, code) => code).filter(isCovered)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('are each asked for somewhere', () => {
    const program = files
      .filter((one) => !isTexts(one))
      .map(read)
      .join('\n');
    const isAsked = (key: string): boolean => {
      const parts = key.split('.');
      const first = SCOPES.has(parts[0]) ? 2 : 1; // a scope alone begins everything
      // In full, or by a beginning or an end that is put together with the rest: 'tasks.status.' + status.
      return (
        program.includes(`'${key}'`) ||
        parts.some((_, at) => at >= first && hasQuoted(program, parts.slice(0, at).join('.')))
      );
    };
    expect([...all.keys()].filter((key) => !isAsked(key))).toEqual([]);
  });

  test('are there for each key that is asked for', () => {
    const asked = new Set<string>();
    for (const file of files.filter((one) => !isTexts(one))) {
      for (const [, key, kind] of read(file).matchAll(/'((?:[a-z]\w*)(?:\.[\w-]+)+)'\s*\|\s*(transloco|tqCounted)/gi)) {
        asked.add(kind === 'tqCounted' ? `${key}.other` : key!);
      }
      for (const [, key] of read(file).matchAll(/translate(?:<string>)?\(\s*'([^']+)'/g)) {
        asked.add(key!);
      }
    }
    expect([...asked].filter((key) => !all.has(key))).toEqual([]);
  });
});

/** Whether a program has the beginning of a key, in quotes and ready to be added to. */
function hasQuoted(program: string, beginning: string): boolean {
  return [`'${beginning}.'`, `\`${beginning}.\${`, `'${beginning}'`].some((text) => program.includes(text));
}
