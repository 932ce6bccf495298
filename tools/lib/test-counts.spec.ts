import { describe, expect, test } from '@jest/globals';
import { countJest, countPlaywright, sum } from './test-counts.ts';

describe('the count of tests', () => {
  test('takes what passed and failed from Jest, a suite that did not run being a failure', () => {
    const report = { numPassedTests: 5, numFailedTests: 1, numRuntimeErrorTestSuites: 2 };
    expect(countJest(report, 1)).toEqual({ passed: 5, failed: 3 });
  });

  test('takes a flaky browser test for a failed one', () => {
    expect(countPlaywright({ stats: { expected: 4, unexpected: 1, flaky: 2 } }, 1)).toEqual({ passed: 4, failed: 3 });
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
        { passed: 3, failed: 1 },
      ]),
    ).toEqual({ passed: 5, failed: 1 });
  });
});
