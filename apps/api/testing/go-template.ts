/** What templates call by name. Called with what stands behind it, and last what was piped to it. */
export type TemplateFunction = (...args: unknown[]) => unknown;

type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'output'; readonly pipe: Pipe }
  | { readonly kind: 'set'; readonly name: string; readonly pipe: Pipe }
  | {
      readonly kind: 'if' | 'with' | 'range';
      readonly names: readonly string[];
      readonly pipe: Pipe;
      readonly body: Node[];
      readonly otherwise: Node[];
    };

/** Commands, each given the value of the one before. */
type Pipe = readonly (readonly Operand[])[];

type Operand =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'path'; readonly root: string; readonly fields: readonly string[] }
  | { readonly kind: 'call'; readonly name: string }
  | { readonly kind: 'pipe'; readonly pipe: Pipe };

type Scope = ReadonlyMap<string, unknown>;

/**
 * As much of Go's text/template, and of what Helm adds, as our chart uses: values, paths, pipes, `define`, `include`, `if`,
 * `with`, `range`, variables. What it does not know it refuses.
 */
export class GoTemplates {
  readonly #defined = new Map<string, Node[]>();
  readonly #functions: Readonly<Record<string, TemplateFunction>>;

  constructor(functions: Readonly<Record<string, TemplateFunction>>) {
    this.#functions = { ...functions, include: (name, data) => this.render(String(name), data) };
  }

  /** Reads a file of templates: it is one by its name, and so is each that it defines. @throws Error where it cannot be read */
  add(name: string, source: string): void {
    const parts = source.split(/(\{\{-?\s[^]*?\s-?\}\}|\{\{-?\s*\/\*[^]*?\*\/\s*-?\}\})/);
    const tokens = parts.map((part, i) =>
      i % 2 === 1
        ? { action: part.replace(/^\{\{-?\s*|\s*-?\}\}$/g, '') }
        : {
            text: part
              .replace(parts[i - 1]?.endsWith('-}}') ? /^\s+/ : '', '')
              .replace(parts[i + 1]?.startsWith('{{-') ? /\s+$/ : '', ''),
          },
    );
    this.#defined.set(name, this.#body(tokens.values(), []).nodes);
  }

  render(name: string, data: unknown): string {
    const nodes = this.#defined.get(name);
    if (nodes === undefined) {
      throw new Error(`No template ${name}`);
    }
    return this.#run(nodes, data, new Map([['$', data]]));
  }

