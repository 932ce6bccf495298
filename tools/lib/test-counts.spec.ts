import { describe, expect, test } from '@jest/globals';
import { countJest, countPlaywright, sum } from './test-counts.ts';

describe('the count of tests', () => {
  test('takes what passed and failed from Jest, a suite that did not run being a failure', () => {
    const report = { numPassedTests: 5, numFailedTests: 1, numRuntimeErrorTestSuites: 2 };
    expect(countJest(report, 1)).toMatchObject({ passed: 5, failed: 3 });
  });

  test('names what failed, with the gist of why: a test, and a file that did not run', () => {
    const ended = (status: string, fullName: string, ...failureMessages: string[]) => ({
      status,
      fullName,
      failureMessages,
    });
    const testResults = [
      {
        name: 'a.spec.ts',
        message: 'all of it',
        assertionResults: [ended('passed', 'x'), ended('failed', 'y', '\u001b[31mwhy\u001b[39m\n\nat')],
      },
      { name: 'b.spec.ts', message: 'no such module', assertionResults: [] },
    ];
    const { failures } = countJest({ numFailedTests: 1, numRuntimeErrorTestSuites: 1, testResults }, 1);
    expect(failures).toEqual(['a.spec.ts: y\n    why\n    at', 'b.spec.ts: did not run\n    no such module']);
  });

  test('takes a flaky browser test for a failed one', () => {
    expect(countPlaywright({ stats: { expected: 4, unexpected: 1, flaky: 2 } }, 1)).toMatchObject({
      passed: 4,
      failed: 3,
    });
  });

  test('names the browser test that failed, however deep', () => {
    const failed = { title: 't', tests: [{ status: 'unexpected', results: [{ error: { message: 'why' } }] }] };
    const passed = { title: 'p', tests: [{ status: 'expected', results: [{}] }] };
    const suites = [{ file: 'a.spec.ts', specs: [passed], suites: [{ file: 'a.spec.ts', specs: [failed] }] }];
    expect(countPlaywright({ stats: { unexpected: 1 }, suites }, 1).failures).toEqual(['a.spec.ts: t\n    why']);
  });

  test.each([
    ['wrote no report', null, 1],
    ['ran no test', { numPassedTests: 0 }, 0],
    ['ended badly with every test passed', { numPassedTests: 3 }, 1],
  ])('is a failure where the runner %s', (_name, report, exitCode) => {
    expect(countJest(report, exitCode).failed).toBe(1);
  });

  test('adds up', () => {
    expect(
      sum([
        { passed: 2, failed: 0 },
        { passed: 3, failed: 1, failures: ['x'] },
      ]),
    ).toEqual({ passed: 5, failed: 1, failures: ['x'] });
  });
});
