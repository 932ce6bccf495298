import { readFile, writeFile } from 'node:fs/promises';
import { expect } from '@jest/globals';
import prettier from 'prettier';

/** Holds a document to the file that is kept of it, as the workspace's formatter writes it. `UPDATE_OPENAPI=1` writes it. */
export async function expectKept(document: object, file: string): Promise<void> {
  const options = await prettier.resolveConfig(file);
  const text = await prettier.format(JSON.stringify(document), { ...options, parser: 'json' });
  if (process.env['UPDATE_OPENAPI']) {
    await writeFile(file, text);
  }
  expect(await readFile(file, 'utf8')).toBe(text);
}
