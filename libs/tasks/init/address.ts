import type * as TypeScript from 'typescript';
import type { Compiler } from './module-edit.js';

/**
 * Where tasks are below the application's address, by what it gives to `setGlobalPrefix` and `enableVersioning`; what it does
 * not write out there stands in angle brackets.
 *
 * @param texts - its programs
 */
export function pathOfTasks(ts: Compiler, texts: Iterable<string>): string {
  let prefix = '';
  let version = '';
  for (const text of texts) {
    if (!/\b(setGlobalPrefix|enableVersioning)\b/.test(text)) {
      continue; // most of them
    }
    for (const { name, argument } of callsIn(ts, ts.createSourceFile('', text, ts.ScriptTarget.Latest, true))) {
      if (name === 'setGlobalPrefix' && argument !== undefined) {
        prefix = literal(ts, argument) ?? '<prefix>';
      } else if (name === 'enableVersioning') {
        version = versionOf(ts, argument);
      }
    }
  }
  return ['', ...prefix.split('/'), version, 'tasks'].filter((part, i) => i === 0 || part !== '').join('/');
}

/** Calls of methods, from the outermost on, each with the first thing it is given. */
function* callsIn(
  ts: Compiler,
  node: TypeScript.Node,
): Generator<{ readonly name: string; readonly argument: TypeScript.Expression | undefined }> {
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    yield { name: node.expression.name.text, argument: node.arguments[0] };
  }
  for (const child of node.getChildren()) {
    yield* callsIn(ts, child);
  }
}

/** What routes of no version of their own begin with: nothing where versions are not in addresses. */
function versionOf(ts: Compiler, options: TypeScript.Expression | undefined): string {
  if (options === undefined) {
    return '';
  }
  if (!ts.isObjectLiteralExpression(options)) {
    return '<version>';
  }
  const given = (name: string): TypeScript.Expression | undefined => {
    const property = options.properties.find((one) => one.name?.getText() === name);
    return property && ts.isPropertyAssignment(property) ? property.initializer : undefined;
  };
  const [type, prefix, asked] = [given('type'), given('prefix'), given('defaultVersion')];
  const version = asked && ts.isArrayLiteralExpression(asked) ? asked.elements[0] : asked;
  const isInAddress = type === undefined || /\bURI$/.test(type.getText());
  if (!isInAddress || version === undefined || version.getText() === 'VERSION_NEUTRAL') {
    return '';
  }
  const before = prefix === undefined ? 'v' : prefix.getText() === 'false' ? '' : (literal(ts, prefix) ?? '<v>');
  return before + (literal(ts, version) ?? '<version>');
}

function literal(ts: Compiler, expression: TypeScript.Expression): string | undefined {
  return ts.isStringLiteralLike(expression) ? expression.text : undefined;
}
