import { describe, expect, test } from '@jest/globals';
import { findTestFiles } from './test-files.ts';

const files = findTestFiles();

describe('what a test needs around it', () => {
  test.each([
    ['/backoff.spec.ts', 'unit', 'neither it nor what it imports needs anything'],
    ['/life/store.spec.ts', 'integration', 'its fixture uses a real Redis'],
    ['/openapi.spec.ts', 'integration', 'it starts the API, by way of what it imports'],
    ['/bootstrap.spec.ts', 'integration', 'it starts programs'],
    ['/create-task-dialog.spec.ts', 'page', 'its project runs in browsers'],
  ])('is read from it: %s is of the kind %s, as %s', (ending, kind) => {
    expect(files.filter(({ file }) => file.endsWith(ending)).map((found) => found.kind)).toEqual([kind]);
  });

  test('is asked of no test of Playwright', () => {
    expect(files.filter(({ file }) => file.startsWith('apps/web-e2e'))).toEqual([]);
  });
});
