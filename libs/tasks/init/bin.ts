#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { init } from './init.js';
import { Refusal } from './refusal.js';

const USAGE = `npx @task-queue/tasks init [--module <file>]

Adds to the Nest application in this folder: TasksModule, a first handler, and a place to say who people are.
  --module  the file of the application's module, where main.ts does not lead to it`;

const OPTIONS = { module: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;

const callAt = (path: string): string =>
  `curl -X POST localhost:3000${path} -H 'content-type: application/json' -d '{ "type": "greet", "params": { "name": "Ann" } }'`;

const lines = (title: string, items: readonly string[]): string =>
  [title, ...items.map((one) => `  ${one}`)].join('\n');

try {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: OPTIONS });
  if (values.help) {
    console.log(USAGE);
  } else if (positionals.length !== 1 || positionals[0] !== 'init') {
    throw new Refusal(USAGE);
  } else {
    const { done, left, path } = init(process.cwd(), values.module);
    console.log(
      [lines('Done:', done), lines('Left to you:', left), lines('Then, while it runs:', [callAt(path)])].join('\n'),
    );
  }
} catch (error) {
  const isSaid = error instanceof Refusal || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS');
  console.error(isSaid ? (error as Error).message : error);
  process.exitCode = 1;
}