  #body(
    tokens: IterableIterator<{ action?: string; text?: string }>,
    ends: readonly string[],
  ): { nodes: Node[]; end: string } {
    const nodes: Node[] = [];
    for (const { action, text = '' } of tokens) {
      if (action === undefined) {
        nodes.push({ kind: 'text', text });
        continue;
      }
      const [, word = '', rest = ''] = /^(\S+)\s*([^]*)$/.exec(action)!;
      if (ends.includes(word)) {
        return { nodes, end: word };
      } else if (word === 'define') {
        this.#defined.set(JSON.parse(rest) as string, this.#body(tokens, ['end']).nodes);
      } else if (word === 'if' || word === 'with' || word === 'range') {
        const [, names, expression = ''] = /^(?:(\$\w+(?:\s*,\s*\$\w+)?)\s*:=)?([^]*)$/.exec(rest)!;
        const { nodes: body, end } = this.#body(tokens, ['end', 'else']);
        const otherwise = end === 'else' ? this.#body(tokens, ['end']).nodes : [];
        const variables = names?.split(',').map((variable) => variable.trim()) ?? [];
        nodes.push({ kind: word, names: variables, pipe: parsePipe(expression), body, otherwise });
      } else if (/^\$\w+$/.test(word) && rest.startsWith(':=')) {
        nodes.push({ kind: 'set', name: word, pipe: parsePipe(rest.slice(2)) });
      } else if (!word.startsWith('/*')) {
        nodes.push({ kind: 'output', pipe: parsePipe(action) });
      }
    }
    if (ends.length > 0) {
      throw new Error('A block has no end');
    }
    return { nodes, end: '' };
  }

  #run(nodes: readonly Node[], dot: unknown, outer: Scope): string {
    const scope = new Map(outer);
    let out = '';
    for (const node of nodes) {
      switch (node.kind) {
        case 'text':
          out += node.text;
          break;
        case 'output':
          out += String(this.#value(node.pipe, dot, scope) ?? '');
          break;
        case 'set':
          scope.set(node.name, this.#value(node.pipe, dot, scope));
          break;
        default: {
          const value = this.#value(node.pipe, dot, scope);
          if (!isTrue(value)) {
            out += this.#run(node.otherwise, dot, scope);
          } else if (node.kind === 'range') {
            for (const [key, item] of Object.entries(value as object).sort(([a], [b]) => (a < b ? -1 : 1))) {
              const named = node.names.map((name, i): [string, unknown] => [name, i === 0 ? key : item]);
              out += this.#run(node.body, item, new Map([...scope, ...named]));
            }
          } else {
            out += this.#run(node.body, node.kind === 'with' ? value : dot, scope);
          }
        }
      }
    }
    return out;
  }

  #value(pipe: Pipe, dot: unknown, scope: Scope): unknown {
    return pipe.reduce<readonly unknown[]>((piped, command) => [this.#command(command, piped, dot, scope)], [])[0];
  }

  #command([first, ...rest]: readonly Operand[], piped: readonly unknown[], dot: unknown, scope: Scope): unknown {
    const valueOf = (operand: Operand): unknown => this.#operand(operand, dot, scope);
    if (first!.kind !== 'call') {
      return valueOf(first!);
    }
    const { name } = first!;
    if (name === 'and' || name === 'or') {
      const isDecided = (value: unknown): boolean => isTrue(value) === (name === 'or');
      let value: unknown;
      for (const operand of rest) {
        value = valueOf(operand);
        if (isDecided(value)) {
          break; // what follows is not looked at
        }
      }
      return value;
    }
    const call = this.#functions[name];
    if (call === undefined) {
      throw new Error(`No function ${name}`);
    }
    return call(...rest.map(valueOf), ...piped);
  }

  #operand(operand: Operand, dot: unknown, scope: Scope): unknown {
    switch (operand.kind) {
      case 'value':
        return operand.value;
      case 'pipe':
        return this.#value(operand.pipe, dot, scope);
      case 'call':
        return this.#command([operand], [], dot, scope);
      case 'path': {
        if (operand.root !== '' && !scope.has(operand.root)) {
          throw new Error(`No variable ${operand.root}`);
        }
        const root = operand.root === '' ? dot : scope.get(operand.root);
        return operand.fields.reduce<unknown>((of, field) => {
          if (of === null || of === undefined) {
            throw new Error(`nil has no .${field}`);
          }
          return (of as Record<string, unknown>)[field];
        }, root);
      }
    }
  }
}

/** What counts as true: not nothing, 0 or empty. */
export function isTrue(value: unknown): boolean {
  return typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value);
}

const TOKEN = /\s+|"(?:[^"\\]|\\.)*"|\(|\)|\||-?\d+|\$?\w*(?:\.\w+)+|\.|\$\w*|\w+/y;

function parsePipe(expression: string): Pipe {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < expression.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(expression)?.[0];
    if (token === undefined) {
      throw new Error(`Cannot read ${expression} from ${expression.slice(at)}`);
    }
    if (token.trim() !== '') {
      tokens.push(token);
    }
  }
  return pipeOf(tokens.values());
}

function pipeOf(tokens: IterableIterator<string>): Pipe {
  const pipe: Operand[][] = [[]];
  for (const token of tokens) {
    if (token === ')') {
      break;
    } else if (token === '|') {
      pipe.push([]);
    } else {
      pipe.at(-1)!.push(token === '(' ? { kind: 'pipe', pipe: pipeOf(tokens) } : operandOf(token));
    }
  }
  return pipe;
}

function operandOf(token: string): Operand {
  if (/^["\d-]/.test(token)) {
    return { kind: 'value', value: JSON.parse(token) };
  }
  if (/^[.$]/.test(token)) {
    const [root = '', ...fields] = token.split('.');
    return { kind: 'path', root, fields: fields.filter(Boolean) };
  }
  return token === 'true' || token === 'false'
    ? { kind: 'value', value: token === 'true' }
    : { kind: 'call', name: token };
}
