import { join } from 'node:path';
import ts from 'typescript';
import type { Door } from './workspace.mjs';

const IN_FULL =
  ts.TypeFormatFlags.NoTruncation |
  ts.TypeFormatFlags.UseSingleQuotesForStringLiteralType |
  ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope;

/** What each door gives: a line a name, with its kind and type, and a line a public member; types as they are written. */
export function describeDoors(doors: readonly Door[], root: string): ReadonlyMap<string, readonly string[]> {
  const files = doors.map(({ file }) => join(root, file));
  const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), (file) => ts.sys.readFile(file)) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [] }, ts.sys, root);
  const program = ts.createProgram(files, {
    ...options,
    lib: ['lib.es2024.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: ['node'],
    experimentalDecorators: true,
  });
  const checker = program.getTypeChecker();
  return new Map(
    doors.map(({ name, file }) => {
      const module = checker.getSymbolAtLocation(program.getSourceFile(join(root, file))!);
      const names = module === undefined ? [] : checker.getExportsOfModule(module);
      const sorted = [...names].sort((a, b) => (a.name < b.name ? -1 : 1));
      return [name, sorted.flatMap((symbol) => describe(symbol, checker))];
    }),
  );
}

function describe(exported: ts.Symbol, checker: ts.TypeChecker): string[] {
  const isAlias = (exported.flags & ts.SymbolFlags.Alias) !== 0;
  const declarations = (isAlias ? checker.getAliasedSymbol(exported) : exported).declarations ?? [];
  return declarations.flatMap((node) => describeDeclaration(exported.name, node, checker));
}

function describeDeclaration(name: string, node: ts.Declaration, checker: ts.TypeChecker): string[] {
  if (ts.isClassDeclaration(node)) {
    const isAbstract = (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Abstract) !== 0;
    return [
      `${isAbstract ? 'abstract class' : 'class'} ${name}${typeParametersOf(node)}${heritageOf(node)}`,
      ...node.members.flatMap((member) => describeMember(member, checker)).sort(),
    ];
  }
  if (ts.isInterfaceDeclaration(node)) {
    return [
      `interface ${name}${typeParametersOf(node)}${heritageOf(node)}`,
      ...node.members.flatMap((member) => describeMember(member, checker)).sort(),
    ];
  }
  if (ts.isFunctionDeclaration(node)) {
    return [`function ${name}${signatureOf(node, checker)}`];
  }
  if (ts.isTypeAliasDeclaration(node)) {
    return [`type ${name}${typeParametersOf(node)} = ${tidy(node.type.getText())}`];
  }
  return [`const ${name}: ${typeOf(node, checker)}`];
}

/** A line for each public member. */
function describeMember(node: ts.ClassElement | ts.TypeElement, checker: ts.TypeChecker): string[] {
  const flags = ts.getCombinedModifierFlags(node);
  const isHidden = (flags & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0;
  if (isHidden || (node.name !== undefined && ts.isPrivateIdentifier(node.name))) {
    return [];
  }
  if (ts.isConstructorDeclaration(node)) {
    const properties = node.parameters.filter(
      (one) => (ts.getCombinedModifierFlags(one) & ts.ModifierFlags.Public) !== 0,
    );
    return [
      `  new ${signatureOf(node, checker)}`,
      ...properties.map((one) => `  ${one.name.getText()}: ${typeOf(one, checker)}`),
    ];
  }
  const before = [
    ...(flags & ts.ModifierFlags.Static ? ['static '] : []),
    ...(flags & ts.ModifierFlags.Readonly || ts.isGetAccessorDeclaration(node) ? ['readonly '] : []),
  ].join('');
  const isOptional = 'questionToken' in node && node.questionToken !== undefined;
  const name = `  ${before}${tidy(node.name?.getText() ?? '')}${isOptional ? '?' : ''}`;
  return ts.isMethodDeclaration(node) || ts.isMethodSignature(node)
    ? [`${name}${signatureOf(node, checker)}`]
    : [`${name}: ${typeOf(node, checker)}`];
}

function signatureOf(node: ts.SignatureDeclaration, checker: ts.TypeChecker): string {
  const parameters = node.parameters.map((one) => {
    const isOptional = one.questionToken !== undefined || one.initializer !== undefined;
    const name = ts.isIdentifier(one.name) ? one.name.text : 'options';
    return `${one.dotDotDotToken ? '...' : ''}${name}${isOptional ? '?' : ''}: ${typeOf(one, checker)}`;
  });
  const signature = checker.getSignatureFromDeclaration(node)!;
  const returned = ts.isConstructorDeclaration(node)
    ? ''
    : `: ${node.type ? tidy(node.type.getText()) : text(checker.getReturnTypeOfSignature(signature), checker)}`;
  return `${typeParametersOf(node)}(${parameters.join(', ')})${returned}`;
}

/** The type as it is written, else as the compiler finds it. */
function typeOf(node: ts.Declaration, checker: ts.TypeChecker): string {
  const { type } = node as { readonly type?: ts.TypeNode };
  return type ? tidy(type.getText()) : text(checker.getTypeAtLocation(node), checker);
}

function text(type: ts.Type, checker: ts.TypeChecker): string {
  return tidy(checker.typeToString(type, undefined, IN_FULL));
}

function typeParametersOf({
  typeParameters,
}: {
  readonly typeParameters?: ts.NodeArray<ts.TypeParameterDeclaration> | undefined;
}): string {
  return typeParameters === undefined ? '' : `<${typeParameters.map((one) => tidy(one.getText())).join(', ')}>`;
}

function heritageOf({ heritageClauses = [] }: { readonly heritageClauses?: readonly ts.HeritageClause[] }): string {
  return heritageClauses.map((clause) => ` ${tidy(clause.getText())}`).join('');
}

/** On one line, and no path of a machine. */
function tidy(text: string): string {
  return text
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/import\("[^"]*"\)\./g, '')
    .replace(/\s+/g, ' ');
}
