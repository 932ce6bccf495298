import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import ts from 'typescript';

const HERE = fileURLToPath(new URL('.', import.meta.url));

/** What the compiler says of each of some assertions about two shapes. */
function complaintsOf(assertions: readonly string[]): readonly string[][] {
  const file = `${HERE}assertions.ts`;
  const lines = assertions.map((assertion, i) => `export type Holds${i} = Assert<${assertion}>;`);
  const text = [...lines, "import type { Assert, SameFields, SameNames } from './same-fields.js';"].join('\n');
  const options: ts.CompilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    module: ts.ModuleKind.NodeNext,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, text, ts.ScriptTarget.ESNext) : read(name, ...rest);
  host.fileExists = (name) => name === file || ts.sys.fileExists(name);
  const complaints = assertions.map((): string[] => []);
  for (const { start = 0, messageText } of ts.getPreEmitDiagnostics(ts.createProgram([file], options, host))) {
    const line = text.slice(0, start).split('\n').length - 1;
    complaints[line]?.push(ts.flattenDiagnosticMessageText(messageText, ' '));
  }
  return complaints;
}

const HOLD = [
  'SameFields<{ a: string; b?: number }, { readonly a: string; readonly b?: number }>',
  'SameFields<{ a: readonly string[] }, { a: readonly string[] }>',
  'SameNames<{ status: string; at: unknown }, { status: 1; at: 2 } | { status: 3; at: 4 }>',
];
const FAIL = {
  'one that must be there is missing': 'SameFields<{ a: string }, { a: string; b: number }>',
  'one too many': 'SameFields<{ a: string; b: number }, { a: string }>',
  'one that may be left out is missing': 'SameFields<{ a: string }, { a: string; b?: number }>',
  'one that may be left out is too many': 'SameFields<{ a: string; b?: number }, { a: string }>',
  'one must be there on one side alone': 'SameFields<{ a: string }, { a?: string }>',
  'one may be left out on one side alone': 'SameFields<{ a?: string }, { a: string }>',
  'one is of another type': 'SameFields<{ a: string }, { a: number }>',
  'one is wider': 'SameFields<{ a: string }, { a: "x" }>',
  'a name that may be left out is missing': 'SameNames<{ a: string }, { a: string; b?: number }>',
};
const complaints = complaintsOf([...HOLD, ...Object.values(FAIL)]);

describe('the assertion that a class has the fields of the contract', () => {
  test.each(HOLD.map((assertion, i) => [assertion, i] as const))('compiles where it holds: %s', (_assertion, i) => {
    expect(complaints[i]).toEqual([]);
  });

  test.each(Object.keys(FAIL).map((fault, i) => [fault, i + HOLD.length] as const))(
    'is a compile error where %s',
    (_fault, i) => {
      expect(complaints[i]).toEqual([`Type 'false' does not satisfy the constraint 'true'.`]);
    },
  );
});
