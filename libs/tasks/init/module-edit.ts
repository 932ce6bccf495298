import type * as TypeScript from 'typescript';
import { Refusal } from './refusal.js';

/** TypeScript as the application has it. */
export type Compiler = typeof TypeScript;

/** What a module gets. */
export interface Addition {
  /** Names and where they come from. */
  readonly names: readonly { readonly name: string; readonly from: string }[];
  /** What its `imports` end with, by lines; an inner one begins with two spaces. */
  readonly entries: readonly string[];
}

/** A text put in place of another. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Adds to what a module imports; everything else in its file stays as it is written.
 *
 * @param className - which module, where the file has several
 * @returns the file's new text
 * @throws Refusal where the module is not written out, saying what to add by hand
 */
export function addToModule(
  ts: Compiler,
  file: { readonly name: string; readonly text: string },
  className: string | null,
  addition: Addition,
): string {
  const source = ts.createSourceFile(file.name, file.text, ts.ScriptTarget.Latest, true);
  const byHand = (why: string): Refusal =>
    new Refusal(`${file.name}: ${why}. Add to its imports by hand:\n  ${addition.entries.join('\n  ')}`);
  const metadata = metadataOf(ts, source, className, byHand);
  const { quote, newLine } = styleOf(ts, source);
  const quoted = (line: string): string => line.replaceAll("'", quote);
  const edits = [
    importEdit(ts, source, addition, quoted),
    entriesEdit(ts, source, metadata, addition.entries.map(quoted), byHand),
  ];
  return edits
    .toSorted((a, b) => b.start - a.start)
    .reduce(
      (text, { start, end, text: added }) => text.slice(0, start) + added.replace(/\r?\n/g, newLine) + text.slice(end),
      file.text,
    );
}

/** What stands between the brackets of `@Module(…)`. */
function metadataOf(
  ts: Compiler,
  source: TypeScript.SourceFile,
  className: string | null,
  byHand: (why: string) => Refusal,
): TypeScript.ObjectLiteralExpression {
  const found: TypeScript.Expression[] = [];
  for (const statement of source.statements) {
    if (ts.isClassDeclaration(statement) && (className === null || statement.name?.text === className)) {
      for (const { expression } of ts.getDecorators(statement) ?? []) {
        if (ts.isCallExpression(expression) && expression.expression.getText() === 'Module') {
          found.push(...expression.arguments.slice(0, 1));
        }
      }
    }
  }
  const [metadata] = found;
  if (metadata === undefined || found.length > 1) {
    throw byHand(`there is ${found.length === 0 ? 'no' : 'more than one'} class with @Module({ … })`);
  }
  if (!ts.isObjectLiteralExpression(metadata)) {
    throw byHand('what its @Module() is given is not written there');
  }
  return metadata;
}

/** The names that are not imported yet, after the last import. */
function importEdit(
  ts: Compiler,
  source: TypeScript.SourceFile,
  { names }: Addition,
  quoted: (line: string) => string,
): Edit {
  const imports = source.statements.filter((one) => ts.isImportDeclaration(one));
  const known = imports.flatMap(({ importClause }) => {
    const named = importClause?.namedBindings;
    return named && ts.isNamedImports(named) ? named.elements.map((element) => element.name.text) : [];
  });
  const lines = names
    .filter(({ name }) => !known.includes(name))
    .map(({ name, from }) => quoted(`import { ${name} } from '${from}';`));
  const end = imports.at(-1)?.getEnd() ?? 0;
  return { start: end, end, text: lines.map((line) => (end === 0 ? `${line}\n` : `\n${line}`)).join('') };
}

function entriesEdit(
  ts: Compiler,
  source: TypeScript.SourceFile,
  metadata: TypeScript.ObjectLiteralExpression,
  entries: readonly string[],
  byHand: (why: string) => Refusal,
): Edit {
  const outer = indentationAt(source, metadata.getStart());
  const first = metadata.properties[0];
  const inner = first && startsLine(source, first.getStart()) ? indentationAt(source, first.getStart()) : `${outer}  `;
  const step = inner.slice(outer.length) || '  ';
  const indented = (lines: readonly string[]): string =>
    lines.map((line) => `\n${inner}${step}${line.replace(/^ {2}/, step)}`).join('');
  const listed = (lines: readonly string[]): string => `[${indented(lines)}\n${inner}]`;
  const imports = metadata.properties.find((one) => one.name?.getText() === 'imports');
  if (imports === undefined) {
    const at = metadata.getStart() + 1;
    const added = `\n${inner}imports: ${listed(entries)},`;
    return first === undefined || startsLine(source, first.getStart())
      ? { start: at, end: at, text: first === undefined ? `${added}\n${outer}` : added }
      : { start: at, end: first.getFullStart() + first.getLeadingTriviaWidth(), text: `${added}\n${inner}` };
  }
  if (!ts.isPropertyAssignment(imports) || !ts.isArrayLiteralExpression(imports.initializer)) {
    throw byHand('its imports are not written there as a list');
  }
  const { elements } = imports.initializer;
  const last = elements.at(-1);
  const end = imports.initializer.getEnd();
  const start = imports.initializer.getStart();
  if (last === undefined) {
    const remark = source.text.slice(start + 1, end - 1).trim();
    return { start, end, text: listed(remark === '' ? entries : [remark, ...entries]) };
  }
  if (!startsLine(source, last.getStart())) {
    return { start, end, text: listed([...elements.map((element) => `${element.getText()},`), ...entries]) };
  }
  const rest = source.text.slice(last.getEnd(), end - 1).trimEnd();
  const comma = elements.hasTrailingComma ? '' : ',';
  return { start: last.getEnd(), end, text: `${comma}${rest}${indented(entries)}\n${inner}]` };
}

/** How the file's author writes. */
function styleOf(ts: Compiler, source: TypeScript.SourceFile): { quote: string; newLine: string } {
  const first = source.statements.find((one) => ts.isImportDeclaration(one));
  return {
    quote: first?.moduleSpecifier.getText()[0] ?? "'",
    newLine: source.text.includes('\r\n') ? '\r\n' : '\n',
  };
}

function startsLine(source: TypeScript.SourceFile, position: number): boolean {
  return source.text.slice(lineStart(source, position), position).trim() === '';
}

function indentationAt(source: TypeScript.SourceFile, position: number): string {
  return /^[ \t]*/.exec(source.text.slice(lineStart(source, position)))![0];
}

function lineStart(source: TypeScript.SourceFile, position: number): number {
  return source.text.lastIndexOf('\n', position - 1) + 1;
}
