/** How many tests passed and failed. */
export interface TestCount {
  readonly passed: number;
  readonly failed: number;
}

/** What Jest's `--json` says; a suite that did not run, or an exit code without a failed test, is a failure too. */
export function countJest(report: unknown, exitCode: number): TestCount {
  const {
    numPassedTests = 0,
    numFailedTests = 0,
    numRuntimeErrorTestSuites = 0,
  } = (report ?? {}) as {
    readonly numPassedTests?: number;
    readonly numFailedTests?: number;
    readonly numRuntimeErrorTestSuites?: number;
  };
  return withExitCode({ passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites }, exitCode);
}

/** What Playwright's JSON reporter says. A test that needed a second try is a failure: a flaky test is a bug. */
export function countPlaywright(report: unknown, exitCode: number): TestCount {
  const {
    expected = 0,
    unexpected = 0,
    flaky = 0,
  } = ((report ?? {}) as { readonly stats?: PlaywrightStats }).stats ?? {};
  return withExitCode({ passed: expected, failed: unexpected + flaky }, exitCode);
}

interface PlaywrightStats {
  readonly expected?: number;
  readonly unexpected?: number;
  readonly flaky?: number;
}

/** All counts as one. */
export function sum(counts: readonly TestCount[]): TestCount {
  return counts.reduce(
    (total, { passed, failed }) => ({ passed: total.passed + passed, failed: total.failed + failed }),
    {
      passed: 0,
      failed: 0,
    },
  );
}

function withExitCode(count: TestCount, exitCode: number): TestCount {
  const isSilentFailure = count.failed === 0 && (exitCode !== 0 || count.passed === 0);
  return isSilentFailure ? { ...count, failed: 1 } : count;
}
