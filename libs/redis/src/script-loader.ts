// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- whoever imports the loader can import scripts
/// <reference path="./lua.d.ts" />
import { posix } from 'node:path';

/** The text of each Lua file by its path, e.g. `lanes/tickets.lua`: they are imported, so nothing is read when it runs. */
export type LuaFiles = Readonly<Record<string, string>>;

/** A script says something that cannot be followed. The message names the files that led there. */
export class ScriptError extends Error {
  override readonly name = 'ScriptError';
}

/** `--- @include "../lanes/tickets"` */
const DIRECTIVE = /^--- @(\S+)\s*(.*)$/;
const INCLUDED = /^"([^"]+)"$/;
const FLAGS = /^[a-z]+(?:-[a-z]+)*(?:,[a-z]+(?:-[a-z]+)*)*$/;

/**
 * A script as Redis takes it. A file says in the comment at its top what it needs and how it runs:
 *
 * - `--- @include "../lanes/tickets"`: another file, relative to this one and without its ending. What it names at its outermost
 *   level is known below. Each file comes once, before whoever needs it.
 * - `--- @flags allow-oom`: the flags that Redis runs the script with, a comma between them. Only the script itself says
 *   them, for all that it includes.
 *
 * @param path - of the script
 * @throws ScriptError for a file that is missing, a circle, or a directive that nobody knows or that stands below code
 */
export function loadScript(path: string, files: LuaFiles): string {
  const texts = new Map<string, string>();
  let flags = '';

  const include = (file: string, chain: readonly string[]): void => {
    const here = [...chain, file];
    if (chain.includes(file)) {
      throw new ScriptError(`Lua files include each other in a circle: ${here.join(' → ')}`);
    }
    if (texts.has(file)) {
      return;
    }
    const text = files[file];
    if (text === undefined) {
      throw new ScriptError(`A Lua file is missing: ${here.join(' → ')}`);
    }
    for (const [name, value] of directivesOf(text, here)) {
      if (name === 'include') {
        include(posix.join(posix.dirname(file), `${value}.lua`), here);
      } else if (chain.length === 0) {
        flags = value;
      } else {
        throw new ScriptError(`Flags are said by the script itself, not by what it includes: ${here.join(' → ')}`);
      }
    }
    texts.set(file, text);
  };

  include(path, []);
  const lines = [...texts.values()];
  return (flags === '' ? lines : [`#!lua flags=${flags}`, ...lines]).join('\n');
}

type Directive = readonly [name: 'include' | 'flags', value: string];

/** What a file says at its top, in its order. */
function directivesOf(text: string, chain: readonly string[]): readonly Directive[] {
  const lines = text.split('\n');
  const firstCode = lines.findIndex((line) => !line.startsWith('--'));
  return lines.flatMap((line, i): Directive[] => {
    const [, name, value = ''] = DIRECTIVE.exec(line) ?? [];
    const refuse = (why: string): ScriptError => new ScriptError(`${line} in ${chain.join(' → ')}: ${why}`);
    if (name === undefined) {
      return [];
    }
    if (firstCode !== -1 && i > firstCode) {
      throw refuse('it belongs to the comment at the top');
    }
    const included = INCLUDED.exec(value)?.[1];
    if (name === 'include' && included !== undefined) {
      return [[name, included]];
    }
    if (name === 'flags' && FLAGS.test(value)) {
      return [[name, value]];
    }
    throw refuse('it is no `@include "<file>"` and no `@flags <flag>,…`');
  });
}
